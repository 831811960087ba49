package io.lambdatcc.aws;

import static io.lambdatcc.aws.Invocations.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.aws.LocalServer.Reply;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.wire.ParticipantList;
import io.lambdatcc.wire.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** The other dialect, from a client's request to the calls that its participants get. */
class TccForRestTest {
  private static final int PLENTY_MILLIS = 30_000;

  private final Instant later = Instant.now().plus(Duration.ofHours(1));

  // shared, and never used alone
  private static final EventLoops threads = new EventLoops();

  private final InMemoryTransactionLog log = new InMemoryTransactionLog();

  @SuppressWarnings("NullAway.Init")
  private LocalServer server;

  @SuppressWarnings("NullAway.Init")
  private RestParticipants participants;

  @SuppressWarnings("NullAway.Init")
  private TccCoordinator coordinator;

  @SuppressWarnings("NullAway.Init")
  private Assembly assembly;

  @BeforeEach
  void start() throws Exception {
    server = new LocalServer(request -> Reply.of(204, ""));
    Map<String, LinkBase> bases =
        Map.of(
            "hotel",
            LinkBase.of(server.uri("/rooms")),
            "airline",
            LinkBase.of(server.uri("/seats")));
    participants =
        new RestParticipants(
            bases,
            Duration.ofSeconds(30),
            NettyNioAsyncHttpClient.builder().eventLoopGroup(threads.group()).build(),
            InstantSource.system(),
            InetAddress::getAllByName);
    coordinator =
        TccCoordinator.builder(log, participants)
            .settings(TccSettings.builder().continuesUnattended(false).build())
            .build();
    assembly =
        new Assembly(
            coordinator,
            () -> new ParticipantList(participants.health()),
            new Roles(Set.of(Invocations.arn("operator")), Set.of()),
            new RestDialect(bases),
            new InvocationMetrics(new MetricsListener("test")),
            () -> {},
            () -> {});
  }

  @AfterAll
  static void end() {
    threads.close();
  }

  @AfterEach
  void stop() {
    coordinator.close();
    participants.close();
    server.close();
  }

  private APIGatewayV2HTTPResponse ask(String operation, Instant expires, String... paths) {
    return handle(asking(operation, expires, paths), PLENTY_MILLIS);
  }

  private Invocations.Request asking(String operation, Instant expires, String... paths) {
    List<String> links =
        List.of(paths).stream()
            .map(path -> "{\"uri\":\"" + server.uri(path) + "\",\"expires\":\"" + expires + "\"}")
            .toList();
    return request("PUT", "/coordinator/" + operation)
        .header("Content-Type", "application/tcc+json")
        .body("{\"participantLinks\":" + links + "}");
  }

  private APIGatewayV2HTTPResponse handle(Invocations.Request request, int remainingMillis) {
    return assembly.handle(
        request.event(), Patience.until(Invocations.with(() -> remainingMillis)));
  }

  private List<String> calls() {
    return server.requests().stream().map(call -> call.method() + " " + call.path()).toList();
  }

  @Test
  void allAreConfirmedOnceHoweverOftenAndInWhateverOrderItIsAsked() {
    assertThat(ask("confirm", later, "/rooms/17", "/seats/3").getStatusCode()).isEqualTo(204);
    assertThat(ask("confirm", later, "/seats/3", "/rooms/17").getStatusCode()).isEqualTo(204);
    assertThat(ask("cancel", later, "/seats/3", "/rooms/17").getStatusCode()).isEqualTo(409);

    assertThat(calls()).containsExactlyInAnyOrder("PUT /rooms/17", "PUT /seats/3");
  }

  @Test
  void whatIsCancelledIsNeverConfirmed() {
    assertThat(ask("cancel", later, "/rooms/17", "/seats/3").getStatusCode()).isEqualTo(204);
    assertThat(ask("confirm", later, "/rooms/17", "/seats/3").getStatusCode()).isEqualTo(404);

    assertThat(calls()).containsExactlyInAnyOrder("DELETE /rooms/17", "DELETE /seats/3");
  }

  @Test
  void whatLapsesTooSoonIsNotConfirmedAndNeitherAreTheOthers() {
    APIGatewayV2HTTPResponse response =
        ask("confirm", Instant.now().plusSeconds(10), "/rooms/17", "/seats/3");

    assertThat(response.getStatusCode()).isEqualTo(404);
    assertThat(Problem.fromJson(response.getBody()).detail()).contains("too soon");
    assertThat(calls()).containsExactlyInAnyOrder("DELETE /rooms/17", "DELETE /seats/3");
  }

  @Test
  void whereAReservationIsGoneAnOperatorSettlesItAndTheClientIsToldSo() {
    server.answering(request -> Reply.of(request.path().startsWith("/rooms") ? 404 : 204, ""));
    APIGatewayV2HTTPResponse response = ask("confirm", later, "/rooms/17", "/seats/3");
    assertThat(response.getStatusCode()).isEqualTo(409);
    assertThat(response.getBody())
        .contains("confirmed-in-part", "/rooms/17", "the reservation is there no more");

    String id = response.getBody().replaceAll("(?s).*\"id\":\"(links-[^\"]+)\".*", "$1");
    APIGatewayV2HTTPResponse settled =
        handle(
            request("POST", "/transactions/" + id + "/branches/link-1/resolve")
                .by("operator")
                .body("{\"outcome\":\"CONFIRMED\",\"reason\":\"booked again\"}"),
            PLENTY_MILLIS);
    assertThat(settled.getStatusCode()).isEqualTo(200);
    assertThat(settled.getBody())
        .as("who it was, and not only in which role")
        .contains("\"by\":\"arn:aws:sts::123456789012:assumed-role/operator/session-1\"");

    assertThat(ask("confirm", later, "/rooms/17", "/seats/3").getStatusCode()).isEqualTo(204);
  }

  @Test
  void whoeverGoesOnWithItKnowsTheLinks() throws Exception {
    server.answering(request -> Reply.of(503, ""));
    APIGatewayV2HTTPResponse response = handle(asking("confirm", later, "/rooms/17"), 4_000);
    assertThat(response.getStatusCode()).isEqualTo(503);
    coordinator.close();
    server.answering(request -> Reply.of(204, ""));

    try (TccCoordinator other =
        TccCoordinator.builder(log, participants)
            .settings(TccSettings.builder().continuesUnattended(false).build())
            .clock(() -> Instant.now().plus(Duration.ofMinutes(10)))
            .build()) {
      SweepReport report =
          other.sweep(Duration.ofSeconds(20)).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(report.finished()).isOne();
    }
    assertThat(calls()).endsWith("PUT /rooms/17");
  }

  @Test
  void aLinkToElsewhereIsRefusedAndNothingIsCalled() {
    APIGatewayV2HTTPResponse response = ask("confirm", later, "/rooms/17", "/admin/1");

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(Problem.fromJson(response.getBody()).detail())
        .contains("/admin/1, which is not called from here");
    assertThat(calls()).isEmpty();
    assertThat(log.due(0, Instant.MAX.minusSeconds(1), 1, null).toCompletableFuture().join().keys())
        .isEmpty();
  }
}
