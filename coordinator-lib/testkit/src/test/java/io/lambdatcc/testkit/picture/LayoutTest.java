package io.lambdatcc.testkit.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.picture.Picture.PlacedArrow;
import io.lambdatcc.testkit.picture.Picture.PlacedPill;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.testkit.world.World;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutTest {
  /** With it, coordinators sweep, and read what they find. */
  private static final Rule CRASH = Rule.at("DECIDE c1 t1 #1", FaultKind.CRASH_AFTER);

  static Stream<Tale> tales() {
    return Stream.of(
        Tales.missingFence(),
        Tales.crashAfterDecision(),
        Tales.duplicateAndUnknownWrite(),
        Tales.hostile());
  }

  static List<Scenario> scenarios() {
    return Scenarios.standard();
  }

  @ParameterizedTest
  @MethodSource("tales")
  void nothingHidesAnythingElse(Tale tale) {
    Geometry.isSound(Layout.of(Sketcher.of(tale.run())));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void nothingHidesAnythingElseInRealRuns(Scenario scenario) {
    Geometry.isSound(Layout.of(Sketcher.of(World.run(scenario, FaultPlan.NONE))));
    Geometry.isSound(Layout.of(Sketcher.of(World.run(scenario, FaultPlan.NONE.inOrder(7)))));
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void nothingHidesAnythingElseWhateverGoesWrong(FaultKind kind) {
    Set<FaultKind> drawn = EnumSet.noneOf(FaultKind.class);
    for (Scenario scenario : scenariosWith(kind)) {
      for (FaultPlan plan : List.of(FaultPlan.NONE, FaultPlan.of(CRASH))) {
        for (Site site : World.survey(scenario, plan, new Wiring() {}).sites()) {
          if (kind.sites().contains(site.kind())) {
            Rule rule = new Rule(site, Fault.of(kind));
            Picture picture = Layout.of(Sketcher.of(World.run(scenario, plan.with(rule))));
            Geometry.isSound(picture);
            boolean unused =
                picture.flags().stream().anyMatch(it -> it.flag().text().startsWith(kind.name()))
                    && drawn.add(kind);
          }
        }
      }
    }
    assertThat(drawn).as("the fault is drawn where it strikes").contains(kind);
  }

  private static List<Scenario> scenariosWith(FaultKind kind) {
    return kind.family() == FaultKind.Family.STREAM
        ? List.of(Scenarios.HANDED_OVER)
        : List.of(Scenarios.TWO_BRANCHES, Scenarios.CROSSWISE);
  }

  @Test
  void aMessageGoesDownFromWhenItWasSentToWhenItArrived() {
    Picture picture = Layout.of(Sketcher.of(Tales.missingFence().run()));
    PlacedArrow late = arrow(picture, "TRY t1/stock");
    PlacedArrow prompt = arrow(picture, "TRY t1/payment");
    PlacedPill cancelled = pill(picture, "no fence");
    assertThat(late.y1()).isLessThan(cancelled.box().y());
    assertThat(late.y2()).isGreaterThan(cancelled.box().bottom());
    assertThat(late.lateShown()).isEqualTo("TRY t1/stock, after 15 s");
    assertThat(prompt.y2()).isLessThan(cancelled.box().y());
  }

  @Test
  void whatHappensAtTheSameTimeSharesARowWhereThereIsRoom() {
    Picture picture = Layout.of(Sketcher.of(Tales.crashAfterDecision().run()));
    PlacedArrow stock = arrow(picture, "TRY t1/stock");
    PlacedArrow payment = arrow(picture, "TRY t1/payment");
    assertThat(stock.y1()).isEqualTo(payment.y1());
    assertThat(stock.y2()).isEqualTo(payment.y2());
  }

  @Test
  void aDeadCoordinatorIsGreyUntilItsPlaceIsTaken() {
    Picture picture = Layout.of(Sketcher.of(Tales.crashAfterDecision().run()));
    assertThat(picture.stretches()).hasSize(1);
    assertThat(picture.stretches().get(0).from()).isEqualTo(pill(picture, "c1 dies").box().y() + 9);
    assertThat(picture.stretches().get(0).to())
        .isEqualTo(pill(picture, "c1-2 starts, version n").box().y() + 9);
  }

  @Test
  void theBandLiesUnderTheMomentInWhichTheInvariantWasBroken() {
    Picture picture = Layout.of(Sketcher.of(Tales.missingFence().run()));
    Picture.Band band = Objects.requireNonNull(picture.band());
    PlacedPill reserved =
        picture.pills().stream()
            .filter(it -> it.pill().lane().name().equals("stock"))
            .toList()
            .get(1);
    assertThat(reserved.shown()).isEqualTo("TRIED, reserves 2");
    assertThat(Geometry.contains(band.box(), reserved.box())).isTrue();
    assertThat(band.lines().get(0).shown()).isEqualTo("I4, no hanging Try, is broken here");
    assertThat(picture.pills().stream().filter(it -> band.box().overlaps(it.box()))).hasSize(1);
  }

  @Test
  void aLongRunIsDrawnInBoundedHeight() {
    Picture picture = Layout.of(Sketcher.of(Tales.manyRounds(400).run()));
    Geometry.isSound(picture);
    assertThat(picture.height()).isLessThan(8_000);
    assertThat(picture.dividers().stream().map(Picture.Divider::shown))
        .anyMatch(text -> text.endsWith(" happenings left out"));
  }

  private static PlacedArrow arrow(Picture picture, String label) {
    return picture.arrows().stream()
        .filter(it -> it.arrow().label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static PlacedPill pill(Picture picture, String text) {
    return picture.pills().stream()
        .filter(it -> it.pill().text().equals(text))
        .findFirst()
        .orElseThrow();
  }
}
