package io.lambdatcc.aws;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one invocation did, as one line of JSON in the function's log, for metric filters.
 *
 * <p>It goes through the context's logger, as it is; so the function's log format must be Text:
 * where it is JSON, Lambda would wrap the line in another.
 */
final class MetricsLine {
  private MetricsLine() {}

  /**
   * Logs {@code {"<name>":{"<count>":n,…}}}.
   *
   * @param context without one there is nowhere to log to
   */
  static void log(@Nullable Context context, String name, Map<String, ? extends Number> counts) {
    if (context != null) {
      context.getLogger().log(of(name, counts) + "\n");
    }
  }

  private static String of(String name, Map<String, ? extends Number> counts) {
    return counts.entrySet().stream()
        .map(count -> "\"" + count.getKey() + "\":" + count.getValue())
        .collect(Collectors.joining(",", "{\"" + name + "\":{", "}}"));
  }
}
