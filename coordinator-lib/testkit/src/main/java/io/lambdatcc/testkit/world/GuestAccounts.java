package io.lambdatcc.testkit.world;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantReply.Refused;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the history what a guest has done, by what it holds before and after each of its steps. */
final class GuestAccounts {
  private static final String DIGEST = "observed";
  private static final JsonText RESERVATION = JsonText.parse("null");

  private final World world;
  private final String participant;
  private final Supplier<Holdings> observe;
  private final Map<FenceKey, Fence> fences = new HashMap<>();
  private Holdings holds;

  GuestAccounts(World world, String participant, long available, Supplier<Holdings> observe) {
    this.world = world;
    this.participant = participant;
    this.observe = observe;
    this.holds = observe.get();
    if (!holds.equals(new Holdings(available, 0, 0))) {
      throw new IllegalStateException(
          "every run of "
              + participant
              + " has to begin with "
              + available
              + " available and nothing reserved or spent, but this one holds "
              + holds
              + "; make what it works on anew for each run");
    }
    tellHoldings();
  }

  /**
   * A step is over in which the guest committed a fence.
   *
   * @param next what it is now
   */
  void committed(BranchCall call, Fence next) {
    change(call, by(next.state()), next);
  }

  /**
   * A step is over in which the guest answered a message whole. Its fence is not seen: it is taken
   * to be what answer and effect say it must be.
   */
  void answered(BranchCall call, ParticipantReply reply) {
    Fence before = fences.get(key(call));
    FenceState was = before == null ? null : before.state();
    FenceState is = claimed(call.operation(), reply, was, !observe.get().equals(holds));
    if (is != null) {
      change(call, call.operation(), fence(is));
    }
  }

  /** The state that a branch has come to; null where nothing has changed. */
  private static @Nullable FenceState claimed(
      Operation operation, ParticipantReply reply, @Nullable FenceState was, boolean effect) {
    boolean done = reply instanceof Done;
    return switch (operation) {
      case TRY -> {
        if (reply instanceof Refused && !effect) {
          yield was == null ? FenceState.REFUSED : null;
        }
        boolean replayed = was == FenceState.TRIED || was == FenceState.CONFIRMED;
        yield effect || (done && !replayed) ? FenceState.TRIED : null;
      }
      case CONFIRM -> effect || (done && was != FenceState.CONFIRMED) ? FenceState.CONFIRMED : null;
      case CANCEL -> {
        boolean replayed = was == FenceState.CANCELLED || was == FenceState.REFUSED;
        yield effect || (done && !replayed) ? FenceState.CANCELLED : null;
      }
    };
  }

  private void change(BranchCall call, @Nullable Operation by, Fence next) {
    Holdings before = holds;
    holds = observe.get();
    world.tell(
        new Happening.FenceChanged(
            world.now(),
            participant,
            key(call),
            by,
            fences.put(key(call), next),
            next,
            holds.available() - before.available(),
            holds.reserved() - before.reserved(),
            holds.spent() - before.spent()));
    if (!holds.equals(before)) {
      tellHoldings();
    }
  }

  void tellHoldings() {
    Holdings now = Objects.requireNonNull(observe.get(), "holdings");
    world.tell(
        new Happening.Holds(
            world.now(), participant, now.available(), now.reserved(), now.spent()));
  }

  private static Operation by(FenceState reached) {
    return switch (reached) {
      case TRIED, REFUSED -> Operation.TRY;
      case CONFIRMED -> Operation.CONFIRM;
      case CANCELLED -> Operation.CANCEL;
    };
  }

  private static Fence fence(FenceState state) {
    return switch (state) {
      case TRIED -> new Fence(state, DIGEST, RESERVATION, null, null, null);
      case CONFIRMED, CANCELLED -> new Fence(state, DIGEST, null, null, null, Instant.MAX);
      case REFUSED ->
          new Fence(state, DIGEST, null, null, new Refused("refused", "observed"), Instant.MAX);
    };
  }

  private static FenceKey key(BranchCall call) {
    return new FenceKey(call.transactionId().toString(), call.branchId());
  }
}
