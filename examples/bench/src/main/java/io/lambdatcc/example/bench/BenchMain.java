package io.lambdatcc.example.bench;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code mvn -q -Pbench package}: measures, prints a table, and writes {@code results.json} with
 * the rows of this run and no others.
 *
 * <p>Properties: see {@link Settings}. Ends with 0 where everything could be measured, whatever
 * came of it, and with 2 where something is asked for that there is not.
 */
public final class BenchMain {
  private static final int WRONG_ARGUMENT = 2;

  /** All there are, in the order in which they run. */
  private static final List<Bench> BENCHES =
      List.of(
          new CoreBench(),
          new LogBench(),
          new EndToEndBench(),
          new LatencyBench(),
          new RecoveryBench(),
          new HotItemBench(),
          new CostBench());

  private BenchMain() {}

  /** Runs those that are asked for, one after the other. */
  public static void main(String[] arguments) throws Exception {
    Settings settings;
    try {
      settings = Settings.of(System.getProperties(), names());
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(WRONG_ARGUMENT);
      return;
    }
    Files.createDirectories(settings.target());
    Files.deleteIfExists(settings.target().resolve("results.json"));
    List<Row> rows = new ArrayList<>();
    for (Bench bench : BENCHES) {
      if (settings.benches().contains(bench.name())) {
        rows.addAll(bench.run(settings));
      }
    }
    Report report = new Report(rows);
    Files.writeString(settings.target().resolve("results.json"), report.json());
    System.out.print(report.table());
    if (settings.quick()) {
      System.out.println("quick: too short to mean anything");
    }
    System.out.println(report.summary());
  }

  static List<String> names() {
    return BENCHES.stream().map(Bench::name).toList();
  }
}
