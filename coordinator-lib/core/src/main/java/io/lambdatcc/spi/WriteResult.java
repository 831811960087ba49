package io.lambdatcc.spi;

import io.lambdatcc.protocol.TransactionState;
import org.jspecify.annotations.Nullable;

/** What became of a write. */
public sealed interface WriteResult {

  /** It is durable: by this attempt, or by an earlier one with the same token. */
  record Written() implements WriteResult {}

  /**
   * It did not land and never will, since the condition does not hold.
   *
   * @param current what is stored instead; null when nothing is
   */
  record Conflict(@Nullable TransactionState current) implements WriteResult {}

  /** It may have landed, may yet land, or never will. */
  record Unknown(Throwable cause) implements WriteResult {}
}
