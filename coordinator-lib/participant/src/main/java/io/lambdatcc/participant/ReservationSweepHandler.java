package io.lambdatcc.participant;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.lambdatcc.http.RequestId;
import io.lambdatcc.participant.fence.ReservationSweep;
import io.lambdatcc.participant.fence.ReservationSweep.Report;
import io.lambdatcc.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sweep of a participant that asks about what it holds reserved, as a Lambda function on a
 * schedule of one minute.
 *
 * <pre>{@code
 * public final class StockReservationSweep extends ReservationSweepHandler {
 *   public StockReservationSweep() {
 *     super(StockService.fromEnvironment().reservationSweep());
 *   }
 * }
 * }</pre>
 *
 * <p>One invocation asks for 50 seconds at most, or until its own time is up but for ten seconds.
 * The event's content does not matter; a missed one is made up for by the next. The answer is a
 * count of what was done, which is also written to the log as one line, out of which CloudWatch
 * makes the metrics {@code ReservationsAsked}, {@code ReservationsReleased} and {@code
 * ReservationsFailed}, in the namespace that {@code TCC_METRICS_NAMESPACE} says, {@value
 * #NAMESPACE} unless set. Deploy it with a time-out of 60 seconds, and let no two run at once: they
 * would ask twice.
 */
public abstract class ReservationSweepHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  /** The namespace of the metrics, unless said otherwise. */
  public static final String NAMESPACE = "LambdaTcc";

  private static final String NAMESPACE_VARIABLE = "TCC_METRICS_NAMESPACE";
  private static final Duration LONGEST = Duration.ofSeconds(50);
  private static final Duration RESERVE = Duration.ofSeconds(10);
  private static final List<String> METRICS = List.of("asked", "released", "failed");

  private final ReservationSweep<?, ?> sweep;
  private final String namespace;
  private final InstantSource clock;
  private final Consumer<String> lines;

  /** Sweeps so. */
  protected ReservationSweepHandler(ReservationSweep<?, ?> sweep) {
    this(
        sweep,
        Environment.ofProcess().optional(NAMESPACE_VARIABLE).orElse(NAMESPACE),
        InstantSource.system(),
        ReservationSweepHandler::print);
  }

  /**
   * The same, elsewhere.
   *
   * @param lines takes each line of the log, without its end
   */
  ReservationSweepHandler(
      ReservationSweep<?, ?> sweep, String namespace, InstantSource clock, Consumer<String> lines) {
    this.sweep = sweep;
    this.namespace = namespace;
    this.clock = clock;
    this.lines = lines;
  }

  @Override
  public final Map<String, Object> handleRequest(
      Map<String, Object> event, @Nullable Context context) {
    return RequestId.during(
        context == null ? null : context.getAwsRequestId(), () -> swept(context));
  }

  private Map<String, Object> swept(@Nullable Context context) {
    Map<String, Object> counts = counts(sweep.sweep(atMost(context)));
    if (context != null) {
      lines.accept(line(context.getAwsRequestId(), counts));
    }
    return counts;
  }

  private static Duration atMost(@Nullable Context context) {
    if (context == null) {
      return LONGEST;
    }
    Duration left = Duration.ofMillis(context.getRemainingTimeInMillis()).minus(RESERVE);
    return left.compareTo(LONGEST) < 0 ? left : LONGEST;
  }

  private static Map<String, Object> counts(Report report) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("found", report.found());
    counts.put("asked", report.asked());
    counts.put("notYet", report.notYet());
    counts.put("confirmed", report.confirmed());
    counts.put("released", report.released());
    counts.put("failed", report.failed());
    counts.put("complete", report.complete());
    return counts;
  }

  /** In CloudWatch's embedded metric format. */
  private String line(String requestId, Map<String, Object> counts) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("Namespace", namespace);
    metrics.put("Dimensions", List.of(List.of()));
    metrics.put("Metrics", METRICS.stream().map(ReservationSweepHandler::counted).toList());
    Map<String, Object> aws = new LinkedHashMap<>();
    aws.put("Timestamp", clock.instant().toEpochMilli());
    aws.put("CloudWatchMetrics", List.of(metrics));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("_aws", aws);
    line.put("requestId", requestId);
    line.put("participant", sweep.participant());
    counts.forEach((name, count) -> line.put(METRICS.contains(name) ? metric(name) : name, count));
    return JsonText.of(line).text();
  }

  private static Map<String, String> counted(String name) {
    Map<String, String> metric = new LinkedHashMap<>();
    metric.put("Name", metric(name));
    metric.put("Unit", "Count");
    return metric;
  }

  /** {@code ReservationsAsked} of {@code asked}. */
  private static String metric(String name) {
    return "Reservations" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** In one piece: each piece that is written is an event of its own in Lambda's log. */
  private static void print(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }
}
