package io.lambdatcc.testkit.mutant;

import io.lambdatcc.OtherRules;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.protocol.BrokenProtocols;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultKind.Family;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.search.Catalogue;
import io.lambdatcc.testkit.world.Place;
import io.lambdatcc.testkit.world.Wiring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All mutants, and how each is hunted. */
public final class Mutants {
  private static final int RANDOM_PLANS = 4_000;

  /** For a first acquaintance with a scenario; campaigns learn more. */
  private static final int RUNS_TO_LEARN = 60;

  /** As in the standard scenarios. */
  private static final int PARK_AFTER = Scenarios.TWO_BRANCHES.settings().parkAfter();

  /** A name is used again when the log may have forgotten it, and participants may not have. */
  static final Scenario NAME_REUSED_EARLY =
      askedAgainAt(Scenarios.NAME_REUSED, Duration.ofDays(30).minusSeconds(30));

  /** A client that waits for longer than anything is remembered, and so does its coordinator. */
  private static final Scenario BESIDE_FOR_A_MONTH = forAMonth(Scenarios.BESIDE);

  private final List<Mutant> all = new ArrayList<>();
  private final Hunt random;

  private Mutants() {
    List<Scenario> scenarios = new ArrayList<>(Scenarios.standard());
    scenarios.add(NAME_REUSED_EARLY);
    this.random =
        Hunt.random(
            RANDOM_PLANS,
            scenarios.stream().map(scenario -> Catalogue.of(scenario, RUNS_TO_LEARN)).toList());
    decisionsAndCalls();
    namesAndMessages();
    rulesThatCameLater();
    theStream();
    besideTheBegin();
  }

  private static Scenario askedAgainAt(Scenario scenario, Duration time) {
    Ask first = scenario.asks().get(0);
    Ask again = scenario.asks().get(1);
    return new Scenario(
        scenario.name() + "-early",
        scenario.coordinators(),
        scenario.services(),
        List.of(
            first,
            new Ask(again.client(), time, again.coordinator(), again.wish(), again.patience())),
        scenario.settings(),
        scenario.sweepEvery(),
        scenario.chaos(),
        scenario.calm(),
        scenario.streamed());
  }

  private static Scenario forAMonth(Scenario scenario) {
    return new Scenario(
        scenario.name() + "-for-a-month",
        scenario.coordinators(),
        scenario.services(),
        scenario.asks(),
        TccSettings.builder().defaultWait(Duration.ofDays(60)).continuesUnattended(false).build(),
        Duration.ofDays(1),
        Duration.ofDays(40),
        Duration.ofDays(2),
        scenario.streamed());
  }

  /** All of them, by their numbers. Learns the scenarios first, which takes a moment. */
  public static List<Mutant> all() {
    return List.copyOf(new Mutants().all);
  }

  private void add(
      String name,
      String bug,
      @Nullable String seenIn,
      Set<String> invariants,
      Supplier<Wiring> wiring,
      Hunt... hunts) {
    List<Hunt> with = new ArrayList<>(List.of(hunts));
    with.add(random);
    all.add(new Mutant(all.size() + 1, name, bug, seenIn, invariants, wiring, with));
  }

  // ---- begun, decided, finished -----------------------------------------------------------------

