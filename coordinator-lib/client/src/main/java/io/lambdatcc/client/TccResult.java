package io.lambdatcc.client;

import io.lambdatcc.wire.TransactionDocument;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a transaction, as far as it is certain. */
public sealed interface TccResult {

  /** The full id of the transaction, {@code <name>~<token>}; null where it was not told. */
  @Nullable String id();

  /** All of it has happened; or will for certain, where only the decision was waited for. */
  record Confirmed(TransactionDocument transaction) implements TccResult {
    public Confirmed {
      Objects.requireNonNull(transaction, "transaction");
    }

    @Override
    public String id() {
      return transaction.id();
    }
  }

  /**
   * None of it has happened, nor ever will.
   *
   * @param transaction null where the coordinator did not show it
   * @param reason the class of reason: {@code refused}, {@code rejected}, {@code deadline}, {@code
   *     contended}, {@code requested}, {@code never_begun}, or one that this version does not know
   * @param branch the branch that gave the reason, where one did
   * @param code the participant's code, where it gave one
   * @param detail for people
   * @param retryable whether the same under a new name may well succeed
   */
  record Cancelled(
      @Nullable TransactionDocument transaction,
      String reason,
      @Nullable String branch,
      @Nullable String code,
      @Nullable String detail,
      boolean retryable)
      implements TccResult {

    private static final String CONTENDED = "contended";

    public Cancelled {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public @Nullable String id() {
      return transaction == null ? null : transaction.id();
    }

    /** Whether it held what others waited for while it waited for what they held. */
    public boolean isContended() {
      return reason.equals(CONTENDED);
    }
  }

  /** Not ended in time; it will end without anybody's asking, and asking again joins it. */
  record Pending(TransactionDocument transaction) implements TccResult {
    public Pending {
      Objects.requireNonNull(transaction, "transaction");
    }

    @Override
    public String id() {
      return transaction.id();
    }
  }

  /** What a document says: only the phases {@code CONFIRMED} and {@code CANCELLED} are ends. */
  static TccResult of(TransactionDocument transaction) {
    return switch (transaction.phase()) {
      case "CONFIRMED" -> new Confirmed(transaction);
      case "CANCELLED" ->
          new Cancelled(
              transaction,
              Objects.requireNonNullElse(transaction.reason(), "unknown"),
              null,
              null,
              null,
              transaction.retryable());
      default -> new Pending(transaction);
    };
  }
}
