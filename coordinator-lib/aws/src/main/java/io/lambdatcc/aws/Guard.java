package io.lambdatcc.aws;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.wire.ParticipantList;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What keeps one participant in trouble from taking anything from the others: a bulkhead, a circuit
 * breaker and a time limit of its own. None of them ever repeats a call.
 *
 * <p>Resilience4j's permissions are taken and given back here and not by its decorators, which put
 * a future each around every call.
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
  private final Duration timeout;

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
    this.timeout = timeout;
  }

  /**
   * Lets a call through, or says why not.
   *
   * @param send completed with what was heard, or exceptionally when its time is up: then the
   *     request is to be abandoned
   */
  CompletionStage<Answer> call(Supplier<CompletableFuture<Heard>> send) {
    if (!bulkhead.tryAcquirePermission()) {
      return notSent("has as many calls out as it may have");
    }
    if (!breaker.tryAcquirePermission()) {
      bulkhead.onComplete();
      return notSent("is in trouble; it is given a rest");
    }
    long start = breaker.getCurrentTimestamp();
    CompletableFuture<Heard> sent;
    try {
      sent = send.get();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.completedFuture(ended(start, null, e));
    }
    return sent.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle((heard, failure) -> ended(start, heard, failure));
  }

  private CompletionStage<Answer> notSent(String reason) {
    return CompletableFuture.completedFuture(
        new Answer.NotSent("participant '" + participant + "' " + reason));
  }

  /** Gives back what the call was permitted, once, before anybody hears of its end. */
  private Answer ended(long start, @Nullable Heard heard, @Nullable Throwable failure) {
    bulkhead.onComplete();
    long took = breaker.getCurrentTimestamp() - start;
    if (heard != null) {
      breaker.onResult(took, breaker.getTimestampUnit(), heard);
      return heard.answer();
    }
    Throwable cause = Heard.cause(Objects.requireNonNull(failure));
    breaker.onError(took, breaker.getTimestampUnit(), cause);
    return new Answer.Unknown(
        cause instanceof TimeoutException ? "no reply in time" : Heard.reasonOf(cause));
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
