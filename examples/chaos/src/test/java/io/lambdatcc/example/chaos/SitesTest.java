package io.lambdatcc.example.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import org.junit.jupiter.api.Test;

class SitesTest {
  private final Sites sites = new Sites();

  private Site at(SiteKind kind, String actor, String transaction, String participant) {
    return sites.of(new Seen(kind, actor, transaction, participant, "KEY", ""));
  }

  @Test
  void transactionsAreNumberedAsTheyBeginAndPlacesCountHowOftenTheyAreComeTo() {
    assertThat(at(SiteKind.READ, "c1", "a~tag", "")).hasToString("READ c1 none #1");
    assertThat(at(SiteKind.BEGIN, "c1", "a~tag", "")).hasToString("BEGIN c1 t1 #1");
    assertThat(at(SiteKind.BEGIN, "c1", "b~tag", "")).hasToString("BEGIN c1 t2 #1");
    assertThat(at(SiteKind.BEGIN, "c1", "a~tag", "")).hasToString("BEGIN c1 t1 #2");
    assertThat(at(SiteKind.TRY, "c1", "b~tag", "stock")).hasToString("TRY c1 t2/stock #1");
    assertThat(at(SiteKind.TRY, "c1", "b~tag", "stock")).hasToString("TRY c1 t2/stock #2");
    assertThat(at(SiteKind.COMMIT, "stock", "b~tag", "stock"))
        .hasToString("COMMIT stock t2/stock #1");
    assertThat(at(SiteKind.DUE, "c1", "", "")).hasToString("DUE c1 #1");
  }

  @Test
  void aTryThatIsSeenBeforeItsBeginIsOfTheSameTransaction() {
    assertThat(at(SiteKind.TRY, "c1", "a~tag", "stock")).hasToString("TRY c1 t1/stock #1");
    assertThat(at(SiteKind.BEGIN, "c1", "a~tag", "")).hasToString("BEGIN c1 t1 #1");
  }

  @Test
  void aDecisionThatIsWrittenOnceMoreIsARound() {
    assertThat(at(SiteKind.DECIDE, "c1", "a~tag", "").kind()).isEqualTo(SiteKind.DECIDE);
    assertThat(at(SiteKind.DECIDE, "c1", "a~tag", "").kind()).isEqualTo(SiteKind.ROUND);
  }
}
