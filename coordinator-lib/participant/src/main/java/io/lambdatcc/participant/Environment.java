package io.lambdatcc.participant;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The variables a function is configured by. One that is empty counts as absent.
 *
 * <p>What is missing or malformed is an {@link IllegalStateException} that names the variable, so
 * that a function with a wrong configuration does not start.
 */
public final class Environment {
  private final Map<String, String> variables;

  private Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /** The environment of this process. */
  public static Environment ofProcess() {
    return new Environment(System.getenv());
  }

  /** These variables and no others. */
  public static Environment of(Map<String, String> variables) {
    return new Environment(variables);
  }

  public Optional<String> optional(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  public String required(String name) {
    return optional(name).orElseThrow(() -> wrong(name, "is not set"));
  }

  /** An absolute URI with a host. */
  public URI requiredUri(String name) {
    return optionalUri(name).orElseThrow(() -> wrong(name, "is not set"));
  }

  /** An absolute URI with a host. */
  Optional<URI> optionalUri(String name) {
    return optional(name).map(value -> uri(name, value));
  }

  /** The names in a list separated by commas, or empty when the variable is absent. */
  public Optional<Set<String>> optionalSet(String name) {
    return optional(name)
        .map(
            value ->
                Arrays.stream(value.split(",", -1))
                    .map(String::strip)
                    .filter(element -> !element.isEmpty())
                    .collect(Collectors.toUnmodifiableSet()));
  }

  /** A whole number of milliseconds, at least 1. */
  public Duration millis(String name, Duration absent) {
    return optional(name).map(value -> millis(name, value)).orElse(absent);
  }

  private static URI uri(String name, String value) {
    try {
      URI uri = URI.create(value);
      if (uri.getHost() != null && uri.getScheme() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below, as for a URI without a host
    }
    throw wrong(name, "is '" + value + "'; an absolute URI with a host is expected");
  }

  private static Duration millis(String name, String value) {
    try {
      long millis = Long.parseLong(value);
      if (millis > 0) {
        return Duration.ofMillis(millis);
      }
    } catch (NumberFormatException e) {
      // said below, as for a number that is too small
    }
    throw wrong(name, "is '" + value + "'; a whole number of milliseconds above 0 is expected");
  }

  private static IllegalStateException wrong(String name, String reason) {
    return new IllegalStateException("environment variable " + name + " " + reason);
  }
}
