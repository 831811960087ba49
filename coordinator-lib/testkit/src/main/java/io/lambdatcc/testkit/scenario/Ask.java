package io.lambdatcc.testkit.scenario;

import io.lambdatcc.api.TccRequest;
import io.lambdatcc.protocol.Operation;
import java.time.Duration;
import java.util.Objects;

/**
 * A client asks a coordinator for something.
 *
 * @param client who asks
 * @param at when, from the start of the run
 * @param coordinator whom
 * @param wish for what
 * @param patience how long the client waits for an answer before it asks the next coordinator the
 *     same, until it is told an outcome or has asked five times; zero where it asks once
 */
public record Ask(String client, Duration at, String coordinator, Wish wish, Duration patience) {

  /** Rejects questions before the start. */
  public Ask {
    Objects.requireNonNull(wish, "wish");
    if (at.isNegative() || patience.isNegative()) {
      throw new IllegalArgumentException("a client asks at or after the start, this is " + at);
    }
  }

  /** The name of the transaction that it is about. */
  public String transaction() {
    return wish.transaction();
  }

  /** What a client may want. */
  public sealed interface Wish {
    /** The name of the transaction that it is about. */
    String transaction();

    /** To run this transaction, or join it. */
    record Execute(TccRequest request) implements Wish {
      @Override
      public String transaction() {
        return request.name();
      }
    }

    /** To cancel it. */
    record Cancel(String transaction) implements Wish {}

    /** To have it tried again now. */
    record Retry(String transaction) implements Wish {}

    /** To have it taken for true that this is done at this branch: the asker answers for it. */
    record Resolve(String transaction, String branch, Operation operation) implements Wish {}

    /** To see it. */
    record Find(String transaction) implements Wish {}
  }
}
