package io.lambdatcc.aws;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionListener;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what happens to transactions: phases at info, failed rounds at debug, parked ones at warn
 * with branch and problem, broken invariants at error. Ids and problems only, never payloads or
 * results.
 */
public final class LoggingListener implements TransactionListener {
  private static final Logger log = LoggerFactory.getLogger("io.lambdatcc.transactions");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** A listener that logs as {@code io.lambdatcc.transactions}. */
  public LoggingListener() {}

  @Override
  public void landed(TransactionState state) {
    if (state.parked()) {
      parked(state);
    } else if (state.failedRounds() > 0 && !state.phase().finished()) {
      log.debug("{} {}: round {} failed", state.id(), state.phase(), state.failedRounds());
    } else if (state.cancelReason() != null) {
      log.info("{} {}: {}", state.id(), state.phase(), oneLine(state.cancelReason()));
    } else {
      log.info("{} {}", state.id(), state.phase());
    }
  }

  private static void parked(TransactionState state) {
    for (BranchState branch : state.branches()) {
      if (!branch.status().settled()) {
        log.warn(
            "{} {} is parked since {}: branch {} at {}: {}",
            state.id(),
            state.phase(),
            state.parkedAt(),
            branch.id(),
            branch.participant(),
            oneLine(branch.problem()));
      }
    }
  }

  /** Participants write parts of it, and must not be able to write lines of their own. */
  private static String oneLine(@Nullable Object text) {
    return CONTROL.matcher(String.valueOf(text)).replaceAll(" ");
  }

  @Override
  public void failed(String where, Throwable cause) {
    log.warn("{} failed", where, cause);
  }

  @Override
  public void violated(TransactionId id, InvariantViolation violation) {
    log.error("{} needs somebody to look at it", id, violation);
  }
}
