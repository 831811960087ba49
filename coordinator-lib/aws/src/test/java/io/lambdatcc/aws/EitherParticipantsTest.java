package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.aws.LocalServer.Reply;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** Each participant is spoken to in its own language, as the environment says which that is. */
class EitherParticipantsTest {
  private static final TransactionId ID = TransactionId.parse("order-17~0123456789abnonce");
  private static final Instant DEADLINE = Instant.parse("2030-01-31T12:00:00Z");

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final EventLoops threads = new EventLoops();

  @SuppressWarnings("NullAway.Init")
  private LocalServer server;

  @SuppressWarnings("NullAway.Init")
  private HttpParticipants ours;

  @SuppressWarnings("NullAway.Init")
  private RestParticipants rest;

  @SuppressWarnings("NullAway.Init")
  private EitherParticipants either;

  @BeforeEach
  void start() throws Exception {
    server = new LocalServer(request -> Reply.of(200, "{\"outcome\":\"CONFIRMED\"}"));
    ours =
        HttpParticipants.builder()
            .threads(threads)
            .timeout(TIMEOUT)
            .participant("stock", server.uri("/stock"))
            .participant("air", server.uri("/air"))
            .inquiring(Set.of("stock"))
            .build();
    rest =
        new RestParticipants(
            Map.of("hotel", LinkBase.of(server.uri("/rooms"))),
            TIMEOUT,
            NettyNioAsyncHttpClient.builder().eventLoopGroup(threads.group()).build(),
            () -> DEADLINE,
            InetAddress::getAllByName);
    either = new EitherParticipants(ours, rest);
  }

  @AfterEach
  void stop() {
    ours.close();
    rest.close();
    threads.close();
    server.close();
  }

  private Answer confirm(String participant, @Nullable String link) throws Exception {
    return either
        .call(
            new BranchCall(Operation.CONFIRM, ID, "b1", participant, DEADLINE, null, 1, null, link))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void eachIsCalledInItsOwnLanguage() throws Exception {
    assertThat(confirm("stock", null)).isEqualTo(new Answer.Done(null));
    assertThat(confirm("hotel", server.uri("/rooms/17").toString()))
        .isEqualTo(new Answer.Done(null));

    assertThat(server.requests())
        .extracting(call -> call.method() + " " + call.path())
        .containsExactly("POST /stock/tcc/confirm", "PUT /rooms/17");
  }

  @Test
  void whoIsNeitherIsNotKnownAndNotCalled() throws Exception {
    assertThat(either.knows("stock")).isTrue();
    assertThat(either.knows("hotel")).isTrue();
    assertThat(either.knows("cinema")).isFalse();
    assertThat(confirm("cinema", null)).isInstanceOf(Answer.Rejected.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void theyAreListedTogetherByNameAndOnlyOursInquire() {
    assertThat(either.health().participants())
        .extracting(each -> each.name() + " " + each.transport() + " " + each.inquiring())
        .containsExactly("air http false", "hotel rest false", "stock http true");
    assertThat(either.inquiring()).containsExactly("stock");
  }
}
