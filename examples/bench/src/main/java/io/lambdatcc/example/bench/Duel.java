package io.lambdatcc.example.bench;

import io.lambdatcc.progress.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * Two loads in turn, slice by slice, so that whatever else the machine does meets both alike.
 *
 * @param ours the slices of what is measured
 * @param floors the slices of what it is compared with
 * @param countWithWarmUp how many operations there were of what is measured, in all
 * @param floorCountWithWarmUp the same of what it is compared with
 */
record Duel(
    List<Load.Slice> ours,
    List<Load.Slice> floors,
    long countWithWarmUp,
    long floorCountWithWarmUp) {
  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private static final Duration FIRST_WARM_UP = Duration.ofSeconds(45);
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final int WARM_UP_CLIENTS = 16;
  private static final int KIB = 1_024;
  private static final int PAIRS = 5;
  private static final int PAIRS_ALONE = 3;

  /** Of each; the compiler makes the last of it after some 50,000 transactions. */
  private static final int ENOUGH = 60_000;

  Duel {
    ours = List.copyOf(ours);
    floors = List.copyOf(floors);
  }

  /** How many steps of the progress duels of so many clients make. */
  static int steps(Settings settings, List<Integer> concurrencies) {
    return concurrencies.stream().mapToInt(clients -> 2 * pairs(settings, clients)).sum();
  }

  private static int pairs(Settings settings, int clients) {
    if (settings.quick()) {
      return 1;
    }
    return clients == 1 ? PAIRS_ALONE : PAIRS;
  }

  /**
   * Runs both until the compiler has seen enough of them, before the first of several duels: until
   * each was done so often, or the time is up.
   */
  static void warmUp(Load.Operation ours, Load.Operation floor, Settings settings)
      throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + settings.shortened(FIRST_WARM_UP).toNanos();
    long least = 0;
    long[] counts = new long[2];
    while (least < ENOUGH && System.nanoTime() - end < 0) {
      counts[0] += Load.run(ours, WARM_UP_CLIENTS, settings.shortened(SLICE)).count();
      counts[1] += Load.run(floor, WARM_UP_CLIENTS, settings.shortened(SLICE)).count();
      least = Math.min(counts[0], counts[1]);
    }
  }

  /** Runs both a little longer where they do something else than what they did before. */
  static void settle(Load.Operation ours, Load.Operation floor, Settings settings)
      throws InterruptedException, TimeoutException {
    Load.Slice unused = Load.run(ours, WARM_UP_CLIENTS, settings.shortened(SETTLING));
    Load.Slice unusedToo = Load.run(floor, WARM_UP_CLIENTS, settings.shortened(SETTLING));
  }

  /** Runs both for a moment and measures them. */
  static Duel of(
      Load.Operation ours, Load.Operation floor, int clients, Settings settings, Progress progress)
      throws InterruptedException, TimeoutException {
    Load.Slice warmUp = Load.run(ours, clients, settings.shortened(WARM_UP));
    Load.Slice floorWarmUp = Load.run(floor, clients, settings.shortened(WARM_UP));
    long count = warmUp.count();
    long floorCount = floorWarmUp.count();
    List<Load.Slice> measured = new ArrayList<>();
    List<Load.Slice> compared = new ArrayList<>();
    for (int i = 0; i < pairs(settings, clients); i++) {
      Load.Slice bare = Load.run(floor, clients, settings.shortened(SLICE));
      compared.add(bare);
      floorCount += bare.count();
      progress.step();
      Load.Slice slice = Load.run(ours, clients, settings.shortened(SLICE));
      measured.add(slice);
      count += slice.count();
      progress.step();
    }
    return new Duel(measured, compared, count, floorCount);
  }

  /** Of the slice in the middle. */
  double perSecond() {
    return median(ours.stream().map(Load.Slice::perSecond).toList());
  }

  /** Of the floor's slice in the middle. */
  double floorPerSecond() {
    return median(floors.stream().map(Load.Slice::perSecond).toList());
  }

  double ratio() {
    return perSecond() / floorPerSecond();
  }

  /** Of all slices that were measured. */
  Histogram durations() {
    return Load.merged(ours.stream().map(Load.Slice::durations).toList());
  }

  /** Of all slices of the floor. */
  Histogram floorDurations() {
    return Load.merged(floors.stream().map(Load.Slice::durations).toList());
  }

  /** Processor time of this process for each operation, in milliseconds. */
  double cpuMillis() {
    return cpuMillis(ours);
  }

  /** The same of the floor. */
  double floorCpuMillis() {
    return cpuMillis(floors);
  }

  /** How much was allocated for each operation, in KiB. */
  double kibibytes() {
    return kibibytes(ours);
  }

  /** The same of the floor. */
  double floorKibibytes() {
    return kibibytes(floors);
  }

  private static double kibibytes(List<Load.Slice> slices) {
    return median(slices.stream().map(Load.Slice::bytes).toList()) / KIB;
  }

  /** Of the slice in the middle too: the compiler is at work in some of the first. */
  private static double cpuMillis(List<Load.Slice> slices) {
    return median(slices.stream().map(Load.Slice::cpuMillis).toList());
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
