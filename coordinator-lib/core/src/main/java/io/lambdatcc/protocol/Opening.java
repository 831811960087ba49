package io.lambdatcc.protocol;

import java.util.List;

/**
 * How a transaction begins.
 *
 * @param next its first version, with what is known once that has landed
 * @param beside Tries that may leave while it is being written; nothing else ever does
 * @param effects what follows once it has landed
 */
public record Opening(TransactionState next, List<Effect.Call> beside, Effects effects) {

  /** Rejects everything but Tries beside a begin: nothing else can be made good for (I2). */
  public Opening {
    beside = List.copyOf(beside);
    for (Effect.Call call : beside) {
      if (call.operation() != Operation.TRY) {
        throw new InvariantViolation(
            "I2", next.id() + ": " + call.operation() + " beside the begin");
      }
    }
  }
}
