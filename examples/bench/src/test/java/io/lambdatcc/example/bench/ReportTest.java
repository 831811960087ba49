package io.lambdatcc.example.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Settings USUAL = new Settings(Set.of("log"), false, 1, Path.of("target"));
  private static final Settings QUICK = new Settings(Set.of("log"), true, 1, Path.of("target"));

  private static Row row(Settings settings) {
    return Row.named("log, here")
        .concurrency(16)
        .branches(3)
        .perSecond(1_234.4)
        .cpuMsPerTx(0.25)
        .floorPerSecond(1_500)
        .ratio(0.823)
        .aim(Aim.atLeast("ratio", 0.9, 0.823))
        .aim(Aim.atMost("CPU ms", 1.0, 0.25))
        .build(settings);
  }

  @Test
  void jsonHasEveryFigureOfEveryRowAndNullForWhatDoesNotApply() throws IOException {
    Row broken = Row.named("broken").ratio(0.0 / 0).build(USUAL);
    JsonNode json = new JsonMapper().readTree(new Report(List.of(row(USUAL), broken)).json());
    assertThat(json.size()).isEqualTo(2);
    JsonNode first = json.get(0);
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "concurrency",
            "branches",
            "perSecond",
            "p50Ms",
            "p95Ms",
            "p99Ms",
            "cpuMsPerTx",
            "floorPerSecond",
            "ratio",
            "httpCalls",
            "logWrites",
            "note");
    assertThat(first.get("concurrency").intValue()).isEqualTo(16);
    assertThat(first.get("perSecond").doubleValue()).isEqualTo(1_234.4);
    assertThat(first.get("p50Ms").isNull()).isTrue();
    assertThat(json.get(1).get("ratio").isNull()).isTrue();
  }

  @Test
  void tableIsAlignedAndSaysWhichAimsAreReached() {
    String[] lines = new Report(List.of(row(USUAL))).table().split("\n", -1);
    assertThat(lines[1]).startsWith("log, here ").contains("1,234", "0.250", "0.82");
    assertThat(lines[1]).contains("ratio ≥ 0.90: MISSED, CPU ms ≤ 1.00: reached");
    assertThat(lines[0].indexOf("ratio") + "ratio".length())
        .isEqualTo(lines[1].indexOf("0.82") + "0.82".length());
  }

  @Test
  void lastLineCountsRowsAndAims() {
    assertThat(new Report(List.of(row(USUAL), row(USUAL))).summary())
        .isEqualTo("bench: 2 rows, 2 of 4 aims reached");
  }

  @Test
  void nothingIsClaimedOfAQuickRun() {
    assertThat(new Report(List.of(row(QUICK))).summary())
        .isEqualTo("bench: 1 rows, 0 of 0 aims reached");
  }
}