  private void decisionsAndCalls() {
    add(
        "TryBeforeBegin",
        "a begin that is not acknowledged is taken for written, so Tries go out for a "
            + "transaction that may not be in the log",
        null,
        Set.of("I9", "I2"),
        LogMutants.TryBeforeBegin::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.LOG, Scenarios.DECIDED));
    add(
        "UnconditionalDecision",
        "the decision is put without a condition, over whatever was decided meanwhile",
        null,
        Set.of("I2", "I11"),
        LogMutants.UnconditionalDecision::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyOrder(Scenarios.CANCEL_RACE));
    add(
        "DecisionTimeoutIsFailure",
        "a decision to confirm that is not acknowledged in time is taken for failed, and "
            + "everything is cancelled",
        null,
        Set.of("I1", "I2", "I7"),
        LogMutants.DecisionTimeoutIsFailure::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.LOG, Scenarios.DECIDED));
    add(
        "NoCancelForUnknownTry",
        "a branch that never answered its Try is taken for one that holds nothing, and gets "
            + "no Cancel",
        null,
        Set.of("I1", "I4", "I9"),
        CallMutants.NoCancelForUnknownTry::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.PARTICIPANTS, Scenarios.TWO_BRANCHES));
    add(
        "EmptyCancelLeavesNoFence",
        "a Cancel that finds nothing leaves nothing, so the Try that comes after it reserves "
            + "for ever",
        "dtm's Java SDK, which does not commit that fence",
        Set.of("I4", "I5", "I9"),
        FenceMutants.EmptyCancelLeavesNoFence::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.PARTICIPANTS, Scenarios.TWO_BRANCHES));
    add(
        "TryIgnoresFence",
        "a Try reserves although its branch was cancelled before",
        "Seata with its fence off, as it is by default",
        Set.of("I4", "I8", "I9"),
        FenceMutants.TryIgnoresFence::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.PARTICIPANTS, Scenarios.TWO_BRANCHES));
    add(
        "ConfirmNotIdempotent",
        "every Confirm acts, also the second one",
        null,
        Set.of("I3", "I6", "I10"),
        FenceMutants.ConfirmNotIdempotent::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.SWEEP, Scenarios.DECIDED));
    add(
        "DecidingFromStaleIndex",
        "the sweep decides by what the index shows, which is not what is stored",
        null,
        Set.of("I2", "I11"),
        LogMutants.DecidingFromStaleIndex::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.LOG, Scenarios.DECIDED));
    add(
        "FinishAfterFirstAck",
        "once one branch has answered Confirm, the transaction is taken for confirmed",
        "dtm, where a second submit has that effect",
        Set.of("I1"),
        CallMutants.FinishAfterFirstAck::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.CALLS, Scenarios.TWO_BRANCHES));
    add(
        "ConfirmErrorCancels",
        "a branch whose Confirm fails is cancelled instead",
        null,
        Set.of("I1", "I2"),
        CallMutants.ConfirmErrorCancels::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.CALLS, Scenarios.TWO_BRANCHES));
    add(
        "ReplyBeforeDecision",
        "the client is told the outcome when the decision is sent, not when it has landed",
        "Seata, which reports a commit that it will yet retry",
        Set.of("I2", "I7", "I11"),
        LogMutants.ReplyBeforeDecision::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.LOG, Scenarios.DECIDED));
    add(
        "RecoveryOverridesConfirming",
        "recovery cancels whatever is past its deadline, decided or not",
        null,
        Set.of("I2", "I8"),
        LogMutants.RecoveryOverridesConfirming::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.COORDINATORS, Scenarios.TWO_BRANCHES));
    add(
        "OwnWriteIsConflict",
        "a decision that is repeated meets itself, and takes itself for somebody else's Cancel",
        "AWS SDKs, whose own retries come back as failed conditions",
        Set.of("I1", "I2", "I7"),
        LogMutants.OwnWriteIsConflict::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.LOG, Scenarios.DECIDED));
    add(
        "GiveUpAfterRetries",
        "what has failed five times is given up and counted as done",
        null,
        Set.of("I1"),
        CallMutants.GiveUpAfterRetries::new,
        Hunt.everyPlan(Scenarios.RETRIED));
  }

  // ---- names, branches, time, messages ----------------------------------------------------------

  private void namesAndMessages() {
    add(
        "LateTriedFlipsCancelling",
        "the last Tried confirms, although it comes after the decision to cancel",
        null,
        Set.of("I2"),
        () -> following(BrokenProtocols.lateTriedFlipsCancelling(PARK_AFTER)),
        Hunt.everyPlan(Scenarios.NAME_REUSED));
    add(
        "NameStoredUnconditionally",
        "a transaction begins although its name is taken",
        null,
        Set.of("I2", "I7", "I9", "I11"),
        LogMutants.NameStoredUnconditionally::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyOrder(Scenarios.SAME_REQUEST_TWICE));
    add(
        "BranchAddedAfterDecision",
        "a branch that answers late is registered although the transaction is being cancelled",
        "Seata, where registering a branch is not conditional on the phase",
        Set.of("I2"),
        LogMutants.BranchAddedAfterDecision::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyOrder(Scenarios.CANCEL_RACE));
    add(
        "NewBranchIdPerTry",
        "every attempt of a Try is a new branch, of which only the last is ever finished",
        "Seata, where every call registers a branch",
        Set.of("I1", "I3", "I7", "I9"),
        CallMutants.NewBranchIdPerTry::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.CALLS, Scenarios.TWO_BRANCHES));
    add(
        "FenceTooShort",
        "a finished fence is kept about as long as a call takes",
        "Seata, whose cleaner deletes the fences of living transactions",
        Set.of("I3", "I4", "I5"),
        FenceMutants.FenceTooShort::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.CALLS, Scenarios.TWO_BRANCHES));
    add(
        "LeaseByClock",
        "who began it decides without a condition while its lease runs by its own clock",
        "dtm, whose lease has no fencing token",
        Set.of("I2", "I11"),
        LogMutants.LeaseByClock::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyOrder(Scenarios.CANCEL_RACE));
    add(
        "UnprocessedItemsIgnored",
        "what the table leaves unprocessed of a batch, under contention, is forgotten",
        null,
        Set.of("I3", "I6", "I9", "I10"),
        FenceMutants.UnprocessedItemsIgnored::new,
        Hunt.everyPlan(Scenarios.SAME_PARTICIPANT_TWICE),
        Hunt.everyState(Family.PARTICIPANTS, Scenarios.TWO_BRANCHES));
    add(
        "Any2xxIsSuccess",
        "any answer of 200 is a yes, whoever gave it",
        "Atomikos TCC for REST, where all but 404 confirms",
        Set.of("I1", "I9"),
        CallMutants.Any2xxIsSuccess::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.CALLS, Scenarios.TWO_BRANCHES));
    add(
        "Any4xxIsRefusal",
        "any answer of 400 and above is the participant's no",
        null,
        Set.of("I7"),
        CallMutants.Any4xxIsRefusal::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.CALLS, Scenarios.TWO_BRANCHES));
    add(
        "SweepStopsAtPoison",
        "the sweep goes through everything in order, and ends at what fails",
        "Atomikos, where one I/O error ends a pass",
        Set.of("I10"),
        LogMutants.SweepStopsAtPoison::new,
        Hunt.everyPlan(Scenarios.POISON));
    add(
        "UnknownPhaseDefaulted",
        "a phase that this version does not know is read as the first one",
        null,
        Set.of("I2", "I8", "I12"),
        LogMutants.UnknownPhaseDefaulted::new,
        Hunt.everyPairOf(Family.COORDINATORS, Scenarios.ROLLING_DEPLOY));
    add(
        "EqualTokensInClones",
        "tokens come from the process's random numbers, which its clones have too",
        "functions that are restored from one snapshot",
        Set.of("I2", "I3", "I4", "I8", "I11"),
        CallMutants.EqualTokensInClones::new,
        Hunt.everyPlan(Scenarios.SAME_NAME_TWICE));
    add(
        "NumberTypeDrifts",
        "the next version of a service reads what it has reserved as a number with a fraction",
        null,
        Set.of("I6"),
        FenceMutants.NumberTypeDrifts::new,
        Hunt.everyPlan(Scenarios.LARGE_AMOUNTS),
        Hunt.everyState(Family.PARTICIPANTS, Scenarios.LARGE_AMOUNTS));
    add(
        "TryAndFenceInTwoWrites",
        "a Try writes its fence, and then what it reserves, which may turn out impossible",
        null,
        Set.of("I3", "I4", "I5", "I6", "I9", "I10"),
        FenceMutants.TryAndFenceInTwoWrites::new,
        Hunt.everyPlan(Scenarios.SOLD_OUT),
        Hunt.everyOrder(Scenarios.SOLD_OUT));
  }

  // ---- rules that came later --------------------------------------------------------------------

  private void rulesThatCameLater() {
    add(
        "CancelSkippedForRefused",
        "a branch that refused its Try gets no Cancel",
        null,
        Set.of("I1", "I4"),
        CallMutants.CancelSkippedForRefused::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.PARTICIPANTS, Scenarios.TWO_BRANCHES));
    add(
        "RefusalBeforeDurable",
        "a refusal is told and not remembered, so a late copy of the Try may reserve",
        null,
        Set.of("I4"),
        FenceMutants.RefusalBeforeDurable::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.PARTICIPANTS, Scenarios.TWO_BRANCHES));
    add(
        "DeadlineBeforeFence",
        "a Try that comes late is rejected, although it was answered yes before",
        null,
        Set.of("I8"),
        FenceMutants.DeadlineBeforeFence::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES));
    add(
        "ReusedNameMeetsOldFence",
        "a branch is known by its transaction's name, so a name that is used again meets old "
            + "fences",
        null,
        Set.of("I1", "I3", "I9"),
        FenceMutants.ReusedNameMeetsOldFence::new,
        Hunt.everyPlan(NAME_REUSED_EARLY));
    add(
        "OnlyLastTokenKept",
        "the token of begin is gone with the next write, so a repeated begin takes its own "
            + "for a stranger's",
        null,
        Set.of("I7"),
        LogMutants.OnlyLastTokenKept::new,
        Hunt.everyPlan(Scenarios.CANCEL_RACE));
    add(
        "TriedFenceWithTtl",
        "what is reserved lapses by the participant's own clock, decided or not",
        null,
        Set.of("I1", "I6", "I9", "I10"),
        FenceMutants.TriedFenceWithTtl::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES),
        Hunt.everyState(Family.SWEEP, Scenarios.DECIDED));
    add(
        "NotNowCountsTowardParking",
        "being told to wait counts as a failure, so patience is parked",
        null,
        Set.of("I10"),
        CallMutants.NotNowCountsTowardParking::new,
        Hunt.everyPlan(Scenarios.TWO_BRANCHES));
    add(
        "ParallelWaitWithoutBound",
        "who holds something waits for others for as long as it takes, and they for it",
        null,
        Set.of("I10"),
        () -> following(BrokenProtocols.parallelWaitWithoutBound(PARK_AFTER)),
        Hunt.everyPlan(Scenarios.CROSSWISE));
    add(
        "ParkedMeansDone",
        "a branch that failed too often is given up and taken for done, and nobody has said so",
        "frameworks that stop to retry and call it an end",
        Set.of("I7"),
        LogMutants.ParkedMeansDone::new,
        Hunt.everyPlan(Scenarios.POISON));
    add(
        "WordNotKept",
        "who answers for a branch is not written down, only that it is done",
        null,
        Set.of("I1", "I2"),
        LogMutants.WordNotKept::new,
        Hunt.everyPlan(Scenarios.RESOLVED));
  }

  // ---- the stream -------------------------------------------------------------------------------

  private void theStream() {
    add(
        "ToldIsDecided",
        "the stream's function takes every write for a decision, also one that decides nothing",
        null,
        Set.of("I1", "I2", "I7", "I8"),
        StreamMutants.ToldIsDecided::new,
        Hunt.everyPlan(Scenarios.HANDED_OVER),
        Hunt.everyState(Family.STREAM, Scenarios.HANDED_OVER));
    add(
        "ToldIsStored",
        "the stream's function does not read again what it is told of, and writes over what has "
            + "become of it",
        null,
        Set.of("I2", "I8", "I11"),
        StreamMutants.ToldIsStored::new,
        Hunt.everyPlan(Scenarios.HANDED_OVER),
        Hunt.everyState(Family.STREAM, Scenarios.HANDED_OVER));
  }

  // ---- begin beside Try -------------------------------------------------------------------------

  private void besideTheBegin() {
    Hunt beside =
        Hunt.random(
            RANDOM_PLANS,
            Stream.of(Scenarios.BESIDE, Scenarios.BESIDE_TWICE)
                .map(scenario -> Catalogue.of(scenario, RUNS_TO_LEARN))
                .toList());
    add(
        "OneIdPerName",
        "every begin of a name has the same id, so what was tried for one that came to nothing is "
            + "another's",
        null,
        Set.of("I2", "I3", "I7", "I9", "I11"),
        BesideMutants.OneIdPerName::new,
        Hunt.everyPlan(Scenarios.BESIDE_TWICE));
    add(
        "NameAloneAnswers",
        "who asks about what it holds is told what has become of another one of that name",
        null,
        Set.of("I2", "I7", "I9"),
        BesideMutants.NameAloneAnswers::new,
        Hunt.everyPlan(Scenarios.BESIDE_TWICE),
        beside);
    add(
        "AbsentIsCancelled",
        "what is not in the log is called cancelled, while its begin may be on its way",
        null,
        Set.of("I1", "I2", "I7"),
        BesideMutants.AbsentIsCancelled::new,
        Hunt.everyPlan(Scenarios.BESIDE),
        beside);
    add(
        "LateIsCancelled",
        "what is being tried past its deadline is called cancelled, and then decided otherwise",
        null,
        Set.of("I1", "I2", "I7"),
        BesideMutants.LateIsCancelled::new,
        Hunt.everyPlan(Scenarios.BESIDE),
        beside);
    add(
        "AskedIsReleased",
        "what is held past its deadline is undone without anybody having said so",
        "participants whose reservations lapse by their own clock",
        Set.of("I1", "I2", "I10"),
        BesideMutants.AskedIsReleased::new,
        Hunt.everyPlan(Scenarios.BESIDE),
        beside);
    add(
        "ReleasedBesideItsFence",
        "what is held is undone without a word in its fence, and once more when Cancel comes",
        null,
        Set.of("I2", "I3", "I6", "I8", "I9", "I10"),
        BesideMutants.ReleasedBesideItsFence::new,
        Hunt.everyPlan(Scenarios.BESIDE),
        beside);
    add(
        "DoubtIsBegun",
        "a begin that is not acknowledged is taken for written, and decided upon",
        null,
        Set.of("I1", "I2", "I7", "I9", "I10"),
        BesideMutants.DoubtIsBegun::new,
        Hunt.everyPlan(Scenarios.BESIDE),
        beside);
    add(
        "UndoneBeforeItsEnd",
        "what was tried beside a begin that is given up is undone, and the begin lands after all",
        null,
        Set.of("I2", "I7", "I9"),
        BesideMutants.UndoneBeforeItsEnd::new,
        Hunt.everyPlan(Scenarios.BESIDE),
        beside);
    add(
        "BeginPastItsDeadline",
        "a begin is sent for as long as it takes, until nobody remembers that it was called off",
        null,
        Set.of("I2"),
        BesideMutants.BeginPastItsDeadline::new,
        Hunt.thisPlan(
            BESIDE_FOR_A_MONTH,
            Rule.at("BEGIN c1 t1 #1", FaultKind.LOG_UNKNOWN_LOST),
            Rule.at("TRY c1 t1/payment #1", FaultKind.FREEZE_AFTER, Duration.ofDays(32))));
    add(
        "EndForgottenEarly",
        "the end of what never began is forgotten before the last of its begins has arrived",
        null,
        Set.of("I2", "I9"),
        BesideMutants.EndForgottenEarly::new,
        beside);
    add(
        "NothingIsOverdue",
        "what is held past its deadline is in no index, so nobody ever asks about it",
        null,
        Set.of("I9"),
        BesideMutants.NothingIsOverdue::new,
        Hunt.everyPlan(Scenarios.BESIDE),
        beside);
  }

  private static Wiring following(Protocol rules) {
    return new Wiring() {
      @Override
      public TccCoordinator coordinator(TccCoordinator.Builder builder, Place place) {
        return OtherRules.followedBy(builder, rules);
      }
    };
  }
}
