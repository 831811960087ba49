package io.lambdatcc.console;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be chosen about the console, read from system properties of the same names; one that is
 * absent or empty has its default.
 *
 * @param endpoint {@code endpoint}: the coordinator's API, without a slash at its end
 * @param region {@code region}: what requests are signed for; else the one in an endpoint of API
 *     Gateway, else {@code AWS_REGION}, and else, for an endpoint on this machine, {@value
 *     #LOCAL_REGION}
 * @param port {@code port}: where the console listens; 0, the default, for any free port
 */
record ConsoleSettings(URI endpoint, String region, int port) {
  /** What the shop's isolated mode verifies signatures for. */
  static final String LOCAL_REGION = "us-east-1";

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Pattern API_GATEWAY =
      Pattern.compile("[a-z0-9-]+\\.execute-api\\.([a-z0-9-]+)\\.amazonaws\\.com(\\.cn)?");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,32}");

  /**
   * Reads them.
   *
   * @param environment of this process
   * @throws IllegalArgumentException saying which is wrong, and what it may be
   */
  static ConsoleSettings from(Properties properties, Map<String, String> environment) {
    URI endpoint = endpoint(properties.getProperty("endpoint", "").strip());
    return new ConsoleSettings(
        endpoint,
        region(endpoint, properties.getProperty("region", "").strip(), environment),
        port(properties.getProperty("port", "").strip()));
  }

  private static URI endpoint(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "endpoint is missing: -Dendpoint=https://…, the stack's output ApiUrl");
    }
    URI uri;
    try {
      uri = new URI(value.replaceFirst("/+$", ""));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("endpoint: '" + value + "' is no URL", e);
    }
    boolean plain = "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
    if (uri.getHost() == null || !(plain || "https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException(
          "endpoint: expected https://…, or http:// on this machine alone, since what is sent is"
              + " signed with your credentials; was '"
              + value
              + "'");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "endpoint: expected a URL without user, query and fragment, was '" + value + "'");
    }
    return uri;
  }

  private static String region(URI endpoint, String chosen, Map<String, String> environment) {
    Matcher host = API_GATEWAY.matcher(endpoint.getHost());
    String region =
        !chosen.isEmpty()
            ? chosen
            : host.matches() ? host.group(1) : environment.getOrDefault("AWS_REGION", "");
    if (region.isEmpty() && LOOPBACK.contains(endpoint.getHost())) {
      region = LOCAL_REGION;
    }
    if (region.isEmpty()) {
      throw new IllegalArgumentException(
          "region: "
              + endpoint.getHost()
              + " does not say in which it is; add -Dregion=…, or set AWS_REGION");
    }
    if (!REGION.matcher(region).matches()) {
      throw new IllegalArgumentException(
          "region: expected one such as eu-central-1, was '" + region + "'");
    }
    return region;
  }

  private static int port(String value) {
    try {
      int port = value.isEmpty() ? 0 : Integer.parseInt(value);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new IllegalArgumentException("port: expected 0 to 65535, was '" + value + "'");
  }
}
