package io.lambdatcc.example.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each fate does to a request on real sockets. */
class FaultProxyTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final List<String> deeds = Collections.synchronizedList(new ArrayList<>());
  private EchoServer server;
  private FaultProxy proxy;
  private volatile Fate fate = Fate.PASSES;

  @BeforeEach
  void open() throws IOException {
    server = new EchoServer();
    proxy = FaultProxy.before(server.uri(), request -> fate);
  }

  @AfterEach
  void close() {
    proxy.close();
    server.close();
  }

  private HttpRequest.Builder request(String body) {
    return HttpRequest.newBuilder(proxy.uri().resolve("/some/path"))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(Duration.ofSeconds(60))
        .POST(BodyPublishers.ofString(body));
  }

  private CompletableFuture<HttpResponse<String>> sending(String body) {
    return HttpClient.newHttpClient().sendAsync(request(body).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String body) throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request(body).build(), BodyHandlers.ofString());
  }

  @Test
  void whatPassesArrivesAsItWasSentHostIncluded() throws Exception {
    HttpResponse<String> response = send("hello");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("hello");
    URI uri = proxy.uri();
    assertThat(server.next()).isEqualTo(new EchoServer.Arrived(uri.getAuthority(), "hello"));
  }

  @Test
  void oneConnectionCarriesManyRequests() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (String body : List.of("one", "two", "three")) {
      assertThat(client.send(request(body).build(), BodyHandlers.ofString()).body())
          .isEqualTo(body);
    }
    assertThat(server.arrivals()).isEqualTo(3);
    assertThat(proxy.connections()).isEqualTo(1);
  }

  @Test
  void whatIsLostNeverArrivesAndIsNeverAnswered() throws Exception {
    CountDownLatch came = new CountDownLatch(1);
    fate = Fate.PASSES.lost().ending(Fate.Ending.SILENCE).before(came::countDown);

    CompletableFuture<HttpResponse<String>> response = sending("gone");

    assertThat(came.await(60, TimeUnit.SECONDS)).isTrue();
    staysWithoutAnswer(response);
    assertThat(server.arrivals()).isZero();
  }

  @Test
  void silenceComesAfterTheEffect() throws Exception {
    fate = Fate.PASSES.ending(Fate.Ending.SILENCE);

    CompletableFuture<HttpResponse<String>> response = sending("done");

    assertThat(server.next().body()).isEqualTo("done");
    staysWithoutAnswer(response);
  }

  /** Asked once the request has come: before that, a slow machine may be busy sending it. */
  private static void staysWithoutAnswer(CompletableFuture<HttpResponse<String>> response) {
    assertThatThrownBy(() -> response.get(SOON.toMillis(), TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    response.cancel(true);
  }

  @Test
  void aResetConnectionIsBrokenAndTheRequestArrives() throws Exception {
    fate = Fate.PASSES.ending(Fate.Ending.RESET);

    assertThatThrownBy(() -> send("reset"))
        .isInstanceOf(IOException.class)
        .hasRootCauseInstanceOf(SocketException.class);

    assertThat(server.next().body()).isEqualTo("reset");
  }

  @Test
  void aTruncatedAnswerIsNoneAndTheRequestArrives() throws Exception {
    fate = Fate.PASSES.ending(Fate.Ending.TRUNCATED);

    assertThatThrownBy(() -> send("x".repeat(1_000))).isInstanceOf(IOException.class);

    assertThat(server.next().body()).hasSize(1_000);
  }

  @Test
  void anotherAnswerIsHeardWhetherTheRequestArrivesOrNot() throws Exception {
    fate = Fate.PASSES.answered(HttpMessage.response(500, "text/plain", "after"));
    HttpResponse<String> after = send("arrives");
    assertThat(after.statusCode()).isEqualTo(500);
    assertThat(after.body()).isEqualTo("after");
    assertThat(server.next().body()).isEqualTo("arrives");

    fate = Fate.PASSES.lost().answered(HttpMessage.response(429, "text/plain", "before"));
    assertThat(send("does not").statusCode()).isEqualTo(429);
    assertThat(server.arrivals()).isZero();
  }

  @Test
  void aCopyArrivesAsWell() throws Exception {
    fate = Fate.PASSES.copied(Duration.ofMillis(1));

    assertThat(send("twice").body()).isEqualTo("twice");

    assertThat(server.next().body()).isEqualTo("twice");
    assertThat(server.next().body()).isEqualTo("twice");
  }

  @Test
  void aCopyThatHasStillToArriveIsInTheAir() throws Exception {
    HttpResponse<String> passed = send("once");
    assertThat(passed.statusCode()).isEqualTo(200);
    assertThat(proxy.hasSomethingInTheAir()).isFalse();

    fate = Fate.PASSES.copied(Duration.ofHours(1));
    HttpResponse<String> doubled = send("twice, some day");
    assertThat(doubled.statusCode()).isEqualTo(200);
    assertThat(proxy.hasSomethingInTheAir()).isTrue();
  }

  @Test
  void whatIsSlowComesWhole() throws Exception {
    fate = Fate.PASSES.held(Duration.ofMillis(20)).slow(Duration.ofMillis(50));

    assertThat(send("slow but whole").body()).isEqualTo("slow but whole");
  }

  @Test
  void deedsAreDoneBeforeItArrivesAndBeforeItIsAnswered() throws Exception {
    fate =
        Fate.PASSES
            .before(() -> deeds.add("before " + server.arrivals()))
            .after(() -> deeds.add("after " + server.arrivals()));

    CompletableFuture<HttpResponse<String>> response = sending("x");

    assertThat(response.get(60, TimeUnit.SECONDS).body()).isEqualTo("x");
    assertThat(deeds).containsExactly("before 0", "after 1");
  }
}
