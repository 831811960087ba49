package io.lambdatcc.api;

import io.lambdatcc.protocol.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which unfinished transactions are listed; what is null excludes none.
 *
 * @param phase those in this phase, one that is not an end
 * @param parked those that wait for somebody to look at them, or those that do not
 * @param participant those with a branch at this participant
 * @param since those begun then or later
 */
public record TransactionFilter(
    @Nullable Phase phase,
    @Nullable Boolean parked,
    @Nullable String participant,
    @Nullable Instant since) {

  /** All that are unfinished. */
  public static final TransactionFilter UNFINISHED = new TransactionFilter(null, null, null, null);

  /** Rejects phases in which nothing is unfinished. */
  public TransactionFilter {
    if (phase != null && phase.finished()) {
      throw new IllegalArgumentException(
          "phase: only what is unfinished is listed; look for what is "
              + phase
              + " by its name or id");
    }
  }

  /** Those of them that wait for somebody to look at a branch at this participant. */
  public static TransactionFilter parkedAt(String participant) {
    return new TransactionFilter(null, true, participant, null);
  }

  /** Whether this transaction is one of them. */
  public boolean matches(TccTransaction transaction) {
    return !transaction.phase().finished()
        && (phase == null || phase == transaction.phase())
        && (parked == null || parked == transaction.parked())
        && (participant == null
            || transaction.branches().stream().anyMatch(b -> b.participant().equals(participant)))
        && (since == null || !transaction.createdAt().isBefore(since));
  }
}
