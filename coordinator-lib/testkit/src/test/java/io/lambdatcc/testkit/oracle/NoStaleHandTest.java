package io.lambdatcc.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** I11 is broken by these. */
class NoStaleHandTest {
  private static Tale tried() {
    return Tale.once().asked(1).begins().tries("stock").tries("payment");
  }

  @Test
  void aWriteLandsOverOneThatItNeverSaw() {
    Tale tale = tried();
    var begun = tale.stored();
    tale.decidesToConfirm();

    assertThat(
            tale.lands(begun, tale.new Version(begun).phase(Phase.CONFIRMING, null).make(), "x")
                .judgedBy("I11"))
        .contains("version 2 of t1", "lands where version 2 of t1");
  }

  @Test
  void aVersionIsSkipped() {
    Tale tale = tried();

    assertThat(
            tale.lands(
                    tale.new Version(tale.stored()).number(3).phase(Phase.CONFIRMING, null).make())
                .judgedBy("I11"))
        .contains("version 3 of t1", "lands where version 1 of t1");
  }

  @Test
  void aBeginLandsOverAnotherTransaction() {
    Tale tale = tried();

    assertThat(tale.of("t1", "9").lands(null, tale.first(), "x").judgedBy("I11"))
        .contains("version 1 of t1", "lands where version 1 of t1");
  }

  @Test
  void aWriteFollowsNothing() {
    Tale tale = Tale.once();

    assertThat(
            tale.lands(tale.new Version(tale.first()).phase(Phase.CONFIRMING, null).make())
                .judgedBy("I11"))
        .contains("version 2 of t1", "follows nothing");
  }

  @Test
  void aWriteLandsThoughTheLogSaysItselfThatItMustNot() {
    Tale tale = tried();

    assertThat(tale.lands(null, tale.next(Phase.CONFIRMING, null), "x").judgedBy("I11"))
        .contains("lands though its condition does not hold");
  }

  @Test
  void twoWritesCarryOneToken() {
    Tale tale = tried();
    tale.lands(tale.stored(), tale.next(Phase.CONFIRMING, null), "same");

    assertThat(tale.lands(tale.stored(), tale.next(Phase.CONFIRMED, null), "same").judgedBy("I11"))
        .contains("version 3 of t1", "carries the token of version 2 of t1");
  }

  @Test
  void whatABranchHadAnsweredIsForgotten() {
    Tale tale = tried().decidesToConfirm();
    var open = tale.stored().branches();
    var done = tale.new Version(tale.stored()).status(BranchStatus.CONFIRMED).make().branches();
    tale.lands(
        tale.new Version(tale.stored())
            .branches(List.of(done.get(0), open.get(1)))
            .round(1, null)
            .make());

    assertThat(
            tale.lands(tale.new Version(tale.stored()).branches(open).round(2, null).make())
                .judgedBy("I11"))
        .contains("forgets that branch stock was CONFIRMED in the version before");
  }
}
