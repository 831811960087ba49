package io.lambdatcc.api;

import io.lambdatcc.protocol.TransactionKey;
import java.util.Set;

/**
 * What became of decided transactions that a coordinator was told of.
 *
 * @param leftAlone those that needed nothing: finished, gone, not decided, parked, or somebody else
 *     has gone on with them and they are not due
 * @param finished those that were brought to their end
 * @param pending those that are not at their end yet; they stay due and a sweep meets them
 * @param failed those that could not be read, and those whose drive broke
 * @param unread the keys of which nothing is known, because they could not be read or the time was
 *     up before: only for these does it help to tell the coordinator again
 */
public record CompletionReport(
    int leftAlone, int finished, int pending, int failed, Set<TransactionKey> unread) {
  /** Copies the keys. */
  public CompletionReport {
    unread = Set.copyOf(unread);
  }
}
