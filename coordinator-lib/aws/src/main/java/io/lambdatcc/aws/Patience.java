package io.lambdatcc.aws;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** How long one invocation may still wait, and the only waiting there is. */
final class Patience {
  /** Kept back from every wait for the engine, to end cleanly and to answer. */
  static final Duration RESERVE = Duration.ofSeconds(2);

  /** Kept back from the join itself, which is there only in case the engine does not come back. */
  private static final Duration LAST_RESERVE = Duration.ofSeconds(1);

  /** What one invocation can last at all. */
  private static final int LONGEST_MILLIS = 15 * 60 * 1000;

  private final IntSupplier remainingMillis;

  private Patience(IntSupplier remainingMillis) {
    this.remainingMillis = remainingMillis;
  }

  /** As long as this invocation lasts. */
  static Patience until(@Nullable Context context) {
    return new Patience(context == null ? () -> LONGEST_MILLIS : context::getRemainingTimeInMillis);
  }

  /** The longest wait that leaves time to answer; zero where none does. */
  Duration longestWait() {
    return left(RESERVE);
  }

  /**
   * Waits for this stage.
   *
   * @throws TimeoutException when the invocation has to end now
   * @throws ExecutionException with what the stage failed with
   */
  <T> T join(CompletionStage<T> stage) throws ExecutionException, TimeoutException {
    try {
      return stage.toCompletableFuture().get(left(LAST_RESERVE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the engine", e);
    }
  }

  private Duration left(Duration reserve) {
    Duration left = Duration.ofMillis(remainingMillis.getAsInt()).minus(reserve);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
