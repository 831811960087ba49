package io.lambdatcc.testkit;

import static io.lambdatcc.wire.Operation.CANCEL;
import static io.lambdatcc.wire.Operation.CONFIRM;
import static io.lambdatcc.wire.Operation.TRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantReply.NotNow;
import io.lambdatcc.wire.ParticipantReply.Refused;
import io.lambdatcc.wire.ParticipantReply.Rejected;
import io.lambdatcc.wire.ParticipantReply.Unknown;
import io.lambdatcc.wire.ParticipantReply.Violated;
import io.lambdatcc.wire.ParticipantRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every participant must do, told as messages and what they do to its data.
 *
 * <p>A subclass, which is a test class of JUnit, names a participant and prepares, for each test,
 * data of its own on which one {@link #payload()} can be tried, confirmed or cancelled. What the
 * stories mean is in the table "The participant" of the protocol.
 *
 * <pre>{@code
 * class SeatsContractTest extends ParticipantContract {
 *   private final Seats seats = new Seats(10);
 *
 *   protected ParticipantUnderTest participant() {
 *     return ParticipantUnderTest.of("seats", seats);
 *   }
 *
 *   protected String name() {
 *     return "seats";
 *   }
 *
 *   protected JsonText payload() {
 *     return JsonText.parse("{\"seats\":3}");
 *   }
 *
 *   protected JsonText otherPayload() {
 *     return JsonText.parse("{\"seats\":4}");
 *   }
 *
 *   protected JsonText refusedPayload() {
 *     return JsonText.parse("{\"seats\":11}");
 *   }
 *
 *   protected Holdings observe() {
 *     return seats.observe();
 *   }
 * }
 * }</pre>
 */
public abstract class ParticipantContract {
  private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");
  private static final Instant PAST = Instant.parse("2000-01-01T00:00:00Z");
  private static final int AT_ONCE = 8;
  private static final int ATTEMPTS = 50;
  private static final AtomicLong COUNTER = new AtomicLong();

  /** The participant, with the data prepared for this test. */
  protected abstract ParticipantUnderTest participant();

  /** The name the coordinator knows the participant by. */
  protected abstract String name();

  /** A payload that can be tried on the data prepared for this test. */
  protected abstract JsonText payload();

  /** Another payload that could be tried, that differs from {@link #payload()}. */
  protected abstract JsonText otherPayload();

  /** A payload that is refused for ever. */
  protected abstract JsonText refusedPayload();

  /** A payload that is not of the participant's type. */
  protected JsonText malformedPayload() {
    return JsonText.parse("\"not an object\"");
  }

  /** Makes {@link #refusedPayload()} possible, if that is possible at all. */
  protected void makeTheRefusedPossible() {}

  /** What the data under test looks like now. */
  protected abstract Holdings observe();

  private final String transactionId = "contract-" + COUNTER.incrementAndGet() + "~" + token();

  @Test
  public void tryAndConfirmSpendsWhatWasReserved() {
    Holdings before = observe();
    assertThat(send(TRY)).isInstanceOf(Done.class);
    long n = reservedSince(before);
    assertThat(n).as("a Try reserves something").isPositive();
    assertThat(send(CONFIRM)).isInstanceOf(Done.class);
    assertThat(observe())
        .isEqualTo(new Holdings(before.available() - n, before.reserved(), before.spent() + n));
  }

  @Test
  public void tryAndCancelGivesBackWhatWasReserved() {
    Holdings before = observe();
    assertThat(send(TRY)).isInstanceOf(Done.class);
    assertThat(reservedSince(before)).isPositive();
    assertThat(send(CANCEL)).isInstanceOf(Done.class);
    assertThat(observe()).isEqualTo(before);
  }

  @Test
  public void repeatedMessagesAreAnsweredAsTheFirstAndDoNothing() {
    ParticipantReply tried = send(TRY);
    Holdings reserved = observe();
    assertThat(send(TRY)).isEqualTo(tried);
    assertThat(send(TRY, "b", payload(), FAR, 7)).isEqualTo(tried);
    assertThat(observe()).isEqualTo(reserved);
    ParticipantReply confirmed = send(CONFIRM);
    assertThat(result(confirmed)).isEqualTo(result(tried));
    Holdings spent = observe();
    assertThat(send(CONFIRM)).isEqualTo(confirmed);
    assertThat(send(TRY)).isEqualTo(tried);
    assertThat(observe()).isEqualTo(spent);
  }

  @Test
  public void aCancelIsAnsweredAgainAndDoesNothing() {
    Holdings before = observe();
    send(TRY);
    assertThat(send(CANCEL)).isEqualTo(new Done(CANCEL, null));
    assertThat(send(CANCEL)).isEqualTo(new Done(CANCEL, null));
    assertThat(observe()).isEqualTo(before);
  }

  @Test
  public void aTryIsAnsweredAgainAfterItsDeadline() {
    ParticipantReply tried = send(TRY);
    assertThat(send(TRY, "b", payload(), PAST, 2)).isEqualTo(tried);
  }

  @Test
  public void cancelArrivingBeforeTryIsRemembered() {
    Holdings before = observe();
    assertThat(send(CANCEL)).isEqualTo(new Done(CANCEL, null));
    assertBranchCancelled(send(TRY));
    assertThat(observe()).isEqualTo(before);
  }

  @Test
  public void tryArrivingAfterTryAndCancelIsRefused() {
    Holdings before = observe();
    send(TRY);
    send(CANCEL);
    assertBranchCancelled(send(TRY));
    assertThat(observe()).isEqualTo(before);
  }

  @Test
  public void twoFirstCancelsAtOnceBothSucceed() {
    Holdings before = observe();
    assertThat(atOnce(() -> send(CANCEL))).containsOnly(new Done(CANCEL, null));
    assertBranchCancelled(send(TRY));
    assertThat(observe()).isEqualTo(before);
  }

  @Test
  public void concurrentTriesOfOneBranchReserveOnce() {
    Holdings before = observe();
    List<ParticipantReply> replies = atOnce(() -> send(TRY));
    assertThat(replies).allMatch(reply -> reply.equals(replies.get(0)));
    assertThat(replies.get(0)).isInstanceOf(Done.class);
    long n = reservedSince(before);
    send(CANCEL);
    assertThat(observe()).isEqualTo(before);
    ParticipantReply single = send(TRY, "single", payload(), FAR, 1);
    assertThat(single).isInstanceOf(Done.class);
    assertThat(reservedSince(before)).as("as much as one Try reserves").isEqualTo(n);
  }

  @Test
  public void concurrentConfirmsSpendOnce() {
    Holdings before = observe();
    ParticipantReply tried = send(TRY);
    long n = reservedSince(before);
    assertThat(atOnce(() -> send(CONFIRM))).containsOnly(new Done(CONFIRM, result(tried)));
    assertThat(observe())
        .isEqualTo(new Holdings(before.available() - n, before.reserved(), before.spent() + n));
  }

  @Test
  public void concurrentCancelsGiveBackOnce() {
    Holdings before = observe();
    send(TRY);
    assertThat(atOnce(() -> send(CANCEL))).containsOnly(new Done(CANCEL, null));
    assertThat(observe()).isEqualTo(before);
  }

  @Test
  public void tryAndCancelAtOnceLeaveNothingReserved() {
    for (int round = 0; round < AT_ONCE; round++) {
      Holdings before = observe();
      String branch = "round-" + round;
      AtomicLong turn = new AtomicLong();
      atOnce(() -> send(turn.getAndIncrement() % 2 == 0 ? TRY : CANCEL, branch, payload(), FAR, 1));
      assertThat(observe()).as("after a Cancel nothing is reserved").isEqualTo(before);
    }
  }

  @Test
  public void confirmWithoutTryIsAViolation() {
    Holdings before = observe();
    assertThat(send(CONFIRM)).isInstanceOf(Violated.class);
    assertThat(observe()).isEqualTo(before);
    assertThat(send(TRY)).as("and leaves nothing behind").isInstanceOf(Done.class);
  }

  @Test
  public void confirmAfterCancelIsAViolation() {
    Holdings before = observe();
    send(TRY);
    send(CANCEL);
    assertThat(send(CONFIRM)).isInstanceOf(Violated.class);
    assertThat(observe()).isEqualTo(before);
  }

  @Test
  public void cancelAfterConfirmIsAViolation() {
    send(TRY);
    send(CONFIRM);
    Holdings spent = observe();
    assertThat(send(CANCEL)).isInstanceOf(Violated.class);
    assertThat(observe()).isEqualTo(spent);
  }

  @Test
  public void branchesAreToldApartByTransactionAndBranch() {
    send(TRY);
    Holdings reserved = observe();
    assertThat(send(CANCEL, "another", payload(), FAR, 1)).isEqualTo(new Done(CANCEL, null));
    ParticipantRequest ofAnotherTransaction =
        new ParticipantRequest(
            ParticipantRequest.VERSION, transactionId + "x", "b", name(), FAR, null);
    assertThat(deliver(CANCEL, ofAnotherTransaction, 1)).isEqualTo(new Done(CANCEL, null));
    assertThat(observe()).isEqualTo(reserved);
    assertThat(send(CONFIRM)).isInstanceOf(Done.class);
  }

  @Test
  public void anotherPayloadUnderTheSameBranchIsAConflict() {
    send(TRY);
    Holdings reserved = observe();
    assertThat(send(TRY, "b", otherPayload(), FAR, 1))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.status()).isEqualTo(422));
    assertThat(observe()).isEqualTo(reserved);
  }

  @Test
  public void theSamePayloadWrittenDifferentlyIsTheSame() {
    ParticipantReply tried = send(TRY);
    JsonText rewritten = JsonText.parse(payload().canonical());
    assertThat(send(TRY, "b", rewritten, FAR, 1)).isEqualTo(tried);
  }

  @Test
  public void aFirstTryLongAfterItsDeadlineIsNotAccepted() {
    Holdings before = observe();
    assertThat(send(TRY, "b", payload(), PAST, 1))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(400);
              assertThat(rejected.code()).isEqualTo("deadline-passed");
            });
    assertThat(observe()).isEqualTo(before);
    assertThat(send(CANCEL)).isEqualTo(new Done(CANCEL, null));
  }

  @Test
  public void aRefusalIsForEver() {
    Holdings before = observe();
    ParticipantReply refused = send(TRY, "b", refusedPayload(), FAR, 1);
    assertThat(refused).isInstanceOf(Refused.class);
    assertThat(observe()).isEqualTo(before);
    makeTheRefusedPossible();
    Holdings possible = observe();
    assertThat(send(TRY, "b", refusedPayload(), FAR, 1)).isEqualTo(refused);
    assertThat(send(TRY, "b", refusedPayload(), FAR, 2)).isEqualTo(refused);
    assertThat(send(CONFIRM)).isInstanceOf(Violated.class);
    assertThat(send(CANCEL)).isEqualTo(new Done(CANCEL, null));
    assertThat(send(TRY, "b", refusedPayload(), FAR, 3)).isInstanceOf(Refused.class);
    assertThat(observe()).isEqualTo(possible);
  }

  @Test
  public void aMalformedPayloadIsABadRequestAndLeavesNothing() {
    Holdings before = observe();
    assertThat(send(TRY, "b", malformedPayload(), FAR, 1))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(400);
              assertThat(rejected.reason()).isNotEmpty();
            });
    assertThat(observe()).isEqualTo(before);
    assertThat(send(TRY)).isInstanceOf(Done.class);
  }

  @Test
  public void aMessageForAnotherParticipantNeverTouchesAFence() {
    ParticipantRequest stray =
        new ParticipantRequest(1, transactionId, "b", name() + "x", FAR, payload());
    for (Operation operation : Operation.values()) {
      assertThat(deliver(operation, stray, 1))
          .isInstanceOfSatisfying(
              Rejected.class, rejected -> assertThat(rejected.status()).isEqualTo(400));
    }
    assertThat(send(TRY)).isInstanceOf(Done.class);
  }

  @Test
  public void nothingIsLostOrMadeWhenManyBranchesRunAtOnce() {
    Holdings before = observe();
    AtomicLong branches = new AtomicLong();
    atOnce(
        () -> {
          long number = branches.incrementAndGet();
          String branch = "many-" + number;
          ParticipantReply tried = once(TRY, branch, payload(), FAR, 1);
          boolean confirm = tried instanceof Done && number % 2 == 0;
          ParticipantReply finished = send(confirm ? CONFIRM : CANCEL, branch, payload(), FAR, 1);
          assertThat(finished).isInstanceOf(Done.class);
          return finished;
        });
    Holdings after = observe();
    assertThat(after.total()).isEqualTo(before.total());
    assertThat(after.reserved()).isEqualTo(before.reserved());
  }

  // ------------------------------------------------------------------ sending

  /** Sends for branch {@code b}, again while the answer is not now or unknown. */
  private ParticipantReply send(Operation operation) {
    return send(operation, "b", payload(), FAR, 1);
  }

  private ParticipantReply send(
      Operation operation, String branch, JsonText payload, Instant deadline, int firstAttempt) {
    ParticipantReply reply = once(operation, branch, payload, deadline, firstAttempt);
    for (int more = 1;
        more < ATTEMPTS && (reply instanceof NotNow || reply instanceof Unknown);
        more++) {
      reply = once(operation, branch, payload, deadline, firstAttempt + more);
    }
    return reply;
  }

  private ParticipantReply once(
      Operation operation, String branch, JsonText payload, Instant deadline, int attempt) {
    return deliver(
        operation,
        new ParticipantRequest(
            ParticipantRequest.VERSION,
            transactionId,
            branch,
            name(),
            deadline,
            operation == TRY ? payload : null),
        attempt);
  }

  private ParticipantReply deliver(Operation operation, ParticipantRequest message, int attempt) {
    return participant().send(operation, message, attempt);
  }

  /** The answers of as many threads as are meant by "at once". */
  private static List<ParticipantReply> atOnce(Callable<ParticipantReply> call) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Callable<ParticipantReply>> calls = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        calls.add(call);
      }
      List<ParticipantReply> replies = new ArrayList<>();
      for (Future<ParticipantReply> reply : threads.invokeAll(calls)) {
        replies.add(reply.get());
      }
      return replies;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("a message failed", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private long reservedSince(Holdings before) {
    Holdings now = observe();
    long n = now.reserved() - before.reserved();
    assertThat(now)
        .isEqualTo(new Holdings(before.available() - n, before.reserved() + n, before.spent()));
    return n;
  }

  private static @Nullable JsonText result(ParticipantReply reply) {
    assertThat(reply).isInstanceOf(Done.class);
    return ((Done) reply).result();
  }

  private static void assertBranchCancelled(ParticipantReply reply) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo("branch-cancelled"));
  }

  /** Differs from run to run, as tables may outlive one. */
  private static String token() {
    return Long.toString(System.nanoTime(), 36);
  }
}
