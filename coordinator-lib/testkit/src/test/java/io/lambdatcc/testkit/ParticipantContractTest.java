package io.lambdatcc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.testkit.participant.SimulatedParticipant;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import org.junit.jupiter.api.Test;

class ParticipantContractTest {
  @Test
  void whoBreaksItIsToldWhatIsPromisedAndWhatWasSent() {
    AssertionError told =
        catchThrowableOfType(
            AssertionError.class, new OfForgetful()::cancelArrivingBeforeTryIsRemembered);
    assertThat(told)
        .hasMessageContaining("a Try that comes after its Cancel is refused; it was sent:")
        .hasMessageContaining("  CANCEL of branch b; answered: yes\n")
        .hasMessageContaining("  TRY of branch b, 3; answered: yes\n");
  }

  @Test
  void whatIsHeldThatShouldNotBeIsToldWithWhatWasSent() {
    AssertionError told =
        catchThrowableOfType(
            AssertionError.class,
            new OfForgetful()::repeatedMessagesAreAnsweredAsTheFirstAndDoNothing);
    assertThat(told)
        .hasMessageContaining("a Try that comes again reserves nothing more; it was sent:")
        .hasMessageContaining("  TRY of branch b, attempt 7, 3; answered: yes\n")
        .hasMessageContaining("Holdings[available=7, reserved=3, spent=0]");
  }

  /** Says yes to everything and remembers nothing. */
  private static final class Forgetful implements SimulatedParticipant {
    private long reserved;

    @Override
    public ParticipantReply onTry(Branch branch, JsonText payload) {
      reserved += 3;
      return new Done(Operation.TRY, null);
    }

    @Override
    public ParticipantReply onConfirm(Branch branch) {
      return new Done(Operation.CONFIRM, null);
    }

    @Override
    public ParticipantReply onCancel(Branch branch) {
      return new Done(Operation.CANCEL, null);
    }

    @Override
    public Holdings observe() {
      return new Holdings(10 - reserved, reserved, 0);
    }
  }

  private static final class OfForgetful extends ParticipantContract {
    private final Forgetful forgetful = new Forgetful();

    @Override
    protected ParticipantUnderTest participant() {
      return ParticipantUnderTest.of(name(), forgetful);
    }

    @Override
    protected String name() {
      return "forgetful";
    }

    @Override
    protected JsonText payload() {
      return JsonText.parse("3");
    }

    @Override
    protected JsonText otherPayload() {
      return JsonText.parse("4");
    }

    @Override
    protected JsonText refusedPayload() {
      return JsonText.parse("11");
    }

    @Override
    protected Holdings observe() {
      return forgetful.observe();
    }
  }
}
