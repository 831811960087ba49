package io.lambdatcc.api;

import java.time.Duration;

/**
 * This coordinator has as much under way as it may have: it has neither begun the transaction nor
 * looked for it. Nothing was written and nobody was called.
 *
 * <p>Ask again with the same name, later or at another coordinator. Where an earlier request of
 * that name may have begun it, {@code find} and {@code await} tell; they are never turned away.
 */
public final class TccOverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * Says what there was no room for.
   *
   * @param retryAfter when to ask again, at the earliest
   */
  public TccOverloadedException(String message, Duration retryAfter) {
    // thrown when there is the least time for a stack trace, which would tell nothing
    super(message, null, false, false);
    this.retryAfter = retryAfter;
  }

  /** When to ask again, at the earliest. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
