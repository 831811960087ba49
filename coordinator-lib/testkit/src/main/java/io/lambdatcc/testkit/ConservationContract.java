package io.lambdatcc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * I6 for a service that keeps amounts: whatever messages come in whatever order, what is available,
 * reserved and spent only changes in sum by what is put in and taken out directly, and nothing is
 * ever below zero.
 *
 * <p>A subclass, which is a test class of jqwik, names a participant and how to put in and take out
 * besides it.
 */
public abstract class ConservationContract {
  private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");
  private static final int BRANCHES = 4;

  /** The participant. */
  protected abstract ParticipantUnderTest participant();

  /** The name the coordinator knows it by. */
  protected abstract String name();

  /** A new thing that has an amount of 0, by its id. */
  protected abstract String create();

  /** Puts in so much, directly. */
  protected abstract void putIn(String id, long amount);

  /** Takes out so much, directly; false where the service refuses to. */
  protected abstract boolean takeOut(String id, long amount);

  /** Whether what is taken out directly counts as spent. */
  protected abstract boolean takingOutIsSpending();

  /** What a Try of so much asks for. */
  protected abstract JsonText payload(String id, long amount);

  /** What there is. */
  protected abstract Holdings observe(String id);

  private enum Kind {
    PUT_IN,
    TAKE_OUT,
    TRY,
    CONFIRM,
    CANCEL
  }

  private record Step(Kind kind, int branch, int amount) {}

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void nothingIsLostOrMade(@ForAll("steps") List<Step> steps) {
    String id = create();
    String transaction = "conservation~" + UUID.randomUUID().toString().replace("-", "");
    long sum = 0;
    for (Step step : steps) {
      switch (step.kind()) {
        case PUT_IN -> {
          putIn(id, step.amount());
          sum += step.amount();
        }
        case TAKE_OUT -> {
          long available = observe(id).available();
          boolean taken = takeOut(id, step.amount());
          assertThat(taken).isEqualTo(available >= step.amount());
          sum -= taken && !takingOutIsSpending() ? step.amount() : 0;
        }
        case TRY -> {
          Holdings before = observe(id);
          if (send(Operation.TRY, transaction, id, step) && !observe(id).equals(before)) {
            assertThat(observe(id))
                .isEqualTo(
                    new Holdings(
                        before.available() - amount(step),
                        before.reserved() + amount(step),
                        before.spent()));
          }
        }
        case CONFIRM -> send(Operation.CONFIRM, transaction, id, step);
        case CANCEL -> send(Operation.CANCEL, transaction, id, step);
      }
      Holdings now = observe(id);
      assertThat(now.total()).as("after %s of %s", step, steps).isEqualTo(sum);
      assertThat(List.of(now.available(), now.reserved(), now.spent())).noneMatch(n -> n < 0);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, BRANCHES - 1),
            Arbitraries.integers().between(1, 9))
        .as(Step::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(20);
  }

  private boolean send(Operation operation, String transaction, String id, Step step) {
    ParticipantRequest message =
        new ParticipantRequest(
            ParticipantRequest.VERSION,
            transaction,
            "branch-" + step.branch(),
            name(),
            FAR,
            operation == Operation.TRY ? payload(id, amount(step)) : null);
    return participant().send(operation, message, 1) instanceof Done;
  }

  /** The same for every Try of a branch, as the coordinator has it. */
  private static long amount(Step step) {
    return step.branch() + 1L;
  }
}
