package io.lambdatcc.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Arrived;
import io.lambdatcc.testkit.history.Happening.Ended;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Heard;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.Told;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The world does what plans say, and nothing else. */
class WorldTest {
  private static final Scenario PURCHASE = Scenarios.TWO_BRANCHES;

  @Test
  void aPurchaseWithoutFaultsTakesThreeWritesAndFourCalls() {
    Run run = World.run(PURCHASE, FaultPlan.NONE);
    assertThat(run.finding()).isNull();
    assertThat(of(Landed.class, run).map(landed -> landed.after().phase()))
        .containsExactly(Phase.TRYING, Phase.CONFIRMING, Phase.CONFIRMED);
    assertThat(of(Arrived.class, run)).hasSize(4);
    assertThat(of(FenceChanged.class, run).map(changed -> states(changed)))
        .containsExactlyInAnyOrder(
            "null>TRIED", "null>TRIED", "TRIED>CONFIRMED", "TRIED>CONFIRMED");
    assertThat(of(Told.class, run).map(told -> ((Telling.Shown) told.telling()).phase()))
        .containsExactly(Phase.CONFIRMED);
  }

  @Test
  void whereACoordinatorDiesAfterItsDecisionAnotherFinishes() {
    Run run = World.run(PURCHASE, FaultPlan.of(Rule.at("DECIDE c1 t1 #1", FaultKind.CRASH_AFTER)));
    assertThat(of(Landed.class, run).map(landed -> landed.after().phase()))
        .containsExactly(Phase.TRYING, Phase.CONFIRMING, Phase.CONFIRMED);
    Landed last = of(Landed.class, run).reduce((first, second) -> second).orElseThrow();
    assertThat(last.coordinator()).isNotEqualTo("c1");
    assertThat(of(Told.class, run)).isEmpty();
  }

  @Test
  void whatIsSentBeforeStandingStillLeavesAfterwards() {
    Run run =
        World.run(
            PURCHASE,
            FaultPlan.of(
                Rule.at("CONFIRM c1 t1/stock #1", FaultKind.FREEZE_BEFORE, Duration.ofDays(1))));
    Arrived late = of(Arrived.class, run).reduce((first, second) -> second).orElseThrow();
    assertThat(late.call().operation()).isEqualTo(Operation.CONFIRM);
    assertThat(Duration.ofMillis(late.at())).isGreaterThanOrEqualTo(Duration.ofDays(1));
    assertThat(run.finding()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "LOSE_REQUEST, Unknown, 0",
    "LOSE_REPLY, Unknown, 1",
    "RESET, Unknown, 0",
    "ANSWER_500, Unknown, 0",
    "ANSWER_500_AFTER, Unknown, 1",
    "TRUNCATE, Unknown, 1",
    "ANSWER_429, Unknown, 0",
    "ANSWER_404, Rejected, 0",
    "ANSWER_425, NotNow, 0",
    "WRONG_BODY, Unknown, 0",
    "NOT_SENT, NotSent, 0",
    "REFUSE, Refused, 0",
    "DUPLICATE, Done, 1"
  })
  void aFaultyTryIsHeardAsWhatItIs(FaultKind kind, String heard, int reservationsByThen) {
    Run run = World.run(PURCHASE, FaultPlan.of(Rule.at("TRY c1 t1/stock #1", kind)));
    Heard first =
        of(Heard.class, run)
            .filter(one -> one.call().branchId().equals("stock"))
            .findFirst()
            .orElseThrow();
    assertThat(first.answer().getClass().getSimpleName()).isEqualTo(heard);
    assertThat(
            of(FenceChanged.class, run)
                .filter(changed -> changed.participant().equals("stock"))
                .filter(changed -> changed.at() <= first.at())
                .filter(FenceChanged::hasEffect))
        .hasSize(reservationsByThen);
    assertThat(run.finding()).isNull();
  }

  @Test
  void aWriteOfUnknownOutcomeIsRepeatedUntilTheLogSays() {
    for (FaultKind kind :
        List.of(
            FaultKind.LOG_UNKNOWN_LANDED,
            FaultKind.LOG_UNKNOWN_LOST,
            FaultKind.LOG_OWN_CONFLICT,
            FaultKind.LOG_THROTTLES)) {
      Run run = World.run(PURCHASE, FaultPlan.of(Rule.at("DECIDE c1 t1 #1", kind)));
      assertThat(of(Landed.class, run).map(landed -> landed.after().phase()))
          .as("%s", kind)
          .containsExactly(Phase.TRYING, Phase.CONFIRMING, Phase.CONFIRMED);
    }
  }

