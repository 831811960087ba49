package io.lambdatcc.testkit.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.history.History;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Counters of runs. */
class SometimesTest {

  @Test
  void aRunCountsOnceForEachThatHappenedInIt() {
    Sometimes sometimes = new Sometimes();
    sometimes.note(Set.of(Sometime.CONFIRMED, Sometime.PARKED));
    sometimes.note(Set.of(Sometime.CONFIRMED));
    sometimes.note(new History());

    assertThat(sometimes.runs()).isEqualTo(3);
    assertThat(sometimes.runsWith(Sometime.CONFIRMED)).isEqualTo(2);
    assertThat(sometimes.runsWith(Sometime.PARKED)).isEqualTo(1);
    assertThat(sometimes.never())
        .isEqualTo(EnumSet.complementOf(EnumSet.of(Sometime.CONFIRMED, Sometime.PARKED)));
  }

  @Test
  void countersOfSeveralThreadsAreAddedUp() {
    Sometimes one = new Sometimes();
    one.note(Set.of(Sometime.IN_DOUBT));
    Sometimes other = new Sometimes();
    other.note(Set.of(Sometime.IN_DOUBT, Sometime.NOT_YET));
    one.add(other);

    assertThat(one.runs()).isEqualTo(2);
    assertThat(one.runsWith(Sometime.IN_DOUBT)).isEqualTo(2);
    assertThat(one.runsWith(Sometime.NOT_YET)).isEqualTo(1);
  }

  @Test
  void everyCounterHasALine() {
    Sometimes sometimes = new Sometimes();
    sometimes.note(Set.of(Sometime.EMPTY_CANCEL));

    assertThat(sometimes.toString().lines())
        .hasSize(1 + Sometime.values().length)
        .contains("           1  empty cancel", "           0  in doubt");
  }
}
