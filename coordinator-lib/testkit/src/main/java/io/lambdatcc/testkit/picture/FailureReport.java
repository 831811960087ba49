package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.world.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What a person needs who is told that a run broke an invariant: which one and what it promises,
 * what was broken, how to see it again, and what happened.
 */
public final class FailureReport {
  private static final int LONGEST_NAME = 80;
  private static final String REPLAY = "Run run = World.run(scenario, plan);";

  private final Run run;
  private final Finding finding;
  private final String replay;

  private FailureReport(Run run, Finding finding, String replay) {
    this.run = run;
    this.finding = finding;
    this.replay = replay;
  }

  /**
   * The report of a run that broke an invariant.
   *
   * @throws IllegalArgumentException for a run that broke none
   */
  public static FailureReport of(Run run) {
    return of(run, REPLAY);
  }

  /**
   * The report of a run that is replayed in its own way.
   *
   * @param replay Java that runs {@code plan} again
   * @throws IllegalArgumentException for a run that broke no invariant
   */
  public static FailureReport of(Run run, String replay) {
    Finding finding = run.finding();
    if (finding == null) {
      throw new IllegalArgumentException(
          "nothing was broken in scenario " + run.scenario() + "; SpaceTimeDiagram draws any run");
    }
    return new FailureReport(run, finding, Objects.requireNonNull(replay, "replay"));
  }

  /** The report as text, for a console. */
  public String text() {
    StringBuilder text = new StringBuilder(8_192);
    text.append(Promise.named(finding.invariant())).append(", is broken.\n");
    paragraph(text, "  Promised:  ", Promise.sentenceOf(finding.invariant()));
    String what = new ShortNames(run.history().happenings()).inShort(finding.what());
    paragraph(text, "  Happened:  ", Texts.oneLine(what));
    paragraph(text, "  Scenario:  ", Texts.oneLine(run.scenario().name()));
    List<String> rules = FaultWords.rules(run.plan());
    for (int i = 0; i < rules.size(); i++) {
      text.append(i == 0 ? "  Plan:      " : "             ")
          .append(i + 1)
          .append(". ")
          .append(rules.get(i))
          .append('\n');
    }
    paragraph(text, "  Order:     ", FaultWords.order(run.plan()));
    text.append("\nTo see it again:\n\n");
    text.append(indented("FaultPlan plan =\n    " + run.plan().toJava().replace("\n", "\n    ")))
        .append(";\n");
    text.append(indented(replay)).append("\n\n");
    text.append("What happened (>>> broke it, !! is the plan's doing):\n\n").append(Trace.of(run));
    return text.toString();
  }

  private static void paragraph(StringBuilder text, String title, String words) {
    if (!words.isEmpty()) {
      text.append(title).append(words).append('\n');
    }
  }

  private static String indented(String java) {
    return "    " + java.replace("\n", "\n    ");
  }

  /**
   * Writes the picture as SVG and as Mermaid, and this report as text, into a directory that is
   * made if need be. What an earlier run left under the same names is replaced.
   *
   * @return the files
   */
  public List<Path> writeTo(Path directory) {
    String name = fileName(run.scenario().name()) + "-" + fileName(finding.invariant());
    try {
      Path made = Files.createDirectories(directory);
      return List.of(
          write(made.resolve(name + ".svg"), SpaceTimeDiagram.svg(run)),
          write(made.resolve(name + ".mmd"), SpaceTimeDiagram.mermaid(run)),
          write(made.resolve(name + ".txt"), text()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the report on " + name + " could not be written to " + directory, e);
    }
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private static String fileName(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    String named = safe.isEmpty() ? "unnamed" : safe;
    return named.substring(0, Math.min(LONGEST_NAME, named.length()));
  }

  @Override
  public String toString() {
    return text();
  }
}
