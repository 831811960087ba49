package io.lambdatcc.example.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When a heap is flat. */
class LiveHeapTest {
  private static final long MEGABYTE = 1 << 20;

  private static LiveHeap of(long... megabytes) {
    LiveHeap heap = new LiveHeap();
    LongStream.of(megabytes).forEach(each -> heap.add(each * MEGABYTE));
    return heap;
  }

  @Test
  void whatStaysWithinTheMarginIsFlat() {
    LiveHeap heap = of(10, 30, 10, 12, 12, 12, 13, 14, 40);
    assertThat(heap.first()).isEqualTo(10 * MEGABYTE);
    assertThat(heap.last()).isEqualTo(14 * MEGABYTE);
    assertThat(heap.isFlat()).isTrue();
  }

  @Test
  void whatGrowsIsNot() {
    assertThat(of(10, 11, 12, 13, 14, 15, 16, 17, 18).isFlat()).isFalse();
  }

  @Test
  void garbageIsNotAlive() {
    long before = LiveHeap.bytes();
    byte[] held = new byte[(int) (8 * MEGABYTE)];
    long with = LiveHeap.bytes();
    assertThat(with - before).isGreaterThan(7 * MEGABYTE);
    assertThat(held).hasSize((int) (8 * MEGABYTE));
  }
}
