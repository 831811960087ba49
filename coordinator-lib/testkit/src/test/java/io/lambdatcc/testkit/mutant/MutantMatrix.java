package io.lambdatcc.testkit.mutant;

import io.lambdatcc.testkit.mutant.Hunt.Outcome;
import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.testkit.world.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What came of every hunt for every mutant, and of the same hunts in production wiring.
 *
 * <p>Every hunt is done by one thread from its own beginning, so the matrix is the same however
 * many share the work.
 *
 * @param rows one for each mutant, by number
 * @param production the same hunts where nothing is broken
 */
public record MutantMatrix(List<Row> rows, List<Tried> production) {

  /** Copies the lists. */
  public MutantMatrix {
    rows = List.copyOf(rows);
    production = List.copyOf(production);
  }

  /** A hunt and what came of it. */
  public record Tried(Hunt hunt, Outcome outcome) {
    /** What was broken; null where nothing was. */
    public @Nullable Finding finding() {
      Run failure = outcome.failure();
      return failure == null ? null : failure.finding();
    }
  }

  /**
   * A mutant and the hunts for it.
   *
   * @param tried in the order of the mutant's hunts
   */
  public record Row(Mutant mutant, List<Tried> tried) {
    /** Copies the list. */
    public Row {
      tried = List.copyOf(tried);
    }

    /** Whether any hunt found it. */
    public boolean killed() {
      return tried.stream().anyMatch(one -> one.finding() != null);
    }

    /** What was found in it that it does not do. */
    public List<Finding> wrongAccusations() {
      return tried.stream()
          .map(Tried::finding)
          .filter(Objects::nonNull)
          .filter(finding -> !mutant.invariants().contains(finding.invariant()))
          .toList();
    }
  }

  /** Hunts every mutant, and production. */
  public static MutantMatrix hunt(int threads) {
    List<Mutant> mutants = Mutants.all();
    Map<String, Hunt> different = new LinkedHashMap<>();
    List<Callable<Outcome>> work = new ArrayList<>();
    for (Mutant mutant : mutants) {
      for (Hunt hunt : mutant.hunts()) {
        work.add(() -> hunt.search().apply(mutant.wiring()));
        different.putIfAbsent(hunt.toString(), hunt);
      }
    }
    Supplier<Wiring> nothingBroken = () -> new Wiring() {};
    for (Hunt hunt : different.values()) {
      work.add(() -> hunt.search().apply(nothingBroken));
    }
    List<Outcome> outcomes = inOrder(threads, work);
    List<Row> rows = new ArrayList<>();
    int next = 0;
    for (Mutant mutant : mutants) {
      List<Tried> tried = new ArrayList<>();
      for (Hunt hunt : mutant.hunts()) {
        tried.add(new Tried(hunt, outcomes.get(next++)));
      }
      rows.add(new Row(mutant, tried));
    }
    List<Tried> production = new ArrayList<>();
    for (Hunt hunt : different.values()) {
      production.add(new Tried(hunt, outcomes.get(next++)));
    }
    return new MutantMatrix(rows, production);
  }

  private static List<Outcome> inOrder(int threads, List<Callable<Outcome>> work) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> done : pool.invokeAll(work)) {
        outcomes.add(done.get());
      }
      return outcomes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while hunting", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a hunt broke down", e.getCause());
    } finally {
      List<Runnable> unused = pool.shutdownNow();
    }
  }

  /** How many mutants were found. */
  public long killed() {
    return rows.stream().filter(Row::killed).count();
  }

  /** The mutants that no hunt found. */
  public List<Mutant> survivors() {
    return rows.stream().filter(row -> !row.killed()).map(Row::mutant).toList();
  }

  /** What production is accused of. */
  public List<Finding> accusations() {
    return production.stream().map(Tried::finding).filter(Objects::nonNull).toList();
  }

  // ---- as text ----------------------------------------------------------------------

  /** Writes it as Markdown. */
  public void writeTo(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Path unused = Files.createDirectories(folder);
    }
    Path unused = Files.writeString(file, toMarkdown());
  }

  /** A table of the mutants, and one of the hunts. */
  public String toMarkdown() {
    StringBuilder text = new StringBuilder("# Mutants\n\n");
    text.append(killed()).append(" of ").append(rows.size()).append(" killed.\n\n");
    text.append("| | mutant | every plan | random | every state | broken | shrunk to |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (Row row : rows) {
      text.append("| ")
          .append(row.mutant().number())
          .append(" | **")
          .append(row.mutant().name())
          .append("**: ")
          .append(row.mutant().bug());
      if (row.mutant().seenIn() != null) {
        text.append(" (seen in ").append(row.mutant().seenIn()).append(')');
      }
      for (Hunt.Kind kind : Hunt.Kind.values()) {
        text.append(" | ").append(cell(row, kind));
      }
      text.append(" | ").append(broken(row)).append(" | ").append(shrunk(row)).append(" |\n");
    }
    text.append("\nNothing is broken, and the same searches find nothing:\n\n");
    text.append("| search | looked at | found |\n|---|---|---|\n");
    for (Tried tried : production) {
      text.append("| ")
          .append(tried.hunt().where())
          .append(" | ")
          .append(tried.outcome().looked())
          .append(' ')
          .append(tried.hunt().kind().unit())
          .append(" | ")
          .append(tried.finding() == null ? "nothing" : tried.finding())
          .append(" |\n");
    }
    return text.toString();
  }

  private static String cell(Row row, Hunt.Kind kind) {
    StringBuilder cell = new StringBuilder();
    for (Tried tried : row.tried()) {
      if (tried.hunt().kind() == kind) {
        cell.append(cell.isEmpty() ? "" : "; ")
            .append(tried.finding() == null ? "not in " : "")
            .append(tried.outcome().looked());
        if (kind != Hunt.Kind.RANDOM) {
          cell.append(" (").append(tried.hunt().where()).append(')');
        }
      }
    }
    return cell.isEmpty() ? "–" : cell.toString();
  }

  private static String broken(Row row) {
    return String.join(
        ", ",
        row.tried().stream()
            .map(Tried::finding)
            .filter(Objects::nonNull)
            .map(Finding::invariant)
            .distinct()
            .toList());
  }

  private static String shrunk(Row row) {
    Run smallest = null;
    for (Tried tried : row.tried()) {
      Run failure = tried.outcome().failure();
      boolean smaller =
          failure != null
              && (smallest == null
                  || failure.plan().rules().size() < smallest.plan().rules().size());
      smallest = smaller ? failure : smallest;
    }
    return smallest == null ? "–" : smallest.scenario() + ": " + rules(smallest.plan());
  }

  private static String rules(FaultPlan plan) {
    return plan.rules().isEmpty() ? "nothing has to go wrong" : "`" + plan + "`";
  }
}
