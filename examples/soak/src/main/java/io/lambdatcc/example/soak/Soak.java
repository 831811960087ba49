package io.lambdatcc.example.soak;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.memory.InMemoryTransactionLog;
import io.lambdatcc.progress.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** One soak, from the search for the sustainable rate to the last look into the log. */
final class Soak {
  private static final String SCOPE = "soak";

  /** How many do the next as soon as their last has ended, to find the sustainable rate. */
  private static final int CLIENTS = 32;

  /** Some times what is under way at the sustainable rate. */
  private static final int ROOM = 4 * CLIENTS;

  private static final double OVERLOAD = 2;

  /**
   * Of what the participants can do at all: too much, however little was measured while the machine
   * stood still.
   */
  private static final double ABOVE_CAPACITY = 1.25;

  /** What has ended is there for so long at least: a sweep may still be at it. */
  private static final Duration REMEMBERED = Duration.ofSeconds(2);

  /** Those that are abandoned are cancelled by a sweep after that. */
  private static final Duration TIMEOUT_OF_ABANDONED = Duration.ofSeconds(1);

  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT_FOR_ENDS = Duration.ofMinutes(2);

  /** So many in a row that take no longer than usual, and all is as usual. */
  private static final int PROBES = 20;

  private static final double NANOS_OF_A_SECOND = 1e9;

  /** What takes longer counts as that. */
  private static final long LONGEST_MILLIS = 30_000;

  private static final int DIGITS = 3;

  private final Plan plan;
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(1, task -> daemon(task, "soak-timer"));
  private final ScheduledExecutorService chores =
      Executors.newScheduledThreadPool(1, task -> daemon(task, "soak-chores"));
  private final InMemoryTransactionLog memory = new InMemoryTransactionLog();
  private final SlowLog log = new SlowLog(memory, timer);
  private final SmallServices services = new SmallServices(timer);
  private final Audit audit = new Audit(memory, SCOPE);
  private final AtomicLong names = new AtomicLong();
  private final AtomicLong swept = new AtomicLong();

