package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lambdatcc.aws.LocalServer.Reply;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

class RestParticipantsTest {
  private static final TransactionId ID = TransactionId.parse("order-17~0123456789abnonce");
  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  // shared, and never used alone
  private static final EventLoops threads = new EventLoops();

  @SuppressWarnings("NullAway.Init")
  private LocalServer server;

  @SuppressWarnings("NullAway.Init")
  private RestParticipants participants;

  private volatile RestParticipants.Resolver resolver = InetAddress::getAllByName;

  @BeforeEach
  void start() throws Exception {
    server = new LocalServer(request -> Reply.of(204, ""));
    participants =
        new RestParticipants(
            Map.of(
                "hotel", LinkBase.of(server.uri("/rooms")),
                "airline", LinkBase.of(URI.create("https://air.example.com/seats"))),
            TIMEOUT,
            NettyNioAsyncHttpClient.builder().eventLoopGroup(threads.group()).build(),
            () -> NOW,
            host -> resolver.addresses(host));
  }

  @AfterAll
  static void end() {
    threads.close();
  }

  @AfterEach
  void stop() {
    participants.close();
    server.close();
  }

  private Answer ask(Operation operation) throws Exception {
    return ask(operation, "hotel", server.uri("/rooms/17?night=3").toString(), null);
  }

  private Answer ask(
      Operation operation, String participant, @Nullable String address, @Nullable String payload)
      throws Exception {
    return participants
        .call(new BranchCall(operation, ID, "link-1", participant, NOW, payload, 1, TRACE, address))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  // ---- Try is answered here ------------------------------------------------------------------

  @Test
  void aReservationThatHoldsLongEnoughIsTried() throws Exception {
    assertThat(tried(NOW.plus(TIMEOUT).plusMillis(1).toString())).isEqualTo(new Answer.Done(null));
    assertThat(tried(NOW.plus(TIMEOUT).toString()))
        .isInstanceOfSatisfying(
            Answer.Refused.class, no -> assertThat(no.code()).isEqualTo("expires"));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void whatItsClientWantsCancelledIsRefused() throws Exception {
    assertThat(tried(RestParticipants.CANCEL))
        .isInstanceOfSatisfying(
            Answer.Refused.class, no -> assertThat(no.code()).isEqualTo("cancel-requested"));
  }

  @Test
  void whatIsNoLinkIsRejectedAndItsCancelHasNothingToDo() throws Exception {
    assertThat(ask(Operation.TRY, "hotel", null, "{}")).isInstanceOf(Answer.Rejected.class);
    assertThat(ask(Operation.CANCEL, "hotel", null, null)).isEqualTo(new Answer.Done(null));
    assertThat(tried("{\"expires\":1}")).isInstanceOf(Answer.Rejected.class);
    assertThat(ask(Operation.TRY, "cinema", "https://x/y", "{}"))
        .isInstanceOf(Answer.Rejected.class);
    assertThat(server.requests()).isEmpty();
  }

  private Answer tried(String payload) throws Exception {
    return ask(Operation.TRY, "hotel", server.uri("/rooms/17").toString(), payload);
  }

  // ---- Confirm and Cancel --------------------------------------------------------------------

  @Test
  void confirmIsAPutAndCancelADelete() throws Exception {
    assertThat(ask(Operation.CONFIRM)).isEqualTo(new Answer.Done(null));
    assertThat(ask(Operation.CANCEL)).isEqualTo(new Answer.Done(null));

    assertThat(server.requests())
        .extracting(
            LocalServer.Request::method, LocalServer.Request::path, LocalServer.Request::query)
        .containsExactly(
            tuple("PUT", "/rooms/17", "night=3"), tuple("DELETE", "/rooms/17", "night=3"));
    assertThat(server.requests())
        .allSatisfy(
            request ->
                assertThat(request.headers())
                    .containsEntry("accept", "application/tcc")
                    .containsEntry("traceparent", TRACE)
                    .doesNotContainKey("authorization"));
  }

  @ParameterizedTest
  @CsvSource({
    "200, Done, Done",
    "202, Done, Done",
    "204, Done, Done",
    "301, Unknown, Unknown",
    "302, Unknown, Unknown",
    "400, Unknown, Unknown",
    "404, Violated, Done",
    "405, Unknown, Done",
    "409, Unknown, Unknown",
    "410, Violated, Done",
    "429, Unknown, Unknown",
    "500, Unknown, Unknown",
    "501, Unknown, Done",
    "503, Unknown, Unknown"
  })
  void onlyTwoHundredsConfirm(int status, String toPut, String toDelete) throws Exception {
    server.answering(request -> Reply.of(status, ""));
    assertThat(ask(Operation.CONFIRM).getClass().getSimpleName()).isEqualTo(toPut);
    assertThat(ask(Operation.CANCEL).getClass().getSimpleName()).isEqualTo(toDelete);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    String elsewhere = server.uri("/secrets").toString();
    server.answering(request -> new Reply(307, Map.of("location", elsewhere), ""));
    assertThat(ask(Operation.CONFIRM)).isInstanceOf(Answer.Unknown.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aLinkThatIsNotBelowTheBaseAnyMoreIsNotCalled() throws Exception {
    for (Operation operation : Operation.values()) {
      assertThat(ask(operation, "hotel", server.uri("/admin/17").toString(), NOW.toString()))
          .isInstanceOf(Answer.Rejected.class);
    }
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "fe80::1",
        "127.0.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "fd00:ec2::254"
      })
  void aHostAtSuchAnAddressIsNotCalled(String address) throws Exception {
    resolver =
        host ->
            new InetAddress[] {
              InetAddress.getByName("198.51.100.7"), InetAddress.getByName(address)
            };
    assertThat(ask(Operation.CONFIRM, "airline", "https://air.example.com/seats/3", null))
        .isInstanceOfSatisfying(
            Answer.NotSent.class,
            no -> assertThat(no.reason()).contains("air.example.com", "which is not called"));
  }

  @Test
  void aHostThatNobodyKnowsIsNotCalled() throws Exception {
    resolver =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThat(ask(Operation.CANCEL, "airline", "https://air.example.com/seats/3", null))
        .isEqualTo(new Answer.NotSent("host air.example.com is not known"));
  }

  @Test
  void aLookupThatTakesForEverEndsWithTheCallAndStopsNobodyElse() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    resolver =
        host -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException(host);
        };
    try (RestParticipants hasty =
        new RestParticipants(
            Map.of(
                "hotel", LinkBase.of(server.uri("/rooms")),
                "airline", LinkBase.of(URI.create("https://air.example.com/seats"))),
            Duration.ofMillis(300),
            NettyNioAsyncHttpClient.builder().eventLoopGroup(threads.group()).build(),
            () -> NOW,
            host -> resolver.addresses(host))) {
      var stuck =
          hasty.call(
              new BranchCall(
                  Operation.CONFIRM,
                  ID,
                  "link-1",
                  "airline",
                  NOW,
                  null,
                  1,
                  null,
                  "https://air.example.com/seats/3"));
      assertThat(stuck.toCompletableFuture().get(60, TimeUnit.SECONDS))
          .isEqualTo(new Answer.Unknown("no reply in time"));
      assertThat(ask(Operation.CONFIRM)).isEqualTo(new Answer.Done(null));
    } finally {
      never.countDown();
    }
  }

  @Test
  void theyTellHowTheyLook() {
    assertThat(participants.health())
        .extracting(each -> each.name() + " " + each.transport() + " " + each.breaker())
        .containsExactlyInAnyOrder("hotel rest CLOSED", "airline rest CLOSED");
  }
}
