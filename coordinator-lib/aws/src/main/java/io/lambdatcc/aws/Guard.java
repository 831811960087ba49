package io.lambdatcc.aws;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.wire.ParticipantList;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What keeps one participant in trouble from taking anything from the others: a bulkhead, a circuit
 * breaker and a time limiter of its own. None of them ever repeats a call.
 */
final class Guard {
  /** Opens when half of the last 50 calls (at least 20) met trouble, and asks after a second. */
  static final CircuitBreakerConfig USUAL_BREAKER =
      CircuitBreakerConfig.custom()
          .slidingWindow(50, 20, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
          .failureRateThreshold(50)
          .waitDurationInOpenState(Duration.ofSeconds(1))
          .permittedNumberOfCallsInHalfOpenState(5)
          .maxWaitDurationInHalfOpenState(Duration.ofSeconds(10))
          .build();

  private final String participant;
  private final Bulkhead bulkhead;
  private final CircuitBreaker breaker;
  private final TimeLimiter limiter;

  /**
   * A guard.
   *
   * @param breaker when it opens and closes; what counts as trouble is not its to say
   * @param timeout after which a call is abandoned
   */
  Guard(
      String participant, CircuitBreakerConfig breaker, int maxConcurrentCalls, Duration timeout) {
    this.participant = participant;
    this.bulkhead =
        Bulkhead.of(
            participant,
            BulkheadConfig.custom()
                .maxConcurrentCalls(maxConcurrentCalls)
                .maxWaitDuration(Duration.ZERO)
                .writableStackTraceEnabled(false)
                .build());
    this.breaker =
        CircuitBreaker.of(
            participant,
            CircuitBreakerConfig.from(breaker)
                .recordException(failure -> true)
                .ignoreException(failure -> false)
                .recordResult(result -> result instanceof Heard heard && heard.trouble())
                .writableStackTraceEnabled(false)
                .build());
    this.limiter =
        TimeLimiter.of(
            participant,
            TimeLimiterConfig.custom().timeoutDuration(timeout).cancelRunningFuture(true).build());
  }

  /**
   * Lets a call through, or says why not.
   *
   * @param send completed with what was heard, or by the time limiter, which abandons the request
   */
  CompletionStage<Answer> call(
      ScheduledExecutorService timer, Supplier<CompletableFuture<Heard>> send) {
    return bulkhead
        .executeCompletionStage(
            () -> breaker.executeCompletionStage(() -> limiter.executeCompletionStage(timer, send)))
        .handle((heard, failure) -> heard == null ? withoutAnswer(failure) : heard.answer());
  }

  private Answer withoutAnswer(Throwable failure) {
    Throwable cause = Heard.cause(failure);
    if (cause instanceof CallNotPermittedException) {
      return new Answer.NotSent(
          "participant '" + participant + "' is in trouble; it is given a rest");
    }
    if (cause instanceof BulkheadFullException) {
      return new Answer.NotSent(
          "participant '" + participant + "' has as many calls out as it may have");
    }
    if (cause instanceof TimeoutException) {
      return new Answer.Unknown("no reply in time");
    }
    return new Answer.Unknown(Heard.reasonOf(cause));
  }

  /** How the participant looks from here. */
  ParticipantList.Participant health(String transport, boolean inquiring) {
    float rate = breaker.getMetrics().getFailureRate();
    Bulkhead.Metrics calls = bulkhead.getMetrics();
    return new ParticipantList.Participant(
        participant,
        transport,
        breaker.getState().name(),
        // the breaker says -1 while it has seen too few
        rate < 0 ? null : Math.round(rate),
        calls.getMaxAllowedConcurrentCalls() - calls.getAvailableConcurrentCalls(),
        inquiring);
  }
}
