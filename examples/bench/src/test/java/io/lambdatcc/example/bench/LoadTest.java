package io.lambdatcc.example.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final int COUNT = 50_000;

  @Test
  void doesAsOftenAsAskedForWithoutGrowingTheStack() throws Exception {
    Load.Slice slice = Load.times(client -> CompletableFuture.completedFuture(client), 2, COUNT);
    assertThat(slice.count()).isEqualTo(COUNT);
    assertThat(slice.each()).hasSize(2);
    assertThat(slice.each().stream().mapToLong(Long::longValue).sum()).isEqualTo(COUNT);
  }

  @Test
  void eachClientHasOneOperationUnderWay() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Load.Operation operation =
        client -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          return CompletableFuture.supplyAsync(
              underWay::decrementAndGet,
              CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));
        };
    assertThat(Load.times(operation, 3, 60).count()).isEqualTo(60);
    assertThat(most.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void endsWithTheFirstFailure() {
    AtomicInteger started = new AtomicInteger();
    Load.Operation operation =
        client ->
            started.incrementAndGet() == 10
                ? CompletableFuture.failedFuture(new IllegalStateException("the tenth"))
                : CompletableFuture.completedFuture(client);
    assertThatIllegalStateException()
        .isThrownBy(() -> Load.times(operation, 1, COUNT))
        .havingCause()
        .withMessage("the tenth");
    assertThat(started.get()).isEqualTo(10);
  }

  @Test
  void mergesDurations() throws InterruptedException, TimeoutException {
    Histogram one = new Histogram(3);
    Histogram other = new Histogram(3);
    for (int i = 1; i <= 100; i++) {
      one.recordValue(i);
      other.recordValue(100 + i);
    }
    Histogram all = Load.merged(List.of(one, other));
    assertThat(all.getTotalCount()).isEqualTo(200);
    assertThat(all.getValueAtPercentile(50)).isEqualTo(100);
    assertThat(all.getMaxValue()).isEqualTo(200);
  }

  @Test
  void theMedianIsInTheMiddle() {
    assertThat(Duel.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
    assertThat(Duel.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3.0);
  }
}