  @Test
  void aLogThatIsAwayForMinutesIsWaitedFor() {
    Run run =
        World.run(
            PURCHASE,
            FaultPlan.of(
                Rule.at("DECIDE c1 t1 #1", FaultKind.LOG_UNREACHABLE, Duration.ofMinutes(2))));
    Landed decision =
        of(Landed.class, run)
            .filter(landed -> landed.after().version() == 2)
            .findFirst()
            .orElseThrow();
    // the log is back when calm comes
    assertThat(decision.at()).isGreaterThanOrEqualTo(PURCHASE.chaos().toMillis());
    assertThat(run.finding()).isNull();
  }

  @Test
  void theNextVersionsPhaseStopsThisVersionAndItsAttributesSurviveIt() {
    Run run =
        World.run(
            Scenarios.ROLLING_DEPLOY,
            FaultPlan.of(
                Rule.at("DECIDE c1 t1 #1", FaultKind.REDEPLOYED),
                Rule.at("DECIDE c2 t1 #1", FaultKind.REDEPLOYED)));
    assertThat(of(Happening.StoredByOther.class, run).map(stored -> stored.phase()))
        .anyMatch(
            phase -> Stream.of(Phase.values()).noneMatch(known -> known.name().equals(phase)));
    assertThat(run.finding()).isNull();
  }

  @Test
  void aParticipantThatDiesBeforeItsCommitHasDoneNothing() {
    Run before =
        World.run(
            PURCHASE,
            FaultPlan.of(
                Rule.at("COMMIT stock t1/stock #1", FaultKind.PARTICIPANT_CRASHES_BEFORE)));
    Run after =
        World.run(
            PURCHASE,
            FaultPlan.of(Rule.at("COMMIT stock t1/stock #1", FaultKind.PARTICIPANT_CRASHES_AFTER)));
    // both are heard as a time-out, and asked again; only the second finds that it was done
    assertThat(commitsByStock(before)).containsExactly("TRIED", "CONFIRMED");
    assertThat(commitsByStock(after)).containsExactly("TRIED", "CONFIRMED");
    assertThat(firstCommit(before)).isGreaterThan(CallPort.TIMEOUT);
    assertThat(firstCommit(after)).isLessThan(CallPort.TIMEOUT);
  }

  @Test
  void aRunThatCannotEndIsAccusedOfIt() {
    Wiring deaf =
        new Wiring() {
          @Override
          public Answer understand(
              io.lambdatcc.wire.Operation operation, io.lambdatcc.wire.ParticipantReply reply) {
            return operation == io.lambdatcc.wire.Operation.CONFIRM
                ? new Answer.NotNow(Duration.ofSeconds(1))
                : Answers.of(reply);
          }
        };
    Run run = World.run(PURCHASE, FaultPlan.NONE, deaf);
    assertThat(Objects.requireNonNull(run.finding()).invariant()).isEqualTo("I10");
    assertThat(of(Ended.class, run).findFirst().orElseThrow().unfinished()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("everyScenario")
  void theSamePlanGivesTheSameHistory(Scenario scenario) {
    List<Site> sites = World.survey(scenario, FaultPlan.NONE, new Wiring() {}).sites();
    FaultKind[] kinds = FaultKind.values();
    for (int i = 0; i < kinds.length; i++) {
      FaultKind kind = kinds[i];
      int turn = i;
      List<Site> possible =
          sites.stream().filter(site -> kind.sites().contains(site.kind())).toList();
      if (!possible.isEmpty()) {
        Site site = possible.get(turn % possible.size());
        FaultPlan plan = FaultPlan.of(Rule.at(site.toString(), kind)).inOrder(31L * turn);
        assertThat(World.run(scenario, plan).history().hash())
            .as("%s", plan)
            .isEqualTo(World.run(scenario, plan).history().hash());
      }
    }
  }

  static Stream<Scenario> everyScenario() {
    return Scenarios.standard().stream();
  }

  private static <H extends Happening> Stream<H> of(Class<H> type, Run run) {
    return run.history().happenings().stream().filter(type::isInstance).map(type::cast);
  }

  private static String states(FenceChanged changed) {
    return (changed.before() == null ? null : changed.before().state())
        + ">"
        + (changed.after() == null ? null : changed.after().state());
  }

  private static List<String> commitsByStock(Run run) {
    return of(FenceChanged.class, run)
        .filter(changed -> changed.participant().equals("stock"))
        .map(changed -> Objects.requireNonNull(changed.after()).state())
        .map(FenceState::name)
        .toList();
  }

  private static long firstCommit(Run run) {
    return of(FenceChanged.class, run)
        .filter(changed -> changed.participant().equals("stock"))
        .findFirst()
        .orElseThrow()
        .at();
  }
}
