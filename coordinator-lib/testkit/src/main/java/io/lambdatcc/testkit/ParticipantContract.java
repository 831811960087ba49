package io.lambdatcc.testkit;

import static io.lambdatcc.wire.Operation.CANCEL;
import static io.lambdatcc.wire.Operation.CONFIRM;
import static io.lambdatcc.wire.Operation.TRY;
import static java.util.stream.Collectors.joining;
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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ObjectAssert;
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
  private static final int LINES = 20;
  private static final int SHOWN = 80;
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
  private final List<String> story = Collections.synchronizedList(new ArrayList<>());

  // ------------------------------------------------------------------ in order

  @Test
  public void tryAndConfirmSpendsWhatWasReserved() {
    Holdings before = observe();
    done("a first Try is answered with yes", send(TRY));
    long n = reservedSince(before);
    done("a Confirm after its Try is answered with yes", send(CONFIRM));
    holds("a Confirm spends what its Try reserved", spent(before, n));
  }

  @Test
  public void tryAndCancelGivesBackWhatWasReserved() {
    Holdings before = observe();
    done("a first Try is answered with yes", send(TRY));
    reservedSince(before);
    done("a Cancel after its Try is answered with yes", send(CANCEL));
    holds("a Cancel gives back what its Try reserved", before);
  }

  // ------------------------------------------------------------------ again and late

  @Test
  public void repeatedMessagesAreAnsweredAsTheFirstAndDoNothing() {
    ParticipantReply tried = send(TRY);
    Holdings reserved = observe();
    answers("a Try that comes again is answered as the first", send(TRY), tried);
    answers(
        "a Try that comes again as a later attempt is answered as the first",
        send(TRY, "b", payload(), FAR, 7),
        tried);
    holds("a Try that comes again reserves nothing more", reserved);
    ParticipantReply confirmed = send(CONFIRM);
    that("a Confirm is answered with the result of the Try", result(confirmed))
        .isEqualTo(result(tried));
    Holdings spent = observe();
    answers("a Confirm that comes again is answered as the first", send(CONFIRM), confirmed);
    answers("a Try that comes after its Confirm is answered as the first", send(TRY), tried);
    holds("a Try or Confirm that comes again spends and reserves nothing more", spent);
  }

  @Test
  public void aCancelIsAnsweredAgainAndDoesNothing() {
    Holdings before = observe();
    send(TRY);
    cancelled("a Cancel after its Try is answered with yes", send(CANCEL));
    cancelled("a Cancel that comes again is answered as the first", send(CANCEL));
    holds("a Cancel gives back once, however often it comes", before);
  }

  @Test
  public void aTryIsAnsweredAgainAfterItsDeadline() {
    ParticipantReply tried = send(TRY);
    answers(
        "a Try that was answered before is answered so again, also after its deadline",
        send(TRY, "b", payload(), PAST, 2),
        tried);
  }

  @Test
  public void cancelArrivingBeforeTryIsRemembered() {
    Holdings before = observe();
    cancelled("a Cancel before any Try is answered with yes", send(CANCEL));
    branchCancelled("a Try that comes after its Cancel is refused", send(TRY));
    holds("a Try that comes after its Cancel reserves nothing", before);
  }

  @Test
  public void tryArrivingAfterTryAndCancelIsRefused() {
    Holdings before = observe();
    send(TRY);
    send(CANCEL);
    branchCancelled("a Try that comes again after its Cancel is refused", send(TRY));
    holds("a Try that comes again after its Cancel reserves nothing", before);
  }

  // ------------------------------------------------------------------ at once

  @Test
  public void twoFirstCancelsAtOnceBothSucceed() {
    Holdings before = observe();
    all(
        "Cancels that come at once before any Try are all answered with yes",
        atOnce(() -> send(CANCEL)),
        new Done(CANCEL, null));
    branchCancelled("a Try that comes after its Cancel is refused", send(TRY));
    holds("a Try that comes after its Cancel reserves nothing", before);
  }

  @Test
  public void concurrentTriesOfOneBranchReserveOnce() {
    Holdings before = observe();
    List<ParticipantReply> replies = atOnce(() -> send(TRY));
    done("Tries of one branch that come at once are answered with yes", replies.get(0));
    all("Tries of one branch that come at once are answered alike", replies, replies.get(0));
    long n = reservedSince(before);
    send(CANCEL);
    holds("one Cancel gives back what Tries of one branch at once have reserved", before);
    done("a first Try is answered with yes", send(TRY, "single", payload(), FAR, 1));
    that("Tries of one branch at once reserve as much as one Try", n)
        .isEqualTo(reservedSince(before));
  }

  @Test
  public void concurrentConfirmsSpendOnce() {
    Holdings before = observe();
    ParticipantReply tried = send(TRY);
    long n = reservedSince(before);
    all(
        "Confirms of one branch that come at once are all answered with yes, and the Try's result",
        atOnce(() -> send(CONFIRM)),
        new Done(CONFIRM, result(tried)));
    holds("Confirms of one branch at once spend what its Try reserved, once", spent(before, n));
  }

  @Test
  public void concurrentCancelsGiveBackOnce() {
    Holdings before = observe();
    send(TRY);
    all(
        "Cancels of one branch that come at once are all answered with yes",
        atOnce(() -> send(CANCEL)),
        new Done(CANCEL, null));
    holds("Cancels of one branch at once give back what its Try reserved, once", before);
  }

  @Test
  public void tryAndCancelAtOnceLeaveNothingReserved() {
    for (int round = 0; round < AT_ONCE; round++) {
      Holdings before = observe();
      String branch = "round-" + round;
      AtomicLong turn = new AtomicLong();
      atOnce(() -> send(turn.getAndIncrement() % 2 == 0 ? TRY : CANCEL, branch, payload(), FAR, 1));
      holds("Tries and Cancels of one branch at once leave nothing reserved", before);
    }
  }

  // ------------------------------------------------------------------ contradictions

  @Test
  public void confirmWithoutTryIsAViolation() {
    Holdings before = observe();
    violated("a Confirm before any Try is answered as a violation", send(CONFIRM));
    holds("a Confirm before any Try changes nothing", before);
    done("a Confirm before any Try leaves nothing behind, so a Try is possible", send(TRY));
  }

  @Test
  public void confirmAfterCancelIsAViolation() {
    Holdings before = observe();
    send(TRY);
    send(CANCEL);
    violated("a Confirm after a Cancel is answered as a violation", send(CONFIRM));
    holds("a Confirm after a Cancel changes nothing", before);
  }

  @Test
  public void cancelAfterConfirmIsAViolation() {
    send(TRY);
    send(CONFIRM);
    Holdings spent = observe();
    violated("a Cancel after a Confirm is answered as a violation", send(CANCEL));
    holds("a Cancel after a Confirm changes nothing", spent);
  }

  @Test
  public void branchesAreToldApartByTransactionAndBranch() {
    send(TRY);
    Holdings reserved = observe();
    cancelled(
        "a Cancel of another branch is answered with yes",
        send(CANCEL, "another", payload(), FAR, 1));
    ParticipantRequest ofAnotherTransaction =
        new ParticipantRequest(
            ParticipantRequest.VERSION, transactionId + "x", "b", name(), FAR, null);
    cancelled(
        "a Cancel of another transaction is answered with yes",
        deliver(CANCEL, ofAnotherTransaction, 1));
    holds("a Cancel of another branch or transaction gives nothing of this one back", reserved);
    done(
        "a Cancel of another branch or transaction does not keep this from Confirm", send(CONFIRM));
  }

  @Test
  public void anotherPayloadUnderTheSameBranchIsAConflict() {
    send(TRY);
    Holdings reserved = observe();
    rejected(
        "a Try of the same branch with another payload is answered with 422",
        send(TRY, "b", otherPayload(), FAR, 1),
        422);
    holds("a Try of the same branch with another payload changes nothing", reserved);
  }

  @Test
  public void theSamePayloadWrittenDifferentlyIsTheSame() {
    ParticipantReply tried = send(TRY);
    JsonText rewritten = JsonText.parse(payload().canonical());
    answers(
        "a Try that comes again with its payload in another order is answered as the first",
        send(TRY, "b", rewritten, FAR, 1),
        tried);
  }

  // ------------------------------------------------------------------ no

  @Test
  public void aFirstTryLongAfterItsDeadlineIsNotAccepted() {
    Holdings before = observe();
    Rejected late =
        rejected(
            "a first Try long after its deadline is answered with 400",
            send(TRY, "b", payload(), PAST, 1),
            400);
    that("a first Try long after its deadline is answered with this code", late.code())
        .isEqualTo("deadline-passed");
    holds("a first Try long after its deadline reserves nothing", before);
    cancelled("a Cancel of what came too late is answered with yes", send(CANCEL));
  }

  @Test
  public void aRefusalIsForEver() {
    Holdings before = observe();
    ParticipantReply refused = send(TRY, "b", refusedPayload(), FAR, 1);
    refused("a Try of refusedPayload() is refused", refused);
    holds("a refused Try reserves nothing", before);
    makeTheRefusedPossible();
    Holdings possible = observe();
    answers(
        "a refused Try is refused so again, also when it would be possible by now",
        send(TRY, "b", refusedPayload(), FAR, 1),
        refused);
    answers(
        "a refused Try is refused so again as a later attempt",
        send(TRY, "b", refusedPayload(), FAR, 2),
        refused);
    violated("a Confirm after a refusal is answered as a violation", send(CONFIRM));
    cancelled("a Cancel after a refusal is answered with yes", send(CANCEL));
    refused(
        "a refused Try is refused also after its Cancel", send(TRY, "b", refusedPayload(), FAR, 3));
    holds("messages to a refused branch change nothing", possible);
  }

  @Test
  public void aMalformedPayloadIsABadRequestAndLeavesNothing() {
    Holdings before = observe();
    Rejected malformed =
        rejected(
            "a Try of malformedPayload() is answered with 400",
            send(TRY, "b", malformedPayload(), FAR, 1),
            400);
    assertThat(malformed.reason())
        .as(() -> "a Try of malformedPayload() is told the reason" + story())
        .isNotEmpty();
    holds("a Try of malformedPayload() reserves nothing", before);
    done("a Try of malformedPayload() leaves nothing behind, so a Try is possible", send(TRY));
  }

  @Test
  public void aMessageForAnotherParticipantNeverTouchesAFence() {
    ParticipantRequest stray =
        new ParticipantRequest(1, transactionId, "b", name() + "x", FAR, payload());
    for (Operation operation : Operation.values()) {
      rejected(
          "a " + operation + " for participant " + name() + "x is answered with 400",
          deliver(operation, stray, 1),
          400);
    }
    done("a message for another participant leaves nothing behind", send(TRY));
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
          done("Confirm and Cancel are answered with yes when many branches run", finished);
          return finished;
        });
    Holdings after = observe();
    that("many branches at once neither lose nor make anything", after.total())
        .isEqualTo(before.total());
    that("many branches at once leave nothing reserved in the end", after.reserved())
        .isEqualTo(before.reserved());
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
    ParticipantReply reply = participant().send(operation, message, attempt);
    story.add(
        operation
            + " of branch "
            + message.branchId()
            + (attempt > 1 ? ", attempt " + attempt : "")
            + (message.payload() == null ? "" : ", " + shown(message.payload().text()))
            + (message.deadline().equals(PAST) ? ", after its deadline" : "")
            + "; answered: "
            + told(reply));
    return reply;
  }

  private static String shown(String payload) {
    return payload.length() <= SHOWN ? payload : payload.substring(0, SHOWN) + "…";
  }

  private static String told(ParticipantReply reply) {
    if (reply instanceof Done done) {
      return "yes" + (done.result() == null ? "" : ", " + done.result().text());
    }
    if (reply instanceof Refused no) {
      return "refused, " + no.code();
    }
    if (reply instanceof Rejected no) {
      return "not accepted, " + no.status() + " " + no.code();
    }
    if (reply instanceof Violated no) {
      return "violation, " + no.reason();
    }
    return reply instanceof Unknown unknown ? "unknown, " + unknown.reason() : "not now";
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

  // ------------------------------------------------------------------ judging

  private long reservedSince(Holdings before) {
    Holdings now = observe();
    long n = now.reserved() - before.reserved();
    assertThat(n).as(() -> "a Try reserves something" + story()).isPositive();
    that("a Try takes what it reserves from what is available", now)
        .isEqualTo(new Holdings(before.available() - n, before.reserved() + n, before.spent()));
    return n;
  }

  private static Holdings spent(Holdings before, long n) {
    return new Holdings(before.available() - n, before.reserved(), before.spent() + n);
  }

  private void holds(String promise, Holdings expected) {
    that(promise, observe()).isEqualTo(expected);
  }

  private void done(String promise, ParticipantReply reply) {
    that(promise, reply).isInstanceOf(Done.class);
  }

  private void cancelled(String promise, ParticipantReply reply) {
    answers(promise, reply, new Done(CANCEL, null));
  }

  private void violated(String promise, ParticipantReply reply) {
    that(promise, reply).isInstanceOf(Violated.class);
  }

  private void refused(String promise, ParticipantReply reply) {
    that(promise, reply).isInstanceOf(Refused.class);
  }

  private void branchCancelled(String promise, ParticipantReply reply) {
    refused(promise, reply);
    that(promise + " with this code", ((Refused) reply).code()).isEqualTo("branch-cancelled");
  }

  private Rejected rejected(String promise, ParticipantReply reply, int status) {
    that(promise, reply).isInstanceOf(Rejected.class);
    Rejected rejected = (Rejected) reply;
    that(promise, rejected.status()).isEqualTo(status);
    return rejected;
  }

  private void answers(String promise, ParticipantReply reply, ParticipantReply expected) {
    that(promise, reply).isEqualTo(expected);
  }

  private void all(String promise, List<ParticipantReply> replies, ParticipantReply expected) {
    assertThat(replies).as(() -> promise + story()).containsOnly(expected);
  }

  private @Nullable JsonText result(ParticipantReply reply) {
    done("a Try or Confirm is answered with yes", reply);
    return ((Done) reply).result();
  }

  private <T> ObjectAssert<T> that(String promise, @Nullable T actual) {
    return assertThat(actual).as(() -> promise + story());
  }

  /** What was sent before, since a promise is about what has happened. */
  private String story() {
    synchronized (story) {
      int hidden = Math.max(0, story.size() - LINES);
      return (story.isEmpty() ? "" : "; it was sent:")
          + (hidden == 0 ? "" : "\n  … " + hidden + " before")
          + story.subList(hidden, story.size()).stream().collect(joining("\n  ", "\n  ", "\n"));
    }
  }

  /** Differs from run to run, as tables may outlive one. */
  private static String token() {
    return Long.toString(System.nanoTime(), 36);
  }
}