  /**
   * How long everything takes.
   *
   * @param warmUp before anything is measured
   * @param calibration in which the sustainable rate is measured
   * @param overload in which it is offered twice that, and in any case more than the participants
   *     can do
   * @param sampleEvery between two looks at the heap
   */
  record Plan(Duration warmUp, Duration calibration, Duration overload, Duration sampleEvery) {
    private static final int LEAST_SAMPLES = 9;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** The usual plan for so long an overload. */
    static Plan of(Duration overload) {
      Duration pause = overload.dividedBy(LEAST_SAMPLES);
      return new Plan(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          overload,
          pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
  }

  Soak(Plan plan) {
    this.plan = plan;
  }

  /** How long things take, in milliseconds, exactly up to two seconds. */
  private static Histogram durations() {
    return new ConcurrentHistogram(LONGEST_MILLIS, DIGITS);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  Report run() throws InterruptedException {
    TccSettings settings = TccSettings.builder().maxTransactions(ROOM).build();
    try (TccCoordinator tcc = coordinator(settings);
        TccCoordinator sweeper = coordinator(settings)) {
      startSweeping(sweeper);
      Future<?> abandoning = every(SWEEP, this::abandonOne);
      double unusedWarm = closedLoop(tcc, plan.warmUp(), durations());
      Histogram usual = durations();
      double sustainable = closedLoop(tcc, plan.calibration(), usual);
      LiveHeap heap = new LiveHeap();
      Histogram loaded = durations();
      long before = audit.offeredCount();
      Instant start = Instant.now();
      double rate = Math.max(OVERLOAD * sustainable, ABOVE_CAPACITY * SmallServices.capacity());
      openLoop(tcc, rate, heap, loaded);
      double offeredRate =
          (audit.offeredCount() - before) / seconds(Duration.between(start, Instant.now()));
      Duration recovered = recovery(tcc, usual.getValueAtPercentile(99));
      boolean unusedCancelled = abandoning.cancel(false);
      CompletableFuture.runAsync(() -> {}, chores).join(); // what is being abandoned is offered now
      awaitEnds();
      audit.close();
      return new Report(
          sustainable, usual, offeredRate, loaded, heap, swept.get(), audit, recovered);
    } finally {
      chores.shutdownNow();
      timer.shutdownNow();
    }
  }

  private TccCoordinator coordinator(TccSettings settings) {
    return TccCoordinator.builder(log, services).scope(SCOPE).settings(settings).build();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_OF_A_SECOND;
  }

  // ---- load ----------------------------------------------------------------------------------

  private String name() {
    return "t" + names.incrementAndGet();
  }

  private static TccRequest request(String name) {
    Payload payload = Payload.of("{\"item\":\"" + name + "\",\"n\":1}");
    return TccRequest.of(
        name, List.of(TccBranch.at("stock", payload), TccBranch.at("payment", payload)));
  }

  /** Offers one; the outcome is told to the audit before anybody else hears of it. */
  private CompletionStage<TccOutcome> offer(TccCoordinator tcc, Histogram latencies) {
    String name = name();
    audit.offered(name);
    long start = System.nanoTime();
    return tcc.execute(request(name))
        .whenComplete(
            (outcome, failed) -> {
              audit.told(name, outcome, failed);
              if (outcome != null) {
                latencies.recordValue(
                    Math.min(
                        LONGEST_MILLIS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
              }
            });
  }

  /** So many clients that wait for the end of each; how many ended in a second. */
  private double closedLoop(TccCoordinator tcc, Duration length, Histogram latencies)
      throws InterruptedException {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    CountDownLatch stopped = new CountDownLatch(CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
      again(tcc, latencies, end, stopped);
    }
    stopped.await();
    return latencies.getTotalCount() / ((System.nanoTime() - start) / NANOS_OF_A_SECOND);
  }

  private void again(TccCoordinator tcc, Histogram latencies, long end, CountDownLatch stopped) {
    if (System.nanoTime() - end >= 0) {
      stopped.countDown();
      return;
    }
    CompletionStage<TccOutcome> unused =
        offer(tcc, latencies)
            .whenComplete((outcome, failed) -> again(tcc, latencies, end, stopped));
  }

  /** Offers so many a second, whatever becomes of them; all of them, be it late. */
  private void openLoop(TccCoordinator tcc, double rate, LiveHeap heap, Histogram latencies)
      throws InterruptedException {
    long start = System.nanoTime();
    long length = plan.overload().toNanos();
    long nextSample = plan.sampleEvery().toNanos();
    long offered = 0;
    try (Progress progress =
        Progress.of("looks at the heap", length / plan.sampleEvery().toNanos())) {
      long elapsed = 0;
      while (elapsed < length) {
        elapsed = Math.min(length, System.nanoTime() - start);
        for (; offered < elapsed / NANOS_OF_A_SECOND * rate; offered++) {
          CompletionStage<TccOutcome> unused = offer(tcc, latencies);
        }
        if (elapsed >= nextSample) {
          heap.sample();
          nextSample += plan.sampleEvery().toNanos();
          progress.step();
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
    heap.sample();
  }

  /** One at a time, until they take as long as usual; how long that took. */
  private Duration recovery(TccCoordinator tcc, long usualMillis) {
    long start = System.nanoTime();
    long since = start;
    int inTime = 0;
    while (inTime < PROBES && since - start < Report.RECOVERY_LIMIT.toNanos()) {
      long begun = System.nanoTime();
      boolean ended =
          offer(tcc, durations())
              .handle((outcome, failed) -> outcome != null)
              .toCompletableFuture()
              .join();
      boolean usual =
          ended && TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) <= usualMillis;
      if (usual) {
        inTime++;
      } else {
        inTime = 0;
        since = System.nanoTime();
      }
    }
    return Duration.ofNanos(since - start);
  }

  // ---- what goes on beside it ----------------------------------------------------------------

  private void startSweeping(TccCoordinator sweeper) {
    Future<?> unusedSweeping =
        every(
            SWEEP,
            () -> {
              Instant then = audit.doneWithBefore(Instant.now().minus(REMEMBERED));
              int unusedOpen = audit.unfinished(); // before they are forgotten
              memory.forgetEndedBefore(then);
              CompletionStage<Void> unused =
                  sweeper.sweep(SWEEP).thenAccept(report -> swept.addAndGet(report.finished()));
            });
  }

  private Future<?> every(Duration pause, Runnable chore) {
    return chores.scheduleAtFixedRate(
        chore, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A coordinator that begins one and is gone. */
  private void abandonOne() {
    String name = name();
    TccCoordinator mortal = coordinator(TccSettings.defaults());
    audit.offered(name);
    CompletionStage<TccTransaction> unused =
        mortal
            .begin(request(name).withTimeout(TIMEOUT_OF_ABANDONED))
            .whenComplete(
                (begun, failed) -> {
                  if (begun == null) {
                    audit.told(name, null, failed);
                  } else {
                    audit.abandoned(name);
                  }
                  mortal.close();
                });
  }

  /** Sweeps go on meanwhile. */
  private void awaitEnds() throws InterruptedException {
    Instant until = Instant.now().plus(LONGEST_WAIT_FOR_ENDS);
    while (audit.unfinished() > 0 && Instant.now().isBefore(until)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
