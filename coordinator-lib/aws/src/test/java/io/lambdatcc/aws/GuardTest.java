package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lambdatcc.protocol.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a call ends, it gives back what it was permitted, once. */
class GuardTest {
  private static final Answer DONE = new Answer.Done(null);

  private final Guard guard = guard(Duration.ofSeconds(60));

  /** One call at a time; opens when two of two met trouble, and stays open. */
  private static Guard guard(Duration timeout) {
    return new Guard(
        "stock",
        CircuitBreakerConfig.custom()
            .slidingWindow(2, 2, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .waitDurationInOpenState(Duration.ofHours(1))
            .build(),
        1,
        timeout);
  }

  private static Answer get(CompletionStage<Answer> call) throws Exception {
    return call.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Heard> heard(Heard heard) {
    return CompletableFuture.completedFuture(heard);
  }

  private static int callsOut(Guard guard) {
    return guard.health("http", false).callsOut();
  }

  static List<Supplier<CompletableFuture<Heard>>> endings() {
    return List.of(
        () -> heard(Heard.understood(DONE)),
        () -> heard(Heard.unknown("status 500", true)),
        () -> CompletableFuture.failedFuture(new IllegalStateException("broken")),
        () -> {
          throw new IllegalStateException("cannot be sent");
        },
        () -> {
          throw new StackOverflowError();
        });
  }

  @ParameterizedTest
  @MethodSource("endings")
  void theNextCallIsLetThroughHoweverThisOneEnds(Supplier<CompletableFuture<Heard>> send)
      throws Exception {
    assertThat(get(guard.call(send))).isInstanceOfAny(Answer.Done.class, Answer.Unknown.class);

    assertThat(callsOut(guard)).isZero();
    assertThat(get(guard.call(() -> heard(Heard.understood(DONE))))).isEqualTo(DONE);
  }

  @Test
  void aCallWhoseTimeIsUpIsToldToWhoeverSentItAndHoldsNoPlace() throws Exception {
    Guard hasty = guard(Duration.ofMillis(1));
    CompletableFuture<Heard> sent = new CompletableFuture<>();

    assertThat(get(hasty.call(() -> sent))).isEqualTo(new Answer.Unknown("no reply in time"));

    assertThat(sent).isCompletedExceptionally();
    assertThat(sent.handle((heard, failure) -> failure).get()).isInstanceOf(TimeoutException.class);
    assertThat(callsOut(hasty)).isZero();
  }

  @Test
  void aPlaceIsFreeBeforeAnybodyHearsOfTheAnswer() throws Exception {
    CompletableFuture<Heard> first = new CompletableFuture<>();
    CompletionStage<Answer> second =
        guard
            .call(() -> first)
            .thenCompose(answer -> guard.call(() -> heard(Heard.understood(DONE))));

    assertThat(get(guard.call(CompletableFuture::new))).isInstanceOf(Answer.NotSent.class);
    first.complete(Heard.understood(DONE));

    assertThat(get(second)).isEqualTo(DONE);
  }

  @Test
  void whatTheBreakerRefusesHoldsNoPlaceAndIsNotSent() throws Exception {
    for (int i = 0; i < 2; i++) {
      Answer unused = get(guard.call(() -> heard(Heard.unknown("status 500", true))));
    }

    for (int i = 0; i < 3; i++) {
      assertThat(
              get(
                  guard.call(
                      () -> {
                        throw new AssertionError("sent to a participant that has a rest");
                      })))
          .isEqualTo(new Answer.NotSent("participant 'stock' is in trouble; it is given a rest"));
    }
    assertThat(callsOut(guard)).isZero();
  }

  @Test
  void timeOutsOpenTheBreaker() throws Exception {
    Guard hasty = guard(Duration.ofMillis(1));
    for (int i = 0; i < 2; i++) {
      Answer unused = get(hasty.call(CompletableFuture::new));
    }

    assertThat(hasty.health("http", false).breaker()).isEqualTo("OPEN");
  }
}
