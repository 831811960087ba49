package io.lambdatcc.protocol;

/**
 * The proof that a version of a transaction is durable.
 *
 * <p>Made only by who heard it from the log: from a write that was answered as written, or from a
 * consistent read. A write of unknown outcome proves nothing and can make none.
 *
 * @param id which transaction
 * @param version the version that the log is known to have reached
 */
public record Landed(TransactionId id, long version) {

  /** The proof that lies in a state that the log has answered with. */
  public static Landed heardFromLog(TransactionState stored) {
    return new Landed(stored.id(), stored.version());
  }
}
