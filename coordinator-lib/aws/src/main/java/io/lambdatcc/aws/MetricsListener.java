package io.lambdatcc.aws;

import io.lambdatcc.aws.EmfLine.Unit;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens to transactions, for CloudWatch.
 *
 * <table>
 * <caption>Metrics</caption>
 * <tr><td>{@code Confirmed}, {@code Cancelled}</td><td>transactions that have ended so</td></tr>
 * <tr><td>{@code CancelledRefused}, {@code CancelledRejected}, {@code CancelledDeadline}, {@code
 *     CancelledContended}, {@code CancelledRequested}, {@code CancelledNeverBegun}</td><td>the latter by reason</td></tr>
 * <tr><td>{@code DecidedMillis}, {@code CompletedMillis}</td><td>from begin to the decision, and to
 *     the end; of at most 100 transactions between two calls of {@link #lines}, drawn evenly</td>
 *     </tr>
 * <tr><td>{@code Parked}</td><td>transactions that were parked; twice where two coordinators meet
 *     at it</td></tr>
 * <tr><td>{@code InDoubt}</td><td>requests whose begin is unknown</td></tr>
 * <tr><td>{@code Shed}</td><td>requests that were turned away for want of room</td></tr>
 * <tr><td>{@code InvariantViolations}</td><td>what somebody has to look at</td></tr>
 * <tr><td>{@code BranchFailures}, by {@code Participant}</td><td>calls that ended neither in yes nor
 *     in an orderly no</td></tr>
 * </table>
 *
 * <p>A version is counted by the coordinator that wrote it; so each transaction is counted once,
 * whoever drives it. What is counted is held in a space that does not grow, until {@link #lines} is
 * called.
 */
public final class MetricsListener implements TransactionListener {
  /** The namespace where none is configured. */
  public static final String NAMESPACE = "LambdaTcc";

  /** How many participants are told apart between two calls of {@link #lines}. */
  static final int MAX_PARTICIPANTS = 100;

  /** The participant that stands for all above that number. */
  static final String OTHERS = "others";

  private static final Pattern NAMESPACES = Pattern.compile("[A-Za-z0-9._/#:-]{1,255}");

  private final String namespace;
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, Long> branchFailures = new LinkedHashMap<>();
  // copies of a snapshot may draw alike, which a sample can bear
  private final Sample decided = new Sample(new SplittableRandom());
  private final Sample completed = new Sample(new SplittableRandom());

  /**
   * A listener that has counted nothing.
   *
   * @param namespace of the metrics: 1 to 255 of {@code A-Z a-z 0-9 . _ / # : -}
   */
  public MetricsListener(String namespace) {
    if (!isNamespace(namespace)) {
      throw new IllegalArgumentException(
          "a metric namespace matches "
              + NAMESPACES
              + " and is none of AWS, this is '"
              + namespace
              + "'");
    }
    this.namespace = namespace;
  }

  /** Whether metrics can be in it. */
  static boolean isNamespace(String text) {
    return NAMESPACES.matcher(text).matches() && !text.startsWith("AWS/");
  }

  // ---- counting ------------------------------------------------------------------------------

  @Override
  public synchronized void landed(TransactionState state) {
    switch (Milestone.of(state)) {
      case DECIDED -> decided.add(millis(state.createdAt(), state.decidedAt()));
      case ENDED -> ended(state);
      case BEGUN, PARKED, ROUND_FAILED, RETRIED -> {}
    }
  }

  private void ended(TransactionState state) {
    completed.add(millis(state.createdAt(), state.endedAt()));
    CancelReason reason = state.cancelReason();
    if (reason == null) {
      count("Confirmed");
    } else {
      count("Cancelled");
      count(
          switch (reason.kind()) {
            case REFUSED -> "CancelledRefused";
            case REJECTED -> "CancelledRejected";
            case DEADLINE -> "CancelledDeadline";
            case CONTENDED -> "CancelledContended";
            case REQUESTED -> "CancelledRequested";
            case NEVER_BEGUN -> "CancelledNeverBegun";
          });
    }
  }

  @Override
  public void stepped(TransactionState before, Event event, Step step) {
    if (event instanceof Event.Answered answered && isFailure(answered)) {
      failedAt(before.branches().get(answered.branch()).participant());
    }
    if (step instanceof Step.Advance advance && advance.next().parked() && !before.parked()) {
      count("Parked");
    }
  }

  private static boolean isFailure(Event.Answered answered) {
    Answer answer = answered.answer();
    return answer instanceof Answer.Refused
        ? answered.operation() != Operation.TRY
        : !(answer instanceof Answer.Done || answer instanceof Answer.NotNow);
  }

  private synchronized void failedAt(String participant) {
    boolean full = branchFailures.size() >= MAX_PARTICIPANTS;
    String name = full && !branchFailures.containsKey(participant) ? OTHERS : participant;
    branchFailures.merge(name, 1L, Long::sum);
  }

  @Override
  public void inDoubt(TransactionId id) {
    count("InDoubt");
  }

  @Override
  public void shed(TransactionKey key) {
    count("Shed");
  }

  @Override
  public void violated(TransactionId id, InvariantViolation violation) {
    count("InvariantViolations");
  }

  private synchronized void count(String name) {
    counts.merge(name, 1L, Long::sum);
  }

  /** Clocks of coordinators differ. */
  private static long millis(Instant from, @Nullable Instant to) {
    return to == null ? 0 : Math.max(0, Duration.between(from, to).toMillis());
  }

  // ---- telling -------------------------------------------------------------------------------

  /**
   * What was counted since this was last called, in CloudWatch's embedded metric format: one line
   * of JSON, and one more for each participant with failures. None where nothing was counted. Each
   * is to be written to the log as it is.
   */
  public List<String> lines() {
    return lines(new EmfLine(namespace), Instant.now());
  }

  /** A line in this listener's namespace. */
  EmfLine line() {
    return new EmfLine(namespace);
  }

  /**
   * The same.
   *
   * @param first the line for all that has no participant, in which other metrics may be already
   */
  synchronized List<String> lines(EmfLine first, Instant at) {
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      EmfLine unused = first.metric(count.getKey(), Unit.COUNT, count.getValue());
    }
    values(first, "DecidedMillis", decided);
    values(first, "CompletedMillis", completed);
    List<String> lines = new ArrayList<>();
    if (!first.isEmpty()) {
      lines.add(first.text(at));
    }
    branchFailures.forEach(
        (participant, count) ->
            lines.add(
                line()
                    .dimension("Participant", participant)
                    .metric("BranchFailures", Unit.COUNT, count)
                    .text(at)));
    counts.clear();
    branchFailures.clear();
    decided.clear();
    completed.clear();
    return lines;
  }

  private static void values(EmfLine line, String name, Sample sample) {
    long[] values = sample.values();
    if (values.length > 0) {
      line.metric(name, Unit.MILLISECONDS, values);
    }
  }
}
