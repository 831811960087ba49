package io.lambdatcc.testkit;

import static io.lambdatcc.wire.Operation.CANCEL;
import static io.lambdatcc.wire.Operation.CONFIRM;
import static io.lambdatcc.wire.Operation.TRY;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.SimulatedParticipant;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantReply.NotNow;
import io.lambdatcc.wire.ParticipantReply.Refused;
import io.lambdatcc.wire.ParticipantReply.Violated;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** So much of something, written by hand, with one mistake or none. */
final class Things implements SimulatedParticipant {

  /** What one can get wrong, and the invariant that it breaks. */
  enum Mistake {
    NONE(""),
    EMPTY_CANCEL_FORGOTTEN("I4"),
    EMPTY_CANCEL_REFUSED("I5"),
    REFUSAL_FORGOTTEN("I4"),
    TRY_REPEATED("I3"),
    CONFIRM_REPEATED("I3"),
    CONFIRM_SPENDS_NOTHING("I6"),
    CANCEL_GIVES_NOTHING_BACK("I6");

    private final String invariant;

    Mistake(String invariant) {
      this.invariant = invariant;
    }

    String invariant() {
      return invariant;
    }
  }

  private record Wanted(long n) {}

  private final Mistake mistake;
  private final Map<Branch, FenceState> fences = new HashMap<>();
  private final Map<Branch, Wanted> wanted = new HashMap<>();
  private long available;
  private long reserved;
  private long spent;

  Things(long available, Mistake mistake) {
    this.available = available;
    this.mistake = mistake;
  }

  @Override
  public ParticipantReply onTry(Branch branch, JsonText payload) {
    FenceState fence = fences.get(branch);
    if (fence == null || (fence == FenceState.TRIED && mistake == Mistake.TRY_REPEATED)) {
      return reserve(branch, payload.to(Wanted.class));
    }
    return switch (fence) {
      case TRIED, CONFIRMED -> new Done(TRY, null);
      case CANCELLED, REFUSED -> new Refused("no", "it is " + fence);
    };
  }

  private ParticipantReply reserve(Branch branch, Wanted what) {
    if (available >= what.n()) {
      available -= what.n();
      reserved += what.n();
      wanted.put(branch, what);
      fences.put(branch, FenceState.TRIED);
      return new Done(TRY, null);
    }
    if (mistake == Mistake.REFUSAL_FORGOTTEN) {
      return new Refused("no", "others have it");
    }
    if (available + reserved >= what.n()) {
      return new NotNow(ParticipantReply.DEFAULT_RETRY_AFTER);
    }
    fences.put(branch, FenceState.REFUSED);
    return new Refused("no", "there is not so much");
  }

  @Override
  public ParticipantReply onConfirm(Branch branch) {
    FenceState fence = fences.get(branch);
    if (fence != FenceState.TRIED && fence != FenceState.CONFIRMED) {
      return new Violated("Confirm of what is " + fence);
    }
    if (fence == FenceState.TRIED || mistake == Mistake.CONFIRM_REPEATED) {
      long n = mistake == Mistake.CONFIRM_SPENDS_NOTHING ? 0 : reservedBy(branch);
      reserved -= n;
      spent += n;
      fences.put(branch, FenceState.CONFIRMED);
    }
    return new Done(CONFIRM, null);
  }

  @Override
  public ParticipantReply onCancel(Branch branch) {
    @Nullable FenceState fence = fences.get(branch);
    if (fence == FenceState.CONFIRMED
        || (fence == null && mistake == Mistake.EMPTY_CANCEL_REFUSED)) {
      return new Violated("Cancel of what is " + fence);
    }
    if (fence == FenceState.TRIED) {
      long n = mistake == Mistake.CANCEL_GIVES_NOTHING_BACK ? 0 : reservedBy(branch);
      reserved -= n;
      available += n;
    }
    if (fence == FenceState.TRIED || (fence == null && mistake != Mistake.EMPTY_CANCEL_FORGOTTEN)) {
      fences.put(branch, FenceState.CANCELLED);
    }
    return new Done(CANCEL, null);
  }

  private long reservedBy(Branch branch) {
    return Objects.requireNonNull(wanted.get(branch)).n();
  }

  @Override
  public Holdings observe() {
    return new Holdings(available, reserved, spent);
  }
}
