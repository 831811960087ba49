package io.lambdatcc.aws;

import com.amazonaws.services.lambda.runtime.Context;
import io.lambdatcc.aws.EmfLine.Unit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an invocation has counted to the function's log, at its end, for CloudWatch to make
 * metrics of.
 *
 * <p>It goes to standard output and not through the context's logger, which would wrap it in
 * another line where the function's log format is JSON.
 */
final class InvocationMetrics {
  private final MetricsListener listener;
  private final Consumer<String> lines;

  /** Writes to standard output what this listener has counted. */
  InvocationMetrics(MetricsListener listener) {
    this(listener, InvocationMetrics::print);
  }

  /**
   * The same, elsewhere.
   *
   * @param lines takes each line, without its end
   */
  InvocationMetrics(MetricsListener listener, Consumer<String> lines) {
    this.listener = listener;
    this.lines = lines;
  }

  /** In one piece: each piece that is written is an event of its own in Lambda's log. */
  private static void print(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  /** Writes what the listener has counted, if anything. */
  void write(@Nullable Context context) {
    write(context, "", Map.of());
  }

  /**
   * Writes what the listener has counted, and these.
   *
   * @param context without one this is no invocation, and nothing is written
   * @param prefix {@code Sweep} makes {@code SweepDue} of {@code due}
   */
  void write(@Nullable Context context, String prefix, Map<String, ? extends Number> counts) {
    if (context == null) {
      return;
    }
    EmfLine line = listener.line().property("requestId", context.getAwsRequestId());
    counts.forEach(
        (name, count) ->
            line.metric(
                prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1),
                name.endsWith("Seconds") ? Unit.SECONDS : Unit.COUNT,
                count.longValue()));
    listener.lines(line, Instant.now()).forEach(lines);
  }
}
