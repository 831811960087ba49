package io.lambdatcc.api;

import io.lambdatcc.protocol.TransactionKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of transactions.
 *
 * @param transactions as the log had them, in no particular order; there may be none although there
 *     is a cursor
 * @param unreadable what the log has and this version does not understand; whether it passes the
 *     filter is not known
 * @param cursor where the next part begins; null after the last
 */
public record TransactionPage(
    List<TccTransaction> transactions, List<TransactionKey> unreadable, @Nullable String cursor) {
  /** Copies the lists. */
  public TransactionPage {
    transactions = List.copyOf(transactions);
    unreadable = List.copyOf(unreadable);
  }
}
