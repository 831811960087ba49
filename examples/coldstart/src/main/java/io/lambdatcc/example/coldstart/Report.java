package io.lambdatcc.example.coldstart;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** All rows, as a table to be read and as JSON. Ratios are of medians. */
record Report(Instant at, List<Row> rows) {
  static final String PUT = "hello + DynamoDB put";
  static final String ASYNC_PUT = "hello + DynamoDB put, async";
  static final String COORDINATOR = "coordinator, transaction";

  private static final String LINE = "%-28s %8s %8s %8s   %6s  %6s%n";

  Report {
    rows = List.copyOf(rows);
  }

  /** For a terminal: a table for each JDK and archive, in milliseconds. */
  String table() {
    StringBuilder text = new StringBuilder();
    Row before = null;
    for (Row row : rows) {
      if (before == null || !sameTable(before, row)) {
        Candidate candidate = row.candidate();
        text.append(
            String.format(
                Locale.ROOT,
                "%nJDK %s, %s%n" + LINE,
                candidate.jdk().version(),
                candidate.archive().words(),
                "",
                "median",
                "least",
                "most",
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
              ratio(row, PUT),
              ratio(row, ASYNC_PUT)));
      before = row;
    }
    return text.toString();
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
      one.put("medianMillis", row.median().toMillis());
      one.put("toPut", row.relativeTo(sameTable(row, PUT)));
      one.put("toAsyncPut", row.relativeTo(sameTable(row, ASYNC_PUT)));
      ArrayNode times = one.putArray("millis");
      row.times().forEach(time -> times.add(time.toMillis()));
    }
    return report.toPrettyString();
  }

  private String ratio(Row row, String name) {
    return String.format(Locale.ROOT, "%.2f", row.relativeTo(sameTable(row, name)));
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
