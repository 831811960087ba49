package io.lambdatcc.example.chaos.plan;

import java.time.Duration;

/**
 * Something that happens to processes at a moment that no message decides.
 *
 * @param afterErrands when so many have been started
 * @param kind what happens
 * @param function whose process it happens to; empty where it is nobody's
 * @param length how long it takes; zero where it has no length
 */
public record Disturbance(int afterErrands, Kind kind, String function, Duration length) {

  /** What happens. */
  public enum Kind {
    /** A process of the function is killed, with whatever it has in hand. */
    KILL,
    /** One stands still for so long, and goes on with old memory if its time limit lets it. */
    FREEZE,
    /** Nothing reaches the transaction log for so long. */
    LOG_UNREACHABLE,
    /** DynamoDB Local is killed and started again on its file. */
    DYNAMODB_RESTARTED,
    /** The coordinator is replaced by its next version, or that by this one. */
    REDEPLOYED
  }

  @Override
  public String toString() {
    return kind
        + (function.isEmpty() ? "" : " " + function)
        + (length.isZero() ? "" : " " + length)
        + " after "
        + afterErrands;
  }
}
