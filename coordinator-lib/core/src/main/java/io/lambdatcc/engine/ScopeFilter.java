package io.lambdatcc.engine;

import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import org.jspecify.annotations.Nullable;

/**
 * Lets the transactions of one scope pass.
 *
 * @param scope null for everybody's
 */
record ScopeFilter(@Nullable String scope) {
  /** As far as a key can tell, which spares reading most of the others. */
  boolean passes(TransactionKey key) {
    return scope == null || TransactionKey.of(scope, key.name()).equals(key);
  }

  boolean passes(TransactionState state) {
    return scope == null || state.isOf(scope);
  }
}
