package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One transaction on its way, by the protocol and the log that are deployed, at instants that are
 * always the same: something happens to it every tenth of a second.
 */
final class Course {
  static final Instant BEGUN = Instant.parse("2030-01-31T12:00:00.123Z");
  static final Instant DEADLINE = BEGUN.plusSeconds(10);

  private static final String SCOPE = "arn:aws:iam::123456789012:role/shop-order";
  private static final String NONCE = "7k2m9qx4t0v8b1c6d3f5ghjnpr";
  private static final int PARK_AFTER = 2;

  private final Protocol protocol = new Protocol(PARK_AFTER);
  private final OneItem table = new OneItem();
  private final DynamoDbTransactionLog log =
      DynamoDbTransactionLog.builder(table, "transactions").build();

  private TransactionState state;
  private Instant now = BEGUN;

  private Course(TransactionState first) {
    state = first;
  }

  private static Course of(Order order, @Nullable String traceparent, BranchState... branches) {
    TransactionId id = new TransactionId(TransactionKey.of(SCOPE, "order-17"), NONCE);
    return new Course(
        TransactionState.begin(
            id,
            SCOPE,
            order,
            BEGUN,
            DEADLINE,
            BEGUN.plusSeconds(2),
            traceparent,
            List.of(branches)));
  }

  /** One that has begun. */
  static Course begun(Order order, @Nullable String traceparent, BranchState... branches) {
    Course course = of(order, traceparent, branches);
    course.landed(course.log.begin(course.state));
    course.state = course.protocol.begin(course.state).next();
    return course;
  }

  /** One whose begin is given up, and cancelled in its place. */
  static Course forgone(BranchState... branches) {
    Course course = of(Order.PARALLEL, null, branches);
    TransactionState tried = course.protocol.begin(course.state).next();
    course.state =
        course.protocol.forgo(tried, "its begin could not be written in time", DEADLINE).next();
    course.landed(course.log.forestall(course.state.durable(), course.token()));
    return course;
  }

  /** One that the log does not know, and that a participant has asked about. */
  static Course askedAbout(String branch, String participant) {
    Course course =
        of(Order.PARALLEL, null, BranchState.pending(branch, participant, Digest.ofText("{}")));
    course.state =
        TransactionState.forestalled(
            course.state.id(), branch, participant, DEADLINE, DEADLINE.plusSeconds(60));
    course.landed(course.log.forestall(course.state, course.token()));
    return course;
  }

  /** A branch answers what it was asked last. */
  Course answers(int branch, Answer answer) {
    tick();
    Operation asked = state.phase().decided() ? state.secondOperation() : Operation.TRY;
    return on(new Event.Answered(now, branch, asked, answer), false);
  }

  /** The same, with a yes. */
  Course answersYes(int... branches) {
    for (int branch : branches) {
      answers(branch, new Answer.Done(null));
    }
    return this;
  }

  /** A branch answers last, and whoever writes what follows lets go of it. */
  Course answersYesAndIsHandedOver(int branch) {
    tick();
    return on(new Event.Answered(now, branch, Operation.TRY, new Answer.Done(null)), true);
  }

  Course isContended() {
    tick();
    Instant since = state.contendedSince();
    return on(new Event.ContentionDue(now, since == null ? now : since), false);
  }

  Course isPastItsDeadline() {
    now = DEADLINE;
    return on(new Event.DeadlineReached(now), false);
  }

  Course isCancelledOnRequest() {
    tick();
    return on(new Event.CancelRequested(now), false);
  }

  Course failsARound() {
    tick();
    return on(new Event.RoundFailed(now, now.plusSeconds(4), now.plusSeconds(300)), false);
  }

  Course isTriedAgain() {
    tick();
    return on(new Event.Found(now), false);
  }

  Course isRetriedOnRequest() {
    tick();
    return on(new Event.RetryRequested(now), false);
  }

  Course isResolved(int branch) {
    tick();
    Resolution word =
        new Resolution(
            now,
            "arn:aws:sts::123456789012:assumed-role/operators/ada",
            "refunded by hand, ticket 4711");
    return on(new Event.ResolveRequested(now, branch, state.secondOperation(), word), false);
  }

  /** What the log has of it now. */
  Map<String, AttributeValue> item() {
    return table.item();
  }

  private void tick() {
    now = now.plusMillis(100);
  }

  private Course on(Event event, boolean handingOver) {
    Step step = protocol.decide(state, event);
    assertThat(step).isInstanceOf(Step.Advance.class);
    TransactionState next = ((Step.Advance) step).next();
    boolean written = next.version() > state.version();
    state = handingOver && written ? next.handOver() : next;
    if (written) {
      landed(log.write(state.durable(), token()));
    }
    return this;
  }

  private String token() {
    return "token-of-version-" + state.version();
  }

  private void landed(CompletionStage<WriteResult> write) {
    assertThat(write.toCompletableFuture().join()).isEqualTo(new WriteResult.Written());
  }
}
