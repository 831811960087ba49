package io.lambdatcc.aws;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what happens to transactions, with everything that is known as key-value pairs: each change
 * of phase at info, each answer of a branch and each failed round at debug, stuck branches of
 * parked transactions and operators' words for them at warn, broken invariants at error. Ids,
 * states and problems only, never payloads or results.
 *
 * <p>The keys are {@code transaction}, {@code phase}, {@code decision}, {@code branches}, {@code
 * branch}, {@code participant}, {@code operation}, {@code answer}, {@code attempts}, {@code
 * problem}, {@code reason}, {@code by}, {@code code}, {@code since}, {@code next}, {@code millis},
 * {@code invariant} and {@code trace}; docs/observability.md says which event has which.
 * Participants write parts of some values; these are one line without control characters, and not
 * longer than the log keeps them.
 */
public final class LoggingListener implements TransactionListener {
  /** In a W3C trace context: after the version, before the span. */
  private static final int TRACE_ID_AT = 3;

  private static final int SPAN_ID_AT = 36;

  private final Logger log;

  /** A listener that logs as {@code io.lambdatcc.transactions}. */
  public LoggingListener() {
    this(LoggerFactory.getLogger("io.lambdatcc.transactions"));
  }

  LoggingListener(Logger log) {
    this.log = log;
  }

  @Override
  public void landed(TransactionState state) {
    switch (Milestone.of(state)) {
      case BEGUN -> withBranches(log.atInfo(), state).log("begun");
      case DECIDED -> decided(state);
      case ENDED ->
          withBranches(log.atInfo(), state)
              .addKeyValue("millis", millis(state.createdAt(), state.endedAt()))
              .log("ended");
      case PARKED -> {
        for (BranchState branch : state.branches()) {
          parked(state, branch);
        }
      }
      case ROUND_FAILED ->
          about(log.atDebug(), state).addKeyValue("next", state.due()).log("round failed");
      case RETRIED -> about(log.atInfo(), state).log("retried");
    }
  }

  private void decided(TransactionState state) {
    CancelReason reason = state.cancelReason();
    because(withBranches(log.atInfo(), state), reason)
        .addKeyValue("millis", millis(state.createdAt(), state.decidedAt()))
        .log("decided");
  }

  private static LoggingEventBuilder because(
      LoggingEventBuilder event, @Nullable CancelReason reason) {
    if (reason == null) {
      return event;
    }
    LoggingEventBuilder told =
        event.addKeyValue("reason", reason.kind()).addKeyValue("problem", oneLine(reason.text()));
    told = reason.code() == null ? told : told.addKeyValue("code", oneLine(reason.code()));
    return reason.branchId() == null ? told : told.addKeyValue("branch", reason.branchId());
  }

  private void parked(TransactionState state, BranchState branch) {
    if (!branch.status().settled()) {
      at(about(log.atWarn(), state), branch)
          .addKeyValue("problem", oneLine(branch.problem()))
          .addKeyValue("since", state.parkedAt())
          .addKeyValue("next", state.due())
          .log("parked");
    }
  }

  @Override
  public void stepped(TransactionState before, Event event, Step step) {
    if (event instanceof Event.Answered answered && log.isDebugEnabled()) {
      LoggingEventBuilder line =
          at(about(log.atDebug(), before), before.branches().get(answered.branch()))
              .addKeyValue("operation", answered.operation())
              .addKeyValue("answer", answered.answer().getClass().getSimpleName());
      String problem = problem(answered.answer());
      (problem == null ? line : line.addKeyValue("problem", oneLine(problem))).log("answered");
    }
    if (event instanceof Event.ResolveRequested word && step instanceof Step.Advance) {
      at(about(log.atWarn(), before), before.branches().get(word.branch()))
          .addKeyValue("by", oneLine(word.resolution().by()))
          .addKeyValue("reason", oneLine(word.resolution().reason()))
          .log("taken as settled, by an operator's word");
    }
  }

  private static @Nullable String problem(Answer answer) {
    if (answer instanceof Answer.Refused no) {
      return no.code() + ": " + no.reason();
    }
    if (answer instanceof Answer.Rejected no) {
      return no.code() + ": " + no.reason();
    }
    if (answer instanceof Answer.Violated no) {
      return no.reason();
    }
    if (answer instanceof Answer.NotSent no) {
      return no.reason();
    }
    return answer instanceof Answer.Unknown unknown ? unknown.reason() : null;
  }

  @Override
  public void left(TransactionState state) {
    if (!state.phase().finished()) {
      about(log.atDebug(), state).addKeyValue("next", state.due()).log("left unfinished");
    }
  }

  @Override
  public void inDoubt(TransactionId id) {
    log.atWarn()
        .addKeyValue("transaction", id)
        .log("in doubt: nobody knows whether it was begun, and its caller is to repeat it");
  }

  @Override
  public void failed(String where, Throwable cause) {
    log.atWarn().setCause(cause).log(oneLine(where) + " failed");
  }

  @Override
  public void violated(TransactionId id, InvariantViolation violation) {
    log.atError()
        .addKeyValue("transaction", id)
        .addKeyValue("invariant", violation.invariant())
        .setCause(violation)
        .log("needs somebody to look at it");
  }

  // ---- fields --------------------------------------------------------------------------------

  private static LoggingEventBuilder about(LoggingEventBuilder event, TransactionState state) {
    LoggingEventBuilder line =
        event.addKeyValue("transaction", state.id()).addKeyValue("phase", state.phase());
    String trace = trace(state.traceparent());
    line = trace == null ? line : line.addKeyValue("trace", trace);
    return state.phase().decided() ? line.addKeyValue("decision", state.secondOperation()) : line;
  }

  private LoggingEventBuilder withBranches(LoggingEventBuilder event, TransactionState state) {
    // a list that nobody would see is not made
    return log.isInfoEnabled()
        ? about(event, state).addKeyValue("branches", branches(state))
        : event;
  }

  private static String branches(TransactionState state) {
    StringBuilder list = new StringBuilder();
    for (BranchState branch : state.branches()) {
      list.append(list.length() == 0 ? "" : ", ")
          .append(branch.id())
          .append('@')
          .append(branch.participant())
          .append(' ')
          .append(branch.status());
    }
    return list.toString();
  }

  private static LoggingEventBuilder at(LoggingEventBuilder event, BranchState branch) {
    return event
        .addKeyValue("branch", branch.id())
        .addKeyValue("participant", branch.participant())
        .addKeyValue("attempts", branch.attempts());
  }

  /** Clocks of coordinators differ. */
  private static long millis(Instant from, @Nullable Instant to) {
    return Math.max(0, Duration.between(from, Objects.requireNonNullElse(to, from)).toMillis());
  }

  private static @Nullable String trace(@Nullable String traceparent) {
    return traceparent == null || traceparent.length() <= SPAN_ID_AT
        ? null
        : traceparent.substring(TRACE_ID_AT, SPAN_ID_AT - 1);
  }

  /** Blanks instead of what ends a line somewhere, moves a cursor, or turns the writing around. */
  private static String oneLine(@Nullable Object text) {
    StringBuilder line = new StringBuilder(String.valueOf(text));
    for (int i = 0; i < line.length(); i++) {
      if (isUnprintable(line.codePointAt(i))) {
        line.setCharAt(i, ' ');
      } else if (Character.isHighSurrogate(line.charAt(i))) {
        i++;
      }
    }
    return line.toString();
  }

  private static boolean isUnprintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
