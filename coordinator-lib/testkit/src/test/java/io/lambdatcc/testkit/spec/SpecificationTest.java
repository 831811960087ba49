package io.lambdatcc.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TLC finds nothing wrong with the protocol, and something with each of its mutants.
 *
 * <p>All checks are started at the beginning, two at a time; each test waits for its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpecificationTest {
  private static final String TWO = "TwoParticipants";
  private static final String THREE = "ThreeParticipants";
  private static final String TWO_SWEEPS = "TwoSweeps";
  private static final String BESIDE = "Beside";
  private static final String FORGOTTEN_REFUSAL = "ForgottenRefusal";
  private static final String SEEN = "TccSeen";
  private static final Pattern SITUATION = Pattern.compile("(?m)^ +(?:<< )?<<\"([a-z][^\"]*)\"");

  private final Specification specification = Specification.ofProtocol();
  private final ExecutorService twoAtATime = Executors.newFixedThreadPool(2);
  private final Map<String, CompletableFuture<Verdict>> checks = new LinkedHashMap<>();

  /** Each mutant, and the property of which TLC finds the shortest violation. */
  static Stream<Arguments> mutants() {
    return Stream.of(
        Arguments.of("TryBeforeBegin", "I9_NothingLost"),
        Arguments.of("UnconditionalDecision", "I2_OneDecision"),
        Arguments.of("DecisionTimeoutIsFailure", "I2_NothingBeforeTheDecision"),
        Arguments.of("NoCancelForUnknownTry", "I9_FinishedEverywhere"),
        Arguments.of("EmptyCancelLeavesNoFence", "I5_EmptyCancelLeavesAFence"),
        Arguments.of("TryIgnoresFence", "I3_AtMostOnce"),
        Arguments.of("ConfirmNotIdempotent", "I3_AtMostOnce"),
        Arguments.of("FinishAfterFirstAck", "I9_FinishedEverywhere"),
        Arguments.of("ConfirmErrorCancels", "I2_NothingBeforeTheDecision"),
        Arguments.of("ReplyBeforeDecision", "I7_TheTruth"),
        Arguments.of("RecoveryOverridesConfirming", "I7_TheTruth"),
        Arguments.of("OwnWriteIsConflict", "I2_NothingBeforeTheDecision"),
        Arguments.of("GiveUpAfterRetries", "I9_FinishedEverywhere"),
        Arguments.of("LateTriedFlipsCancelling", "I2_NothingBeforeTheDecision"),
        Arguments.of("TryAndFenceInTwoWrites", "I6_Conservation"),
        Arguments.of("CancelSkippedForRefused", "I9_FinishedEverywhere"),
        Arguments.of("RefusalBeforeDurable", "RefusedForEver"),
        Arguments.of("RecoveryForgetsDecided", "I10_Termination"));
  }

  /** The same for the rules by which Try may leave beside begin. */
  static Stream<Arguments> mutantsBeside() {
    return Stream.of(
        Arguments.of("AbsentIsCancelled", "I7_TheTruthForParticipants"),
        Arguments.of("LateIsCancelled", "I7_TheTruthForParticipants"),
        Arguments.of("AskedIsReleased", "NobodyIsContradicted"),
        Arguments.of("ReleasedBesideItsFence", "I6_Conservation"),
        Arguments.of("UndoneBeforeItsEnd", "I2_NothingBeforeTheDecision"),
        Arguments.of("NothingIsOverdue", "I10_Termination"));
  }

  @BeforeAll
  void startAll() {
    // the longest first
    start(TWO, specification, "Tcc", TWO);
    start(SEEN, specification, SEEN, SEEN);
    start(THREE, specification, "Tcc", THREE);
    start(TWO_SWEEPS, specification, "Tcc", TWO_SWEEPS);
    start(FORGOTTEN_REFUSAL, specification, "Tcc", FORGOTTEN_REFUSAL);
    start(BESIDE, specification, "Tcc", BESIDE);
    startAll(mutants(), TWO);
    startAll(mutantsBeside(), BESIDE);
  }

  private void startAll(Stream<Arguments> mutants, String model) {
    mutants
        .map(mutant -> (String) mutant.get()[0])
        .forEach(
            mutant -> start(mutant, specification.breaking(model, List.of(mutant)), "Tcc", model));
  }

  private void start(String name, Specification what, String module, String model) {
    checks.put(
        name, CompletableFuture.supplyAsync(() -> Tlc.check(what, module, model), twoAtATime));
  }

  private Verdict verdict(String name) {
    return Objects.requireNonNull(checks.get(name)).join();
  }

  @AfterAll
  void stop() {
    twoAtATime.shutdownNow();
    checks.forEach(
        (name, check) -> {
          if (!check.isCompletedExceptionally() && check.isDone()) {
            Verdict verdict = check.join();
            System.out.println(
                "specification: "
                    + name
                    + ": "
                    + verdict.distinct()
                    + " states, "
                    + verdict
                        .violated()
                        .map(property -> property + " violated")
                        .orElse("all holds"));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {TWO, THREE, TWO_SWEEPS, BESIDE})
  void theProtocolKeepsItsPromises(String model) {
    Verdict verdict = verdict(model);
    assertThat(verdict.violated()).as(verdict.output()).isEmpty();
    assertThat(verdict.distinct()).isGreaterThan(3_000);
  }

  @ParameterizedTest
  @MethodSource({"mutants", "mutantsBeside"})
  void aBrokenRuleIsNoticed(String mutant, String property) {
    Verdict verdict = verdict(mutant);
    assertThat(verdict.violated()).as(verdict.output()).contains(property);
  }

  @Test
  void everyRuleThatCanBeBrokenIs() {
    assertThat(Stream.concat(mutants(), mutantsBeside()).map(mutant -> (String) mutant.get()[0]))
        .containsExactlyInAnyOrderElementsOf(specification.breakable());
  }

  @Test
  void theCancelOfARefusedBranchIsNeededWhereARefusalIsForgotten() {
    assertThat(verdict(FORGOTTEN_REFUSAL).violated()).contains("I9_NothingLost");
  }

  @Test
  void nothingIsTrueOnlyBecauseItNeverComesToIt() {
    List<String> situations =
        SITUATION
            .matcher(specification.content("TccSeen.tla"))
            .results()
            .map(found -> "<<\"seen\", \"" + found.group(1) + "\">>")
            .toList();
    assertThat(situations).hasSizeGreaterThan(10);
    assertThat(verdict(SEEN).printed()).containsExactlyInAnyOrderElementsOf(situations);
  }
}
