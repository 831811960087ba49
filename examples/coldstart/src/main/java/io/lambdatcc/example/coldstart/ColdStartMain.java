package io.lambdatcc.example.coldstart;

import io.lambdatcc.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code mvn -q -Pcoldstart package}: starts every function so many times, on every JDK, with and
 * without archives, and prints how long each took from the start of its process to its first
 * answer.
 *
 * <p>Properties: {@code runs}, 7 unless said otherwise; {@code jdks}, as {@link Jdk#named} reads
 * it. One start at a time, and all candidates in turn, so that whatever else the machine does meets
 * all alike. Ends with 0 only if every candidate was started as often as was asked for.
 */
public final class ColdStartMain {
  private static final int WARM_UP = 30;

  private ColdStartMain() {}

  /** Measures, prints, and writes {@code coldstart.json} into the directory for what is built. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int runs = Integer.parseInt(System.getProperty("runs"));
    Path target = Path.of(System.getProperty("target"));
    List<Jdk> jdks = Jdk.named(System.getProperty("jdks", ""));
    Path archives = Files.createDirectories(target.resolve("archives"));
    try (Surroundings surroundings = Surroundings.start();
        Starter starter = new Starter(archives)) {
      List<Candidate> candidates =
          candidates(
              surroundings.subjects(
                  jar("hello"), jar("put"), jar("async-put"), jar("coordinator"), jar("stock")),
              jdks);
      prepare(starter, candidates);
      Report report = new Report(Instant.now(), measure(starter, candidates, runs));
      Files.writeString(target.resolve("coldstart.json"), report.json());
      System.out.print(report.table());
      System.out.printf("%ncoldstart: %d rows, starts of each: %d%n", report.rows().size(), runs);
    }
  }

  private static List<Candidate> candidates(List<Subject> subjects, List<Jdk> jdks) {
    List<Candidate> candidates = new ArrayList<>();
    for (Jdk jdk : jdks) {
      for (Archive archive : Archive.values()) {
        if (archive.isOf(jdk)) {
          subjects.forEach(subject -> candidates.add(new Candidate(subject, jdk, archive)));
        }
      }
    }
    return candidates;
  }

  /** The first candidate of each function also warms up what the function talks to. */
  private static void prepare(Starter starter, List<Candidate> candidates)
      throws InterruptedException {
    List<String> warm = new ArrayList<>();
    try (Progress progress = Progress.of("functions made ready", candidates.size())) {
      for (Candidate candidate : candidates) {
        String name = candidate.subject().name();
        starter.prepare(candidate, warm.contains(name) ? 0 : WARM_UP);
        warm.add(name);
        progress.step();
      }
    }
  }

  private static List<Row> measure(Starter starter, List<Candidate> candidates, int runs)
      throws InterruptedException {
    Map<Candidate, List<Start>> starts = new LinkedHashMap<>();
    try (Progress progress = Progress.of("starts", (long) runs * candidates.size())) {
      for (int run = 1; run <= runs; run++) {
        for (Candidate candidate : candidates) {
          starts.computeIfAbsent(candidate, any -> new ArrayList<>()).add(starter.start(candidate));
          progress.step();
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    starts.forEach((candidate, each) -> rows.add(new Row(candidate, each)));
    return rows;
  }

  private static Path jar(String function) {
    Path jar = Path.of(System.getProperty(function + ".jar")).toAbsolutePath().normalize();
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException("there is no " + jar + "; it is built by -Pcoldstart");
    }
    return jar;
  }
}
