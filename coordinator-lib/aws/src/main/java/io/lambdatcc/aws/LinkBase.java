package io.lambdatcc.aws;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where links may lead: to one scheme, host and port, and below one path. Who configures it says
 * whom this coordinator calls; no client can make it call anything else.
 */
final class LinkBase {
  /** A segment that a server may take for the one above. */
  private static final Pattern CLIMBS = Pattern.compile("(?i)(^|/)(\\.|%2e){1,2}(/|$)");

  /** What some servers take for a slash. */
  private static final Pattern HIDDEN_SLASH = Pattern.compile("(?i)%2f|%5c");

  private final String origin;
  private final String path;
  private final boolean local;

  private LinkBase(String origin, String path, boolean local) {
    this.origin = origin;
    this.path = path;
    this.local = local;
  }

  /**
   * A base.
   *
   * @param base https, or http to this machine, without user, query or fragment
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static LinkBase of(URI base) {
    String host = base.getHost();
    boolean local =
        host != null
            && (host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]"));
    String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
    if (host == null
        || !(scheme.equals("https") || (scheme.equals("http") && local))
        || base.getRawUserInfo() != null
        || base.getRawQuery() != null
        || base.getRawFragment() != null
        || climbs(base)) {
      throw new IllegalArgumentException(
          "must be like https://host/path, without user, query or fragment; this is " + base);
    }
    String path = base.getRawPath();
    return new LinkBase(
        origin(base), path.endsWith("/") ? path.substring(0, path.length() - 1) : path, local);
  }

  /** Whether a link leads to below it. */
  boolean covers(URI link) {
    String below = link.getRawPath();
    return link.getHost() != null
        && link.getRawUserInfo() == null
        && link.getRawFragment() == null
        && origin(link).equals(origin)
        && below != null
        && below.startsWith(path + "/")
        && !climbs(link);
  }

  private static boolean climbs(URI uri) {
    String path = String.valueOf(uri.getRawPath());
    return CLIMBS.matcher(path).find() || HIDDEN_SLASH.matcher(path).find();
  }

  private static String origin(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }

  /** Whether it is this machine itself, which is called for trying things out. */
  boolean isLocal() {
    return local;
  }
}
