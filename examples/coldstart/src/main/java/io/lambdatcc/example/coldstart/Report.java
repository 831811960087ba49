package io.lambdatcc.example.coldstart;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * All rows, as a table to be read and as JSON. Times are in milliseconds, ratios are of medians: of
 * the times, and of what processors did.
 */
record Report(Instant at, List<Row> rows) {
  static final String PUT = "hello + DynamoDB put";
  static final String ASYNC_PUT = "hello + DynamoDB put, async";
  static final String COORDINATOR = "coordinator, transaction";

  private static final String LINE = "%-28s %7s %7s %7s %7s  %7s %7s  %7s %7s%n";

  Report {
    rows = List.copyOf(rows);
  }

  /**
   * For a terminal: a table for each JDK and archive, and a line for each row with starts in vain.
   */
  String table() {
    StringBuilder text = new StringBuilder();
    Row before = null;
    for (Row row : rows) {
      if (before == null || !sameTable(before, row)) {
        Candidate candidate = row.candidate();
        text.append(
            String.format(
                Locale.ROOT,
                "%nJDK %s, %s, in milliseconds%n" + LINE,
                candidate.jdk().version(),
                candidate.archive().words(),
                "",
                "median",
                "least",
                "most",
                "x put",
                "x async",
                "CPU",
                "x put",
                "x async"));
      }
      text.append(
          String.format(
              Locale.ROOT,
              LINE,
              row.candidate().subject().name(),
              millis(row.median()),
              millis(row.shortest()),
              millis(row.longest()),
              ratio(row, PUT, Row::median),
              ratio(row, ASYNC_PUT, Row::median),
              millis(row.medianCpu()),
              ratio(row, PUT, Row::medianCpu),
              ratio(row, ASYNC_PUT, Row::medianCpu)));
      before = row;
    }
    rows.stream().filter(row -> row.inVain() > 0).forEach(row -> text.append(inVain(row)));
    return text.toString();
  }

  private static String inVain(Row row) {
    return String.format(
        Locale.ROOT,
        "%nnot counted, as the first answer was not the wanted one: %,d of %s, JDK %s, %s%n",
        row.inVain(),
        row.candidate().subject().name(),
        row.candidate().jdk().version(),
        row.candidate().archive().words());
  }

  /** For machines. */
  String json() {
    ObjectNode report = new JsonMapper().createObjectNode();
    report.put("at", at.toString());
    report.put("processors", Runtime.getRuntime().availableProcessors());
    ArrayNode all = report.putArray("rows");
    for (Row row : rows) {
      Candidate candidate = row.candidate();
      ObjectNode one = all.addObject();
      one.put("jdk", candidate.jdk().version());
      one.put("archive", candidate.archive().name());
      one.put("function", candidate.subject().name());
      one.put("inVain", row.inVain());
      one.put("medianMillis", row.median().toMillis());
      one.put("medianCpuMillis", row.medianCpu().toMillis());
      one.put("toPut", relative(row, PUT, Row::median));
      one.put("toAsyncPut", relative(row, ASYNC_PUT, Row::median));
      one.put("cpuToPut", relative(row, PUT, Row::medianCpu));
      one.put("cpuToAsyncPut", relative(row, ASYNC_PUT, Row::medianCpu));
      ArrayNode millis = one.putArray("millis");
      ArrayNode cpuMillis = one.putArray("cpuMillis");
      for (Start start : row.starts()) {
        millis.add(start.time().toMillis());
        cpuMillis.add(start.cpu().toMillis());
      }
    }
    return report.toPrettyString();
  }

  private String ratio(Row row, String name, Function<Row, Duration> measure) {
    return String.format(Locale.ROOT, "%.2f", relative(row, name, measure));
  }

  private double relative(Row row, String name, Function<Row, Duration> measure) {
    Row other = sameTable(row, name);
    return (double) measure.apply(row).toNanos() / measure.apply(other).toNanos();
  }

  private Row sameTable(Row row, String name) {
    return rows.stream()
        .filter(other -> sameTable(row, other))
        .filter(other -> other.candidate().subject().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("'" + name + "' was not measured"));
  }

  private static boolean sameTable(Row one, Row other) {
    return one.candidate().jdk().equals(other.candidate().jdk())
        && one.candidate().archive() == other.candidate().archive();
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%,d", time.toMillis());
  }
}
