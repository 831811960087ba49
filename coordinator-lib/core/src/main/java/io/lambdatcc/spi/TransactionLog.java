package io.lambdatcc.spi;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The durable memory of all transactions: one record each, changed only by compare-and-set.
 *
 * <p>What the engine relies on:
 *
 * <ul>
 *   <li><b>Durable when answered.</b> {@link WriteResult.Written} is answered only when the record
 *       survives the loss of every process.
 *   <li><b>Conditional.</b> A write lands only on the version before its own; begin only where no
 *       record has that key. No write based on an old version ever lands (I11), no decision is ever
 *       overwritten (I2).
 *   <li><b>Recognised.</b> A write repeated with the same token after it has landed is answered
 *       {@link WriteResult.Written}, not as a conflict with itself. Begin's token is the id itself
 *       and is kept for ever; of later writes the last token is kept.
 *   <li><b>Three-valued.</b> Whatever is not known to have landed or failed is {@link
 *       WriteResult.Unknown}, or an exceptional completion, which means the same. The one definite
 *       rejection is {@link LogRejectedException}: this record can never be stored.
 *   <li><b>Tolerant.</b> A write touches only the attributes it knows, so that what a newer version
 *       has added survives (I12). A record that cannot be understood, such as one in an unknown
 *       phase, is refused with an exception, never defaulted.
 *   <li><b>Bounded.</b> Every call ends, exceptionally if it has to, within a time that the log
 *       states. The engine has no time limit of its own for it, and does nothing else with a
 *       transaction while it waits for a write.
 * </ul>
 *
 * <p>Methods do not block and are safe for use by many threads. Calls for the same transaction may
 * overlap: other coordinators write it too, and an attempt whose answer was lost may land after the
 * one that repeats it. A stage completes on any thread, that of the caller included; what the
 * engine then does there does not block. Only {@link TransactionState#durable()} is stored. The
 * engine never closes a log.
 *
 * <p>A new log proves most of this by extending {@code TransactionLogContract}, which is in the
 * test jar of this module; that it ends in time and survives the loss of a process is for tests of
 * its own.
 *
 * @see io.lambdatcc.memory.InMemoryTransactionLog
 */
public interface TransactionLog {

  /**
   * Stores a transaction's first version if its key is free.
   *
   * <p>Where this transaction has begun before and has moved on meanwhile, the answer is {@link
   * WriteResult.Conflict} with its own later version.
   */
  CompletionStage<WriteResult> begin(TransactionState first);

  /**
   * Stores the second version of a transaction that is not known to have begun if its key is free,
   * so that its begin, which may still be on its way, never lands.
   *
   * <p>Where anything else stands there, also another second version of this transaction, the
   * answer is {@link WriteResult.Conflict} with it. Its end is kept, like every end, for 30 days or
   * longer: no begin may be that late.
   *
   * @param second a {@link TransactionState#forestalled} transaction
   * @param token one per logical write, the same for each attempt of it
   */
  CompletionStage<WriteResult> forestall(TransactionState second, String token);

  /**
   * Replaces version {@code next.version() - 1} by this one.
   *
   * @param token one per logical write, the same for each attempt of it
   */
  CompletionStage<WriteResult> write(TransactionState next, String token);

  /**
   * What is stored under a key, by a strongly consistent read; {@link IllegalStateException} where
   * it cannot be understood.
   */
  CompletionStage<Optional<TransactionState>> read(TransactionKey key);

  /**
   * Unfinished transactions of a shard that were due by then, oldest first: a hint, which may be
   * stale in either direction.
   *
   * @param shard 0 to {@link #shards()} - 1
   * @param limit the most keys in a page
   * @param cursor of the page before, or null for the first
   */
  CompletionStage<DuePage> due(int shard, Instant until, int limit, @Nullable String cursor);

  /** Into how many shards due transactions are divided. */
  int shards();

  /**
   * One page of due transactions.
   *
   * @param cursor of the next page, or null after the last
   */
  record DuePage(List<TransactionKey> keys, @Nullable String cursor) {
    /** Copies the keys. */
    public DuePage {
      keys = List.copyOf(keys);
    }
  }
}
