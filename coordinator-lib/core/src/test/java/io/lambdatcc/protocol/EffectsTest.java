package io.lambdatcc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing may be done before it is durable (I2). */
class EffectsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final TransactionState first =
      TransactionState.begin(
          TransactionId.parse("order-1~0123456789abcde"),
          "tests",
          Order.PARALLEL,
          START,
          START.plusSeconds(10),
          START.plusSeconds(2),
          null,
          List.of(BranchState.pending("a", "a", Digest.ofText("{}"))));
  private final Protocol protocol = new Protocol(3);

  @Test
  void triesAreSealedUntilTheBeginHasLanded() {
    Effects effects = protocol.begin(first).effects();
    assertThat(effects.after(Landed.heardFromLog(first)))
        .contains(new Effect.Call(0, Operation.TRY));
  }

  @Test
  void confirmsDoNotOpenWithTheProofOfBegin() {
    Step.Advance decided = decided();
    assertThatThrownBy(() -> decided.effects().after(Landed.heardFromLog(first)))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("I2")
        .hasMessageContaining("version 2");
  }

  @Test
  void effectsDoNotOpenWithTheProofOfAnotherTransaction() {
    Landed other = new Landed(TransactionId.parse("order-2~0123456789abcde"), 9);
    assertThatThrownBy(() -> decided().effects().after(other))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void confirmsOpenWithTheProofOfTheDecision() {
    Step.Advance decided = decided();
    assertThat(decided.effects().after(Landed.heardFromLog(decided.next())))
        .containsExactly(new Effect.Call(0, Operation.CONFIRM));
  }

  @Test
  void whoeverPrintsThemSeesWhatTheyWaitFor() {
    assertThat(decided().effects().toString()).contains("CONFIRM").endsWith("version 2 is durable");
  }

  private Step.Advance decided() {
    return (Step.Advance)
        protocol.decide(
            protocol.begin(first).next(),
            new Event.Answered(START, 0, Operation.TRY, new Answer.Done(null)));
  }
}
