package io.lambdatcc.example.soak;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What of the heap is alive, looked at again and again. */
final class LiveHeap {
  /** How much more may be alive in the last third of the samples than in the first. */
  static final long MARGIN_BYTES = 4L << 20;

  private static final double BYTES_OF_A_MEGABYTE = 1 << 20;

  private final List<Long> samples = new ArrayList<>();

  /** Collects all garbage; what is left after that. */
  static long bytes() {
    System.gc();
    long used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage left = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && left != null) {
        used += left.getUsed();
      }
    }
    return used;
  }

  void sample() {
    add(bytes());
  }

  void add(long bytes) {
    samples.add(bytes);
  }

  /** The median of the first third of the samples. */
  long first() {
    return median(samples.subList(0, third()));
  }

  /** The median of the last third of the samples. */
  long last() {
    return median(samples.subList(samples.size() - third(), samples.size()));
  }

  boolean isFlat() {
    return last() <= first() + MARGIN_BYTES;
  }

  private int third() {
    return Math.max(1, samples.size() / 3);
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /** With one digit after the point. */
  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / BYTES_OF_A_MEGABYTE);
  }
}
