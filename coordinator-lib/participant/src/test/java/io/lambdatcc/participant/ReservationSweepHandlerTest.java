package io.lambdatcc.participant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.dynamodb.DynamoDbFenceStore;
import io.lambdatcc.wire.InquiryReply.Outcome;
import io.lambdatcc.wire.InquiryRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A participant that asks, from its Try to what its sweep makes of it, on DynamoDB Local. */
class ReservationSweepHandlerTest {
  private static final Instant DEADLINE = Instant.parse("2030-01-31T12:00:00.000000001Z");

  /** The next whole millisecond. */
  private static final Instant KEPT = Instant.parse("2030-01-31T12:00:00.001Z");

  private final Tickets.Tables tables = Tickets.Tables.fresh();
  private final DynamoDbFenceStore fences =
      new DynamoDbFenceStore(tables.client(), tables.fences()).inquiring();
  private final String event = UUID.randomUUID().toString();
  private final List<InquiryRequest> questions = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private Outcome outcome = Outcome.NOT_YET;
  private Instant now = DEADLINE.minusSeconds(5);

  private final TccEndpoint<Tickets.Order> tickets =
      TccEndpoint.builder(new Tickets(tables.events()))
          .name("tickets")
          .fences(fences)
          .clock(() -> now)
          .build();
  private final Routes routes = tickets.addTo(Routes.builder(), "/tickets").build();
  private final ReservationSweepHandler handler =
      new ReservationSweepHandler(
          tickets.reservationSweep(
              fences,
              (transactionId, branchId, request) -> {
                questions.add(request);
                return outcome;
              }),
          "test",
          () -> now,
          lines::add) {};

  @BeforeEach
  void holdThree() {
    tables.put(event, 10);
    assertThat(post("try")).isEqualTo(200);
    assertThat(onHold()).isEqualTo(3);
  }

  @Test
  void itAsksFromTheDeadlineOnAndReleasesWhatIsCancelledAndNothingElse() {
    assertThat(sweep()).containsEntry("found", 0);
    now = KEPT;

    assertThat(sweep()).containsEntry("asked", 1).containsEntry("notYet", 1);
    outcome = Outcome.CONFIRMED;
    assertThat(sweep()).containsEntry("asked", 1).containsEntry("confirmed", 1);
    assertThat(onHold()).isEqualTo(3);
    assertThat(questions).containsOnly(new InquiryRequest("tickets", KEPT, now));

    outcome = Outcome.CANCELLED;
    assertThat(sweep()).containsEntry("asked", 1).containsEntry("released", 1);
    assertThat(onHold()).isZero();
    assertThat(fence())
        .containsEntry("state", AttributeValue.fromS("CANCELLED"))
        .doesNotContainKeys("ds", "dd");

    assertThat(sweep()).containsEntry("found", 0).containsEntry("complete", true);
    assertThat(post("cancel")).isEqualTo(200);
    assertThat(post("try")).as("it does not come back").isEqualTo(409);
    assertThat(onHold()).isZero();
  }

  @Test
  void whatIsConfirmedIsAskedAboutNoMore() {
    assertThat(post("confirm")).isEqualTo(200);
    now = KEPT.plusSeconds(60);
    assertThat(sweep()).containsEntry("found", 0);
  }

  @Test
  void theLogHasALineOutOfWhichMetricsAreMade() {
    now = KEPT;
    Map<String, Object> unused = handler.handleRequest(Map.of(), Invoked.with(60_000));

    assertThat(lines)
        .containsExactly(
            ("{'_aws':{'Timestamp':1896091200001,'CloudWatchMetrics':[{'Namespace':'test',"
                    + "'Dimensions':[[]],'Metrics':["
                    + "{'Name':'ReservationsAsked','Unit':'Count'},"
                    + "{'Name':'ReservationsReleased','Unit':'Count'},"
                    + "{'Name':'ReservationsFailed','Unit':'Count'}]}]},"
                    + "'requestId':'request-1','participant':'tickets','found':1,"
                    + "'ReservationsAsked':1,'notYet':1,'confirmed':0,'ReservationsReleased':0,"
                    + "'ReservationsFailed':0,'complete':true}")
                .replace('\'', '"'));
  }

  @Test
  void anInvocationThatIsAboutToEndAsksNothing() {
    now = KEPT;
    Map<String, Object> counts = handler.handleRequest(Map.of(), Invoked.with(10_000));
    assertThat(counts).containsEntry("asked", 0).containsEntry("complete", false);
  }

  private Map<String, Object> sweep() {
    return handler.handleRequest(Map.of(), null);
  }

  private int post(String operation) {
    return routes
        .handle(
            Events.post(
                "/tickets/tcc/" + operation,
                Map.of(),
                "{\"v\":1,\"transactionId\":\"t~1\",\"branchId\":\"b\",\"participant\":\"tickets\","
                    + "\"deadline\":\""
                    + DEADLINE
                    + "\",\"payload\":{\"event\":\""
                    + event
                    + "\",\"count\":3}}",
                null))
        .getStatusCode();
  }

  private long onHold() {
    return Tickets.number(tables.event(event), "on_hold");
  }

  private Map<String, AttributeValue> fence() {
    return tables.fence("t~1/b");
  }
}
