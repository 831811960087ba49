package io.lambdatcc.aws;

import io.lambdatcc.wire.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
  private final List<String> dimensions = new ArrayList<>();
  private final Map<String, Unit> units = new LinkedHashMap<>();
  private final Map<String, String> members = new LinkedHashMap<>();

  EmfLine(String namespace) {
    this.namespace = namespace;
  }

  /** Tells its metrics from those of other values; of few values, since each is paid for. */
  EmfLine dimension(String name, String value) {
    dimensions.add(name);
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
    StringBuilder list = new StringBuilder("[");
    for (long value : values) {
      list.append(list.length() == 1 ? "" : ",").append(value);
    }
    units.put(name, unit);
    members.put(name, list.append(']').toString());
    return this;
  }

  /** Whether there is no metric in it. */
  boolean isEmpty() {
    return units.isEmpty();
  }

  /** The line, without its end. */
  String text(Instant at) {
    StringBuilder line =
        new StringBuilder("{\"_aws\":{\"Timestamp\":")
            .append(at.toEpochMilli())
            .append(",\"CloudWatchMetrics\":[{\"Namespace\":")
            .append(quoted(namespace))
            .append(",\"Dimensions\":[[");
    String separator = "";
    for (String name : dimensions) {
      line.append(separator).append(quoted(name));
      separator = ",";
    }
    line.append("]],\"Metrics\":[");
    separator = "";
    for (Map.Entry<String, Unit> metric : units.entrySet()) {
      line.append(separator)
          .append("{\"Name\":")
          .append(quoted(metric.getKey()))
          .append(",\"Unit\":")
          .append(quoted(metric.getValue().name))
          .append('}');
      separator = ",";
    }
    line.append("]}]}");
    for (Map.Entry<String, String> member : members.entrySet()) {
      line.append(',').append(quoted(member.getKey())).append(':').append(member.getValue());
    }
    return line.append('}').toString();
  }

  private static String quoted(String text) {
    return JsonText.of(text).text();
  }
}
