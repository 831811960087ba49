package io.lambdatcc.participant;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * What a service does for its branch of a transaction, as DynamoDB writes.
 *
 * <p>The SDK commits the writes together with its memory of the branch, in one {@code
 * TransactWriteItems}: both are there or neither is. So these methods need no protection against
 * messages that come twice, late or in the wrong order; they only say what is to be written the one
 * time it is. They do not write themselves. They may read, may be called more often than their
 * writes are committed, and may be called by several threads at once.
 *
 * <pre>{@code
 * public TryPlan<Seats> onTry(Branch branch, Seats seats) {
 *   return TryPlan.reserve(seats)
 *       .write(
 *           hold(seats), // "SET on_sale = on_sale - :n, on_hold = on_hold + :n" if "on_sale >= :n"
 *           flight ->
 *               onSale(flight) >= seats.count()
 *                   ? Verdict.proceed()
 *                   : onSale(flight) + onHold(flight) >= seats.count()
 *                       ? Verdict.notNow()
 *                       : Verdict.never("sold-out", "not enough seats"));
 * }
 * }</pre>
 *
 * <p>Writes per operation: at most 99, in the table's own account and Region, one per item.
 *
 * @param <T> a record: the payload of a Try, and what is remembered of it until Confirm or Cancel
 */
public interface TccParticipant<T> {

  /** The class of payload and reservation. */
  Class<T> payloadType();

  /** What a Try writes, remembers and returns, or why it does not. */
  TryPlan<T> onTry(Branch branch, T payload);

  /**
   * What spends the reservation. It was granted, so this must be possible: a condition that fails
   * is answered as a violation, which parks the transaction and alarms.
   *
   * @param reserved as the Try's plan remembered it
   */
  List<TransactWriteItem> onConfirm(Branch branch, T reserved);

  /**
   * What gives the reservation back. Must be possible, like {@link #onConfirm}.
   *
   * @param reserved as the Try's plan remembered it
   */
  List<TransactWriteItem> onCancel(Branch branch, T reserved);
}
