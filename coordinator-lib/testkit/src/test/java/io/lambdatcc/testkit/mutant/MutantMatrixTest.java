package io.lambdatcc.testkit.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MutantMatrixTest {
  private static final int MUTANTS = 51;
  private static final int THREADS = 2;

  // made once for all tests, and never changed
  private static final MutantMatrix MATRIX = MutantMatrix.hunt(THREADS);

  @BeforeAll
  static void showTheMatrix() throws IOException {
    MATRIX.writeTo(Path.of("target", "mutants.md"));
  }

  @Test
  void everyMutantIsKilled() {
    assertThat(MATRIX.survivors()).isEmpty();
    assertThat(MATRIX.killed()).isEqualTo(MUTANTS);
  }

  @Test
  void everyMutantIsKilledForWhatItDoes() {
    for (MutantMatrix.Row row : MATRIX.rows()) {
      assertThat(row.wrongAccusations()).as("%s", row.mutant()).isEmpty();
    }
  }

  @Test
  void productionIsAccusedOfNothing() {
    assertThat(MATRIX.accusations()).isEmpty();
  }

  @Test
  void everyKindOfSearchKillsMutants() {
    for (Hunt.Kind kind : Hunt.Kind.values()) {
      assertThat(MATRIX.rows())
          .as("%s", kind)
          .anySatisfy(
              row ->
                  assertThat(row.tried())
                      .anySatisfy(
                          tried -> {
                            assertThat(tried.hunt().kind()).isEqualTo(kind);
                            assertThat(tried.finding()).isNotNull();
                          }));
    }
  }
}
