package io.lambdatcc.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdatcc.client.HttpCaller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/** Who may use somebody's credentials through the proxy, for what, and what becomes of it. */
class SigningProxyTest {
  private static final String TOKEN = "the-token-of-this-run";
  private static final String SECRET = "secret-of-the-test";

  private final Upstream upstream = new Upstream();
  private final SdkHttpClient http = Apache5HttpClient.create();
  private final HttpCaller caller =
      HttpCaller.signed(
          http,
          "eu-central-1",
          StaticCredentialsProvider.create(
              AwsSessionCredentials.create("AKIATEST", SECRET, "session-of-the-test")));
  private Optional<String> problem = Optional.empty();
  private final SigningProxy proxy =
      SigningProxy.start(0, upstream.uri(), caller, () -> problem, TOKEN);

  @AfterEach
  void close() {
    proxy.close();
    caller.close();
    http.close();
    upstream.close();
  }

  private record Reply(int status, Map<String, String> headers, String body) {}

  private String host() {
    return "127.0.0.1:" + proxy.port();
  }

  /** Sends exactly these lines; an HTTP client would not send some of them. */
  private Reply send(String requestLine, List<String> headers, String body) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      String head =
          Stream.concat(Stream.of(requestLine + " HTTP/1.1", "Connection: close"), headers.stream())
              .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
      return reply(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Reply reply(String text) {
    String[] parts = text.split("\r\n\r\n", 2);
    String[] lines = parts[0].split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    Arrays.stream(lines)
        .skip(1)
        .map(line -> line.split(": ", 2))
        .forEach(pair -> headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1]));
    return new Reply(Integer.parseInt(lines[0].split(" ", 3)[1]), headers, parts[1]);
  }

  private Reply get(String target, String... more) {
    List<String> headers = new ArrayList<>(List.of("Host: " + host(), "X-Console-Token: " + TOKEN));
    headers.addAll(List.of(more));
    return send("GET " + target, headers, "");
  }

  private Reply post(String target, String body, String... more) {
    List<String> headers = new ArrayList<>(List.of("Host: " + host()));
    headers.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
    headers.addAll(List.of(more));
    return send("POST " + target, headers, body);
  }

  private String[] fromThePage() {
    return new String[] {
      "X-Console-Token: " + TOKEN, "Origin: http://" + host(), "Sec-Fetch-Site: same-origin"
    };
  }

  // ---- what it is for ------------------------------------------------------------------------

  @Test
  void aCallIsSignedAndPassedOnWithoutTheBrowsersHeaders() {
    upstream.answers(
        200,
        Map.of(
            "Content-Type", "application/json; charset=utf-8",
            "ETag", "\"1\"",
            "Set-Cookie", "a=b",
            "Access-Control-Allow-Origin", "*"),
        "{\"transactions\":[]}");
    Reply reply =
        get("/transactions?parked=true&limit=100", "Cookie: c=d", "If-None-Match: \"0\"", "X-A: b");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"transactions\":[]}");
    assertThat(reply.headers())
        .containsEntry("etag", "\"1\"")
        .containsEntry("content-type", "application/json")
        .containsEntry("cache-control", "no-store")
        .containsEntry("x-content-type-options", "nosniff")
        .containsKey("content-security-policy")
        .doesNotContainKeys("set-cookie", "access-control-allow-origin");
    Upstream.Received received = upstream.received().get(0);
    assertThat(received.method()).isEqualTo("GET");
    assertThat(received.target()).isEqualTo("/transactions?parked=true&limit=100");
    assertThat(received.header("authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIATEST/")
        .contains("/eu-central-1/execute-api/aws4_request");
    assertThat(received.header("x-amz-security-token")).isEqualTo("session-of-the-test");
    assertThat(received.header("if-none-match")).isEqualTo("\"0\"");
    assertThat(received.headers()).doesNotContainKeys("Cookie", "X-a", "X-console-token");
  }

  @Test
  void whatChangesSomethingIsPassedOnWithItsBody() {
    upstream.answers(202, Map.of("Content-Type", "application/json"), "{\"id\":\"o~0\"}");
    String body = "{\"outcome\":\"CONFIRMED\",\"reason\":\"größer\"}";
    Reply reply = post("/transactions/o~0/branches/line-1/resolve", body, fromThePage());
    assertThat(reply.status()).isEqualTo(202);
    assertThat(upstream.received().get(0).body()).isEqualTo(body);
    assertThat(upstream.received().get(0).target())
        .isEqualTo("/transactions/o~0/branches/line-1/resolve");
  }

  @Test
  void itServesThePageAndTheTokenStaysInTheFragment() {
    Reply page = send("GET /console", List.of("Host: " + host()), "");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).startsWith("<!doctype html>").doesNotContain(TOKEN);
    assertThat(page.headers())
        .containsEntry("content-type", "text/html; charset=utf-8")
        .containsEntry("cache-control", "no-cache");
    assertThat(proxy.address())
        .isEqualTo(URI.create("http://" + host() + "/console#token=" + TOKEN));
    assertThat(upstream.received()).isEmpty();
  }

  // ---- whom it refuses -----------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example.com",
        "Host: 127.0.0.1",
        "Host: 127.0.0.1.nip.io:PORT",
        "Host: localhost.evil.example.com:PORT",
        "Host: 127.0.0.1:PORT@evil.example.com",
        "Host: [::1]:PORT",
        "Host: 127.0.0.1:PORT\r\nHost: 127.0.0.1:PORT"
      })
  void anyOtherHostIsRefusedForFilesToo(String header) {
    String line = header.replace("PORT", Integer.toString(proxy.port()));
    List<String> headers = List.of(line, "X-Console-Token: " + TOKEN);
    for (String target : List.of("/console", "/transactions")) {
      Reply reply = send("GET " + target, headers, "");
      assertThat(reply.status()).as(target).isIn(400, 403);
      assertThat(reply.body()).doesNotContain("<!doctype");
    }
    assertThat(upstream.received()).isEmpty();
  }

  @Test
  void localhostIsAsGoodAName() {
    String host = "localhost:" + proxy.port();
    Reply reply =
        send(
            "POST /transactions/o~0/retry",
            List.of(
                "Host: " + host,
                "Content-Length: 0",
                "Origin: http://" + host,
                "X-Console-Token: " + TOKEN),
            "");
    assertThat(reply.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example.com",
        "Origin: null",
        "Origin: http://127.0.0.1:1",
        "Origin: http://localhost:PORT",
        "Origin: https://127.0.0.1:PORT",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: none",
        "Origin: http://127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site",
        "Origin: https://evil.example.com\r\nSec-Fetch-Site: same-origin",
        "Origin: http://127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT",
        "Accept: of-neither"
      })
  void whatAnotherSitesPageSendsIsRefusedEvenWithTheToken(String header) {
    String lines = header.replace("PORT", Integer.toString(proxy.port()));
    Reply reply = post("/transactions/o~0/cancel", "", "X-Console-Token: " + TOKEN, lines);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("\"console\":\"ORIGIN\"");
    assertThat(upstream.received()).isEmpty();
  }

  @Test
  void anotherSitesPageCannotReadEither() {
    assertThat(get("/transactions", "Sec-Fetch-Site: cross-site").body()).contains("ORIGIN");
    assertThat(get("/transactions", "Origin: https://evil.example.com").body()).contains("ORIGIN");
    assertThat(upstream.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X-Console-Token: ", "X-Console-Token: the-token-of-another-run"})
  void nothingIsCalledWithoutTheTokenOfThisRun(String header) {
    List<String> headers = new ArrayList<>(List.of("Host: " + host()));
    if (!header.isEmpty()) {
      headers.add(header);
    }
    Reply read = send("GET /transactions", headers, "");
    assertThat(read.status()).isEqualTo(403);
    assertThat(read.body()).contains("\"console\":\"TOKEN\"");
    headers.addAll(List.of("Content-Length: 0", "Origin: http://" + host()));
    Reply change = send("POST /transactions/o~0/retry", headers, "");
    assertThat(change.status()).isEqualTo(403);
    assertThat(change.body()).contains("\"console\":\"TOKEN\"");
    assertThat(upstream.received()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /transactions",
    "PUT, /transactions/order-17-1",
    "POST, /stock/tcc/confirm",
    "POST, /stock/add/1/1000",
    "DELETE, /transactions/order-17-1",
    "OPTIONS, /transactions",
  })
  void nothingIsPassedOnButTheConsolesOwnCalls(String method, String target) {
    List<String> headers = new ArrayList<>(List.of("Host: " + host(), "Content-Length: 0"));
    headers.addAll(List.of(fromThePage()));
    Reply reply = send(method + " " + target, headers, "");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.headers()).doesNotContainKey("access-control-allow-origin");
    assertThat(upstream.received()).isEmpty();
  }

  @Test
  void aLargeBodyIsRefused() {
    Reply reply =
        post("/transactions/o~0/branches/b/resolve", "x".repeat(16 * 1024 + 1), fromThePage());
    assertThat(reply.status()).isEqualTo(413);
    assertThat(upstream.received()).isEmpty();
  }

  @Test
  void itListensOnThisMachineAlone() throws SocketException {
    // where it listens; there may be no other address to try
    assertThat(proxy.address().getHost()).isEqualTo("127.0.0.1");
    List<InetAddress> others =
        Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress())
            .toList();
    for (InetAddress other : others) {
      try (Socket socket = new Socket(other, proxy.port())) {
        throw new AssertionError("it answers at " + socket.getRemoteSocketAddress());
      } catch (IOException e) {
        assertThat(e).isNotNull(); // refused, as it has to be
      }
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> SigningProxy.start(proxy.port(), upstream.uri(), caller, () -> problem, TOKEN))
        .withMessage("port " + proxy.port() + " is taken; name another");
  }

  // ---- what becomes of it --------------------------------------------------------------------

  @Test
  void aRedirectIsNeitherFollowedNorPassedOn() {
    upstream.answers(302, Map.of("Location", upstream.uri() + "/health"), "");
    Reply reply = get("/transactions");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body()).contains("\"console\":\"UNREACHABLE\"").contains("redirect, 302");
    assertThat(reply.headers()).doesNotContainKey("location");
    assertThat(upstream.received()).hasSize(1);
  }

  @Test
  void whatIsAsItWasIsPassedOnAsThat() {
    upstream.answers(304, Map.of("ETag", "\"1\""), "");
    Reply reply = get("/transactions/o~0", "If-None-Match: \"1\"");
    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.headers()).containsEntry("etag", "\"1\"");
  }

  @Test
  void aRefusalOfTheApiIsPassedOnAsText() {
    upstream.answers(403, Map.of("Content-Type", "text/html"), "<script>alert(1)</script>");
    Reply reply = get("/transactions");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.headers()).containsEntry("content-type", "text/plain; charset=utf-8");
  }

  @Test
  void withoutCredentialsNothingIsSentAndItSaysWhy() {
    problem = Optional.of("The profile \"x\" has expired.");
    Reply reply = get("/transactions");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body())
        .contains("\"console\":\"CREDENTIALS\"")
        .contains("The profile \\\"x\\\" has expired.");
    assertThat(upstream.received()).isEmpty();
    problem = Optional.empty();
    assertThat(get("/transactions").status()).isEqualTo(200);
  }

  @Test
  void aCoordinatorThatIsGoneIsSaidToBe() {
    upstream.close();
    Reply reply = get("/transactions");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body()).contains("\"console\":\"UNREACHABLE\"").doesNotContain(SECRET);
  }
}
