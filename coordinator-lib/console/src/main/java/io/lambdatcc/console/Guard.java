package io.lambdatcc.console;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everybody from the proxy but the page that it has served itself to whoever started it: it
 * acts with somebody's AWS credentials.
 *
 * <ul>
 *   <li>A host name that another site has made to lead to 127.0.0.1 is refused (DNS rebinding).
 *   <li>A call that another site's page makes is refused, by what browsers say of its origin.
 *   <li>A call without this run's token is refused: other programs and users of this machine can
 *       reach the port, and cannot know the token.
 * </ul>
 */
final class Guard {
  static final String TOKEN_HEADER = "x-console-token";

  private final Set<String> hosts;
  private final String token;

  /**
   * A guard.
   *
   * @param port where the proxy listens
   * @param token of this run
   */
  Guard(int port, String token) {
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    this.token = token;
  }

  /** What is wrong with any request, for a file too. */
  Optional<Refusal> ofRequest(Headers headers) {
    String host = only(headers, "host");
    return host != null && hosts.contains(host) ? Optional.empty() : Optional.of(Refusal.HOST);
  }

  /** What is wrong with a call of the API, besides. */
  Optional<Refusal> ofCall(String method, Headers headers) {
    if (!isFromHere(method, headers)) {
      return Optional.of(Refusal.ORIGIN);
    }
    String sent = only(headers, TOKEN_HEADER);
    return sent != null && isToken(sent) ? Optional.empty() : Optional.of(Refusal.TOKEN);
  }

  /** Browsers always send one of the two with what changes something; what they send has to fit. */
  private static boolean isFromHere(String method, Headers headers) {
    String site = only(headers, "sec-fetch-site");
    String origin = only(headers, "origin");
    boolean fits =
        (site == null || site.equals("same-origin"))
            && (origin == null || origin.equals("http://" + only(headers, "host")));
    boolean said = site != null || origin != null;
    return fits && (said || method.equals("GET"));
  }

  /** Takes as long for a wrong token as for the right one. */
  private boolean isToken(String sent) {
    return MessageDigest.isEqual(
        sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /** A header's value; null if it is missing. A header that is there twice fits nothing. */
  private static @Nullable String only(Headers headers, String name) {
    List<String> values = headers.get(name);
    if (values == null || values.isEmpty()) {
      return null;
    }
    return values.size() == 1 ? values.get(0) : "";
  }
}
