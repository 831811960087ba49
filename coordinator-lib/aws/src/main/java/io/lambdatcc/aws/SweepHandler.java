package io.lambdatcc.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.http.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovery as a Lambda function on a schedule of one minute, which is the shortest that EventBridge
 * has: one invocation sweeps every five seconds, or as often as {@code TCC_SWEEP_SECONDS} says (1
 * to 50), until 50 seconds have passed, or until its own time is up but for ten seconds.
 *
 * <p>Any number of them may run at once, and a missed one is made up for by the next: what is due
 * stays due. The event's content does not matter. Nothing runs after the answer, which is a count
 * of what was done, and which are metrics too, {@code SweepDue} for {@code due}; {@code
 * oldestSeconds} is the age of the oldest transaction that was unfinished after a sweep had looked
 * at it, 0 where none was. Deploy it with a time-out of 60 seconds.
 */
public final class SweepHandler implements RequestHandler<Map<String, Object>, Map<String, Long>> {
  private static final Logger log = LoggerFactory.getLogger(SweepHandler.class);

  /** From the start of a sweep to that of the next, unless said otherwise. */
  static final Duration USUAL = Duration.ofSeconds(5);

  private static final Duration LONGEST = Duration.ofSeconds(50);
  private static final Duration RESERVE = Duration.ofSeconds(10);

  private final TccCoordinator coordinator;
  private final Duration every;
  private final InstantSource clock;
  private final Sleep sleep;
  private final InvocationMetrics metrics;

  /** How the time between two sweeps passes. */
  @FunctionalInterface
  interface Sleep {
    void sleep(Duration length) throws InterruptedException;
  }

  /** A sweep configured by the function's environment, as {@link CoordinatorHandler} is. */
  public SweepHandler() {
    this(CoordinatorConfiguration.of(System.getenv()));
  }

  private SweepHandler(CoordinatorConfiguration configuration) {
    this(
        configuration, configuration.assembly(), InstantSource.system(), SweepHandler::threadSleep);
  }

  /** As configured, with the coordinator of what was assembled. */
  SweepHandler(
      CoordinatorConfiguration configuration, Assembly assembly, InstantSource clock, Sleep sleep) {
    this(assembly.coordinator(), assembly.metrics(), configuration.sweepEvery(), clock, sleep);
  }

  /** Sweeps with this coordinator. */
  public SweepHandler(TccCoordinator coordinator) {
    this(coordinator, new MetricsListener(MetricsListener.NAMESPACE));
  }

  /**
   * The same, and writes the coordinator's metrics.
   *
   * @param metrics a listener of this coordinator
   */
  public SweepHandler(TccCoordinator coordinator, MetricsListener metrics) {
    this(
        coordinator,
        new InvocationMetrics(metrics),
        USUAL,
        InstantSource.system(),
        SweepHandler::threadSleep);
  }

  SweepHandler(
      TccCoordinator coordinator,
      InvocationMetrics metrics,
      Duration every,
      InstantSource clock,
      Sleep sleep) {
    this.every = every;
    this.metrics = metrics;
    this.coordinator = coordinator;
    this.clock = clock;
    this.sleep = sleep;
  }

  private static void threadSleep(Duration length) throws InterruptedException {
    Thread.sleep(length.toMillis());
  }

  @Override
  public Map<String, Long> handleRequest(Map<String, Object> event, @Nullable Context context) {
    return RequestId.during(
        context == null ? null : context.getAwsRequestId(), () -> sweep(context));
  }

  private Map<String, Long> sweep(@Nullable Context context) {
    Patience patience = Patience.until(context);
    Instant started = clock.instant();
    Instant end = started.plus(LONGEST);
    SweepReport total = SweepReport.NOTHING;
    int sweeps = 0;
    int broken = 0;
    // at most as many rounds as fit into LONGEST, as each takes at least this long
    for (Duration left = left(end, patience); !left.isZero(); left = left(end, patience)) {
      Instant sweepStarted = clock.instant();
      sweeps++;
      try {
        total = total.plus(patience.join(coordinator.sweep(left)));
      } catch (ExecutionException | TimeoutException | RuntimeException e) {
        // the next one meets whatever this one did not get to
        broken++;
        log.error("sweep {} of this invocation failed", sweeps, e);
      }
      if (!paused(sweepStarted, end, patience)) {
        break;
      }
    }
    Map<String, Long> summary = summary(sweeps, broken, total);
    metrics.write(context, "Sweep", summary);
    return summary;
  }

  /** How long a sweep that starts now may take. */
  private Duration left(Instant end, Patience patience) {
    Duration mine = Duration.between(clock.instant(), end);
    Duration invocations = patience.longestWait().minus(RESERVE.minus(Patience.RESERVE));
    Duration left = mine.compareTo(invocations) < 0 ? mine : invocations;
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Waits until the next sweep is to start; false where there is no time for one. */
  private boolean paused(Instant sweepStarted, Instant end, Patience patience) {
    Duration pause = Duration.between(clock.instant(), sweepStarted.plus(every));
    if (pause.compareTo(left(end, patience)) >= 0) {
      return false;
    }
    try {
      if (!pause.isNegative()) {
        sleep.sleep(pause);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Map<String, Long> summary(long sweeps, long broken, SweepReport total) {
    Map<String, Long> summary = new LinkedHashMap<>();
    summary.put("sweeps", sweeps);
    summary.put("broken", broken);
    summary.put("due", (long) total.due());
    summary.put("leftAlone", (long) total.leftAlone());
    summary.put("finished", (long) total.finished());
    summary.put("pending", (long) total.pending());
    summary.put("failed", (long) total.failed());
    summary.put("parked", (long) total.parked());
    summary.put("oldestSeconds", secondsSince(total.oldest()));
    return summary;
  }

  /** Clocks differ: what another coordinator began may seem to lie in the future. */
  private long secondsSince(@Nullable Instant begun) {
    return begun == null ? 0 : Math.max(0, Duration.between(begun, clock.instant()).toSeconds());
  }
}
