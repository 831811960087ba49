package io.lambdatcc.example.shop.gateway;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A route of an HTTP API.
 *
 * @param key as it was written, and as events carry it
 * @param method upper-case, or {@code ANY}
 * @param segments what lies between the slashes: fixed text, {@code {variable}} or, at the end
 *     only, {@code {variable+}}; {@code $default} is the greedy route of every path
 */
record Route(String key, String method, List<String> segments) {

  private static final String ANY = "ANY";
  private static final String DEFAULT = "$default";
  private static final Pattern KEY = Pattern.compile("([A-Z]+) /(\\S*)");
  private static final Pattern SEGMENT =
      Pattern.compile("[^{}]*|\\{[A-Za-z_][A-Za-z0-9_]*}|\\{[A-Za-z_][A-Za-z0-9_]*\\+}");

  /** The most specific first. */
  static final Comparator<Route> MOST_SPECIFIC_FIRST =
      Comparator.comparing(Route::isDefault)
          .thenComparing(Route::isGreedy)
          .thenComparing(Route::fixedSegments, Comparator.reverseOrder())
          .thenComparing(route -> route.segments.size(), Comparator.reverseOrder())
          .thenComparing(route -> route.method.equals(ANY));

  Route {
    segments = List.copyOf(segments);
  }

  static Route parse(String key) {
    if (key.equals(DEFAULT)) {
      return new Route(key, ANY, List.of());
    }
    var matcher = KEY.matcher(key);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "route: expected 'METHOD /path', 'ANY /path' or '$default', was '" + key + "'");
    }
    List<String> segments = List.of(matcher.group(2).split("/", -1));
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (!SEGMENT.matcher(segment).matches()) {
        throw new IllegalArgumentException("route '" + key + "': cannot read '" + segment + "'");
      }
      if (segment.endsWith("+}") && i < segments.size() - 1) {
        throw new IllegalArgumentException(
            "route '" + key + "': " + segment + " must be the last segment");
      }
    }
    return new Route(key, matcher.group(1), segments);
  }

  /**
   * The values of the variables, if the request takes this route.
   *
   * @param path its segments, decoded
   */
  Optional<Map<String, String>> match(String requestMethod, List<String> path) {
    if (!method.equals(ANY) && !method.equals(requestMethod)) {
      return Optional.empty();
    }
    if (isDefault()) {
      return Optional.of(Map.of());
    }
    if (isGreedy() ? path.size() < segments.size() : path.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = Map.of();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (!segment.startsWith("{")) {
        if (!segment.equals(path.get(i))) {
          return Optional.empty();
        }
        continue;
      }
      boolean greedy = segment.endsWith("+}");
      String value = greedy ? String.join("/", path.subList(i, path.size())) : path.get(i);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      if (variables.isEmpty()) {
        variables = new HashMap<>();
      }
      variables.put(segment.substring(1, segment.length() - (greedy ? 2 : 1)), value);
    }
    return Optional.of(variables);
  }

  private boolean isDefault() {
    return segments.isEmpty();
  }

  private boolean isGreedy() {
    return isDefault() || segments.get(segments.size() - 1).endsWith("+}");
  }

  private long fixedSegments() {
    return segments.stream().filter(segment -> !segment.startsWith("{")).count();
  }
}
