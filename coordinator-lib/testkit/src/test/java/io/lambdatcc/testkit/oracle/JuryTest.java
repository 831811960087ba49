package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.lambdatcc.protocol.CancelReason.Kind;
import io.lambdatcc.testkit.history.Happening;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jury says what its members say. */
class JuryTest {
  private static @Nullable Finding verdict(Tale tale) {
    Jury jury = new Jury(tale.scenario());
    for (Happening happening : tale.happenings()) {
      Finding finding = jury.sees(happening);
      if (finding != null) {
        return finding;
      }
    }
    return null;
  }

  static List<Tale> accepted() {
    return List.copyOf(AcceptedTalesTest.tales().values());
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void acceptsWhatAllAccept(Tale tale) {
    assertThat(verdict(tale)).isNull();
  }

  @Test
  void findsTheLowestInvariantAtTheMomentThatBreaksIt() {
    Tale tale =
        Tale.once()
            .asked(1)
            .begins()
            .tries("stock")
            .after(Tale.TIMEOUT)
            .decidesToCancel(Kind.DEADLINE, null)
            .cancels("stock");
    int moment = tale.happenings().size() + 1;
    tale.ends();

    Finding finding = assertNotNullFinding(verdict(tale));

    assertThat(finding.invariant()).isEqualTo("I1");
    assertThat(finding.moment()).isEqualTo(moment);
    assertThat(finding.what()).isEqualTo(tale.judgedBy("I1"));
    assertThat(finding.at()).isEqualTo(tale.happenings().get(moment).at());
  }

  @Test
  void countsAlsoWhatNoOracleLooksAt() {
    Tale tale = Tale.once();
    tale.add(new Happening.Calm(tale.at()))
        .add(new Happening.Accused(tale.at(), "c1", tale.id(), "I12", "it is broken"));

    Finding finding = assertNotNullFinding(verdict(tale));

    assertThat(finding.moment()).isEqualTo(1);
    assertThat(finding.toString()).startsWith("I12 at 2 ms: c1 itself says of t1");
  }

  private static Finding assertNotNullFinding(@Nullable Finding finding) {
    assertNotNull(finding);
    return finding;
  }
}
