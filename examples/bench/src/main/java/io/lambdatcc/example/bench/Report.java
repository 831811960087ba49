package io.lambdatcc.example.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows, as JSON and as a table to be read. */
record Report(List<Row> rows) {
  private static final List<String> HEAD =
      List.of(
          "bench", "at once", "N", "per s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "floor/s",
          "ratio", "calls", "writes", "aims", "note");

  /** From where on columns are text; so is the first. */
  private static final int TEXT_FROM = HEAD.indexOf("aims");

  Report {
    rows = List.copyOf(rows);
  }

  /** An array of all rows; a figure that does not apply is null. */
  String json() {
    ArrayNode all = new JsonMapper().createArrayNode();
    for (Row row : rows) {
      ObjectNode one = all.addObject();
      one.put("name", row.name());
      one.put("concurrency", row.concurrency());
      one.put("branches", row.branches());
      one.put("perSecond", finite(row.perSecond()));
      one.put("p50Ms", finite(row.p50Ms()));
      one.put("p95Ms", finite(row.p95Ms()));
      one.put("p99Ms", finite(row.p99Ms()));
      one.put("cpuMsPerTx", finite(row.cpuMsPerTx()));
      one.put("floorPerSecond", finite(row.floorPerSecond()));
      one.put("ratio", finite(row.ratio()));
      one.put("httpCalls", finite(row.httpCalls()));
      one.put("logWrites", finite(row.logWrites()));
      one.put("note", row.note());
    }
    return all.toPrettyString() + "\n";
  }

  /** JSON has no other numbers. */
  private static @Nullable Double finite(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }

  /** Aligned, for a terminal. */
  String table() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEAD);
    rows.forEach(row -> lines.add(cells(row)));
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder one = new StringBuilder();
      for (int i = 0; i < HEAD.size(); i++) {
        int column = i;
        int width = lines.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        String sign = i == 0 || i >= TEXT_FROM ? "-" : "";
        one.append(
            String.format(Locale.ROOT, "%" + sign + Math.max(1, width) + "s  ", line.get(i)));
      }
      text.append(one.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.name(),
        whole(row.concurrency()),
        whole(row.branches()),
        number(row.perSecond(), "%,.0f"),
        number(row.p50Ms(), "%.2f"),
        number(row.p95Ms(), "%.2f"),
        number(row.p99Ms(), "%.2f"),
        number(row.cpuMsPerTx(), "%.3f"),
        number(row.floorPerSecond(), "%,.0f"),
        number(row.ratio(), "%.2f"),
        number(row.httpCalls(), "%.2f"),
        number(row.logWrites(), "%.2f"),
        row.aims().stream().map(Report::shown).collect(Collectors.joining(", ")),
        row.note());
  }

  private static String shown(Aim aim) {
    return aim.words() + (aim.reached() ? ": reached" : ": MISSED");
  }

  private static String whole(@Nullable Integer value) {
    return value == null ? "" : String.format(Locale.ROOT, "%,d", value);
  }

  private static String number(@Nullable Double value, String format) {
    return value == null ? "" : String.format(Locale.ROOT, format, value);
  }

  /** The last line. */
  String summary() {
    List<Aim> aims = rows.stream().flatMap(row -> row.aims().stream()).toList();
    return String.format(
        Locale.ROOT,
        "bench: %d rows, %d of %d aims reached",
        rows.size(),
        aims.stream().filter(Aim::reached).count(),
        aims.size());
  }
}
