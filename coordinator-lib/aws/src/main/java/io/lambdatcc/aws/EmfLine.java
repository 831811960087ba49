package io.lambdatcc.aws;

import io.lambdatcc.wire.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * One line in CloudWatch's embedded metric format, out of which CloudWatch Logs makes metrics.
 *
 * <p>Written without a JSON mapper, which a first answer would have to wait for: see ADR 22.
 */
final class EmfLine {
  /** How many values of one metric a line can have. */
  static final int MAX_VALUES = 100;

  /** What metrics are measured in, by CloudWatch's names. */
  enum Unit {
    COUNT("Count"),
    SECONDS("Seconds"),
    MILLISECONDS("Milliseconds");

    private final String name;

    Unit(String name) {
      this.name = name;
    }
  }

  private final String namespace;
  private final Map<String, String> dimensions = new LinkedHashMap<>();
  private final Map<String, Unit> units = new LinkedHashMap<>();
  private final Map<String, String> members = new LinkedHashMap<>();

  EmfLine(String namespace) {
    this.namespace = namespace;
  }

  /** Tells its metrics from those of other values; of few values, since each is paid for. */
  EmfLine dimension(String name, String value) {
    dimensions.put(name, value);
    return property(name, value);
  }

  /** Says something that is no metric. */
  EmfLine property(String name, String value) {
    members.put(name, quoted(value));
    return this;
  }

  /** A metric with this value. */
  EmfLine metric(String name, Unit unit, long value) {
    units.put(name, unit);
    members.put(name, Long.toString(value));
    return this;
  }

  /** A metric with these values, 1 to {@value #MAX_VALUES}. */
  EmfLine metric(String name, Unit unit, long[] values) {
    if (values.length < 1 || values.length > MAX_VALUES) {
      throw new IllegalArgumentException(
          name + ": 1 to " + MAX_VALUES + " values, not " + values.length);
    }
    units.put(name, unit);
    members.put(
        name,
        LongStream.of(values).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]")));
    return this;
  }

  /** Whether there is no metric in it. */
  boolean isEmpty() {
    return units.isEmpty();
  }

  /** The line, without its end. */
  String text(Instant at) {
    String directive =
        "{\"Namespace\":"
            + quoted(namespace)
            + ",\"Dimensions\":["
            + listed(dimensions, name -> quoted(name.getKey()))
            + "],\"Metrics\":"
            + listed(
                units,
                each ->
                    "{\"Name\":"
                        + quoted(each.getKey())
                        + ",\"Unit\":"
                        + quoted(each.getValue().name)
                        + "}")
            + "}";
    return "{\"_aws\":{\"Timestamp\":"
        + at.toEpochMilli()
        + ",\"CloudWatchMetrics\":["
        + directive
        + "]}"
        + members.entrySet().stream()
            .map(member -> "," + quoted(member.getKey()) + ":" + member.getValue())
            .collect(Collectors.joining())
        + "}";
  }

  private static <T> String listed(Map<String, T> map, Function<Map.Entry<String, T>, String> one) {
    return map.entrySet().stream().map(one).collect(Collectors.joining(",", "[", "]"));
  }

  private static String quoted(String text) {
    return JsonText.of(text).text();
  }
}
