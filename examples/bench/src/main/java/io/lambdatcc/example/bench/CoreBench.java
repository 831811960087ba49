package io.lambdatcc.example.bench;

import io.lambdatcc.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The engine and the protocol alone, on one thread, by JMH: see {@link CoreTransactions}. */
final class CoreBench implements Bench {
  private static final String NAME = "core";
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final int ITERATIONS = 5;
  private static final TimeValue ITERATION = TimeValue.seconds(2);
  private static final TimeValue MOMENT = TimeValue.milliseconds(200);
  private static final int KIB = 1_024;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Row> run(Settings settings) throws RunnerException {
    List<Integer> sizes = settings.quick() ? List.of(3) : List.of(1, 3, 10);
    List<Row> rows = new ArrayList<>();
    try (Progress progress = Progress.of(NAME + ": sizes of transactions", sizes.size())) {
      for (int branches : sizes) {
        rows.add(row(branches, settings));
        progress.step();
      }
    }
    return rows;
  }

  private static Row row(int branches, Settings settings) throws RunnerException {
    RunResult result = new Runner(options(branches, settings).build()).runSingle();
    double perSecond = result.getPrimaryResult().getScore();
    double bytes =
        Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED).getScore();
    return Row.named(NAME)
        .concurrency(1)
        .branches(branches)
        .perSecond(perSecond)
        .cpuMsPerTx(1_000 / perSecond)
        .note(String.format(Locale.ROOT, "%.1f KiB allocated for each", bytes / KIB))
        .build(settings);
  }

  private static ChainedOptionsBuilder options(int branches, Settings settings) {
    return new OptionsBuilder()
        .include(CoreTransactions.class.getName() + ".transaction")
        .param(CoreTransactions.BRANCHES, Integer.toString(branches))
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true)
        .threads(1)
        .forks(1)
        .warmupIterations(settings.quick() ? 1 : ITERATIONS)
        .warmupTime(settings.quick() ? MOMENT : ITERATION)
        .measurementIterations(settings.quick() ? 1 : ITERATIONS)
        .measurementTime(settings.quick() ? MOMENT : ITERATION);
  }
}
