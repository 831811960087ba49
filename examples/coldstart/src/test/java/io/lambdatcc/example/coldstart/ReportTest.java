package io.lambdatcc.example.coldstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Jdk OLDER = new Jdk(Path.of("older"), "17.0.15");
  private static final Jdk NEWER = new Jdk(Path.of("newer"), "25.0.3");

  @Test
  void theMedianIsOneThatWasMeasuredAndDoesNotDependOnTheOrder() {
    assertThat(row(OLDER, Archive.NONE, "any", 30, 10, 20).median()).hasMillis(20);
    assertThat(row(OLDER, Archive.NONE, "any", 40, 30, 10, 20).median()).hasMillis(20);
  }

  @Test
  void whatWasNeverStartedHasNoRow() {
    assertThatThrownBy(() -> row(OLDER, Archive.NONE, "any"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyRowIsComparedWithThePutsOfItsOwnTable() {
    Report report =
        report(
            row(OLDER, Archive.NONE, Report.PUT, 800),
            row(OLDER, Archive.NONE, Report.ASYNC_PUT, 1000),
            row(OLDER, Archive.NONE, Report.COORDINATOR, 900),
            row(NEWER, Archive.NONE, Report.PUT, 400),
            row(NEWER, Archive.NONE, Report.ASYNC_PUT, 500),
            row(NEWER, Archive.NONE, Report.COORDINATOR, 600));

    assertThat(report.table())
        .contains(
            "JDK 17.0.15, as on Lambda, in milliseconds\n",
            "JDK 25.0.3, as on Lambda, in milliseconds\n")
        .containsPattern("transaction +900 +900 +900 +1\\.13 +0\\.90 +450 +1\\.13 +0\\.90")
        .containsPattern("transaction +600 +600 +600 +1\\.50 +1\\.20 +300 +1\\.50 +1\\.20");
  }

  @Test
  void theJsonHasEveryTimeOfEveryRow() throws Exception {
    JsonNode json =
        new JsonMapper()
            .readTree(
                report(
                        row(OLDER, Archive.CLASS_DATA, Report.PUT, 80, 70, 90),
                        row(OLDER, Archive.CLASS_DATA, Report.ASYNC_PUT, 160, 170, 150))
                    .json());

    JsonNode last = json.path("rows").path(1);
    assertThat(json.path("rows")).hasSize(2);
    assertThat(last.path("function").asText()).isEqualTo(Report.ASYNC_PUT);
    assertThat(last.path("archive").asText()).isEqualTo("CLASS_DATA");
    assertThat(last.path("medianMillis").asInt()).isEqualTo(160);
    assertThat(last.path("millis").toString()).isEqualTo("[160,170,150]");
    assertThat(last.path("cpuMillis").toString()).isEqualTo("[80,85,75]");
    assertThat(last.path("toPut").asDouble()).isEqualTo(2.0);
  }

  @Test
  void startsThatAreNotCountedAreNotHidden() throws Exception {
    Row put = row(OLDER, Archive.NONE, Report.PUT, 800);
    Row async = row(OLDER, Archive.NONE, Report.ASYNC_PUT, 1000);
    Row health =
        new Row(
            row(OLDER, Archive.NONE, "health", 900).candidate(),
            List.of(
                new Start(Duration.ofMillis(900), Duration.ofMillis(900), 2),
                new Start(Duration.ofMillis(950), Duration.ofMillis(950), 1)));

    assertThat(report(put, async).table()).doesNotContain("not counted");
    Report report = report(put, async, health);
    assertThat(report.table())
        .endsWith(
            "not counted, as the first answer was not the wanted one:"
                + " 3 of health, JDK 17.0.15, as on Lambda\n");
    JsonNode rows = new JsonMapper().readTree(report.json()).path("rows");
    assertThat(rows.path(0).path("inVain").asInt()).isZero();
    assertThat(rows.path(2).path("inVain").asInt()).isEqualTo(3);
  }

  private static Report report(Row... rows) {
    return new Report(Instant.EPOCH, List.of(rows));
  }

  private static Row row(Jdk jdk, Archive archive, String name, int... millis) {
    Subject subject =
        new Subject(name, "Handler", Path.of("any.jar"), Map.of(), () -> "{}", answer -> true);
    return new Row(
        new Candidate(subject, jdk, archive),
        Arrays.stream(millis)
            .mapToObj(time -> new Start(Duration.ofMillis(time), Duration.ofMillis(time / 2), 0))
            .toList());
  }
}
