package io.lambdatcc.testkit.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdatcc.testkit.world.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureReportTest {
  @TempDir private Path directory;

  @Test
  void theReportSaysWhatWasPromisedWhatHappenedAndHowToSeeItAgain() {
    assertThat(FailureReport.of(Tales.missingFence().run()).text())
        .startsWith(
            """
            I4, no hanging Try, is broken.
              Promised:  Once a Cancel was handled, no Try of that branch ever reserves anything.
              Happened:  stock reserved for t1/stock although its Cancel was answered at 10012 ms; \
            expected: the late Try is refused, since the Cancel left a fence; actual: 2 are \
            reserved, and nobody will ever give them back
              Scenario:  one transaction, two branches
              Plan:      1. TRY c1 t1/stock #1: the request takes 15 s longer

            To see it again:

                FaultPlan plan =
                    FaultPlan.of(
                        Rule.at("TRY c1 t1/stock #1", FaultKind.DELAY_REQUEST, \
            Duration.parse("PT15S")));
                Run run = World.run(scenario, plan);

            What happened (>>> broke it, !! is the plan's doing):

                    0 ms  ann -> c1      run t1 (stock, payment)  question #1
            """)
        .endsWith("nobody will ever give them back\n");
  }

  @Test
  void otherWaysOfReplayingAreSaid() {
    Run run = Tales.missingFence().inOrder(42).run();
    assertThat(FailureReport.of(run, "simulation.replay(plan);").text())
        .contains("overtake each other (order 42).", ".inOrder(42L);\n")
        .contains("    simulation.replay(plan);\n")
        .doesNotContain("World.run");
  }

  @Test
  void aRunThatBrokeNothingHasNoReport() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FailureReport.of(Tales.crashAfterDecision().run()))
        .withMessageContaining("nothing was broken in scenario one transaction, two branches");
  }

  @Test
  void picturesAndTextAreWrittenIntoADirectoryThatIsMade() throws IOException {
    Run run = Tales.missingFence().run();
    Path made = directory.resolve("a").resolve("b");
    List<Path> files = FailureReport.of(run).writeTo(made);
    List<Path> again = FailureReport.of(run).writeTo(made);
    assertThat(files)
        .containsExactly(
            made.resolve("one-transaction-two-branches-I4.svg"),
            made.resolve("one-transaction-two-branches-I4.mmd"),
            made.resolve("one-transaction-two-branches-I4.txt"))
        .isEqualTo(again);
    assertThat(Files.readString(files.get(0))).isEqualTo(SpaceTimeDiagram.svg(run));
    assertThat(Files.readString(files.get(1))).isEqualTo(SpaceTimeDiagram.mermaid(run));
    assertThat(Files.readString(files.get(2))).isEqualTo(FailureReport.of(run).text());
  }

  @Test
  void hostileNamesStayInTheDirectory() {
    List<Path> files = FailureReport.of(Tales.hostile().run()).writeTo(directory);
    assertThat(files)
        .hasSize(3)
        .allMatch(file -> directory.equals(file.getParent()))
        .allMatch(file -> file.getFileName().toString().matches("[A-Za-z0-9-]{1,90}\\.[a-z]{3}"));
  }

  @Test
  void thePromisesAreThoseOfTheProtocol() throws IOException {
    String page = Files.readString(Path.of("../../docs/protocol.md"));
    List<String> table =
        Pattern.compile("\\| (I\\d+) \\| \\*\\*(.*?)\\.\\*\\* (.*?) \\|")
            .matcher(page)
            .results()
            .map(FailureReportTest::row)
            .toList();
    assertThat(table).hasSize(12);
    assertThat(
            List.of(Promise.values()).stream()
                .map(it -> it + ": " + it.title() + ". " + it.sentence()))
        .containsExactlyElementsOf(table);
    assertThat(Promise.named("I99")).isEqualTo("I99");
    assertThat(Promise.sentenceOf("I99")).isEmpty();
  }

  private static String row(MatchResult row) {
    return row.group(1) + ": " + row.group(2) + ". " + row.group(3);
  }
}
