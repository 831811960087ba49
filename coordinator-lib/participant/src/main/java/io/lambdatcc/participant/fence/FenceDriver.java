package io.lambdatcc.participant.fence;

import io.lambdatcc.participant.fence.FenceStore.Committed;
import io.lambdatcc.participant.fence.FenceStore.ConditionFailed;
import io.lambdatcc.participant.fence.FenceStore.Contended;
import io.lambdatcc.participant.fence.FenceStore.Failure;
import io.lambdatcc.participant.fence.FenceStore.FenceMoved;
import io.lambdatcc.participant.fence.FenceStore.NotSeen;
import io.lambdatcc.participant.fence.FenceStore.Outcome;
import io.lambdatcc.participant.fence.FenceStore.Seen;
import io.lambdatcc.participant.fence.FenceStore.Sight;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the {@link FenceRules} against a {@link FenceStore}: look, decide, commit, and answer
 * only what is known to be durable.
 *
 * <p>What is contended or unknown is repeated from the look on, within a {@link Patience}. When
 * that runs out, a Try that certainly left nothing behind is answered not now, and everything else
 * unknown, so that the coordinator asks again.
 *
 * @param <W> a write of the store
 * @param <I> an item of the store
 */
public final class FenceDriver<W, I> {
  private final FenceRules rules;
  private final FenceStore<W, I> store;
  private final InstantSource clock;
  private final Pauser pauser;
  private final Patience ofTry;
  private final Patience ofFinish;

  public FenceDriver(
      FenceRules rules,
      FenceStore<W, I> store,
      InstantSource clock,
      Pauser pauser,
      Patience ofTry,
      Patience ofFinish) {
    this.rules = Objects.requireNonNull(rules, "rules");
    this.store = Objects.requireNonNull(store, "store");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.pauser = Objects.requireNonNull(pauser, "pauser");
    this.ofTry = Objects.requireNonNull(ofTry, "ofTry");
    this.ofFinish = Objects.requireNonNull(ofFinish, "ofFinish");
  }

  /** Answers a Try. */
  public ParticipantReply onTry(TryRequest request, BranchWork<W, I> work) {
    return new Trying(request, work).run(request.key(), ofTry);
  }

  /** Answers a Confirm. */
  public ParticipantReply onConfirm(FenceKey key, BranchWork<W, I> work) {
    return new Finishing() {
      @Override
      Step step(@Nullable Fence fence) {
        return rules.onConfirm(fence, clock.instant());
      }

      @Override
      List<W> writes(JsonText reservation) {
        return work.onConfirm(reservation);
      }
    }.run(key, ofFinish);
  }

  /** Answers a Cancel. */
  public ParticipantReply onCancel(FenceKey key, BranchWork<W, I> work) {
    return new Finishing() {
      @Override
      Step step(@Nullable Fence fence) {
        return rules.onCancel(fence, clock.instant());
      }

      @Override
      List<W> writes(JsonText reservation) {
        return work.onCancel(reservation);
      }
    }.run(key, ofFinish);
  }

  /** A step with the participant's writes for it. */
  private record Move<W, I>(Step step, List<GuardedWrite<W, I>> writes) {
    List<W> plain() {
      List<W> plain = new ArrayList<>(writes.size());
      for (GuardedWrite<W, I> write : writes) {
        plain.add(write.write());
      }
      return plain;
    }
  }

  /** One request from its first look to its answer. */
  private abstract class Request {
    /** Whether a commit of this request may have landed, or may land yet, without our knowing. */
    private boolean inDoubt;

    /** What to do, given the fence. */
    abstract Move<W, I> move(@Nullable Fence fence);

    /** What to do after conditions failed; null to look again. */
    abstract @Nullable Move<W, I> afterFailure(Move<W, I> failed, List<Failure<I>> failures);

    /** The answer when patience has run out and certainly nothing was left behind. */
    abstract ParticipantReply whenContended(String cause);

    ParticipantReply run(FenceKey key, Patience patience) {
      Instant latest = clock.instant().plus(patience.total());
      Move<W, I> move = null;
      String trouble = "the fence kept moving";
      boolean contended = false;
      for (int attempt = 1; attempt <= patience.attempts(); attempt++) {
        if (move == null) {
          Sight sight = store.look(key);
          if (sight instanceof Seen seen) {
            move = move(seen.fence());
          } else {
            trouble = ((NotSeen) sight).cause();
            contended = false;
          }
        }
        if (move != null) {
          if (move.step() instanceof Step.Answer answer) {
            return certain(answer.reply());
          }
          Step.Commit commit = (Step.Commit) move.step();
          Outcome<I> outcome = store.commit(key, commit.expected(), commit.next(), move.plain());
          if (outcome instanceof Committed) {
            return commit.reply();
          } else if (outcome instanceof FenceMoved<I> moved) {
            move = move(moved.current());
            continue;
          } else if (outcome instanceof ConditionFailed<I> failed) {
            move = afterFailure(move, failed.failures());
            if (move != null) {
              continue;
            }
            trouble = "a condition failed";
          } else if (outcome instanceof Contended<I> busy) {
            move = null;
            trouble = busy.cause();
            contended = true;
          } else if (outcome instanceof FenceStore.Unknown<I> unknown) {
            move = null;
            trouble = unknown.cause();
            inDoubt = true;
          }
        }
        if (attempt < patience.attempts()) {
          if (clock.instant().plus(patience.pauseAfter(attempt)).isAfter(latest)) {
            break;
          }
          pauser.pause(patience.pauseAfter(attempt));
        }
      }
      if (move != null && move.step() instanceof Step.Answer answer) {
        return certain(answer.reply());
      }
      return contended && !inDoubt
          ? whenContended(trouble)
          : new ParticipantReply.Unknown("gave up: " + trouble);
    }

    /** Not now says that nothing happened, which cannot be said in doubt. */
    private ParticipantReply certain(ParticipantReply reply) {
      return inDoubt && reply instanceof ParticipantReply.NotNow
          ? new ParticipantReply.Unknown("an earlier commit of this request is in doubt")
          : reply;
    }
  }

  private final class Trying extends Request {
    private final TryRequest request;
    private final BranchWork<W, I> work;

    Trying(TryRequest request, BranchWork<W, I> work) {
      this.request = request;
      this.work = work;
    }

    @Override
    Move<W, I> move(@Nullable Fence fence) {
      Step step = rules.onTry(fence, request, clock.instant());
      if (!(step instanceof Step.AskParticipant)) {
        return new Move<>(step, List.of());
      }
      TryIntent<W, I> intent = work.onTry();
      if (intent instanceof TryIntent.Reserve<W, I> reserve) {
        Verdict seen = request.repeated() ? peek(reserve.writes()) : Verdict.proceed();
        return seen instanceof Verdict.Proceed
            ? new Move<>(
                rules.reserve(request, reserve.reservation(), reserve.result()), reserve.writes())
            : declineUnlessTried(seen);
      }
      return declineUnlessTried(((TryIntent.Decline<W, I>) intent).verdict());
    }

    /**
     * What holds an item may be this very branch, if an earlier request landed after the look. A
     * refusal finds that out when it is written; not now is not written, so it takes another look.
     */
    private Move<W, I> declineUnlessTried(Verdict verdict) {
      if (!request.repeated() || !(verdict instanceof Verdict.NotNow)) {
        return decline(verdict);
      }
      Sight again = store.look(request.key());
      if (!(again instanceof Seen seen)) {
        String cause = ((NotSeen) again).cause();
        return new Move<>(
            new Step.Answer(new ParticipantReply.Unknown("gave up: " + cause)), List.of());
      }
      return seen.fence() == null
          ? decline(verdict)
          : new Move<>(rules.onTry(seen.fence(), request, clock.instant()), List.of());
    }

    @Override
    Move<W, I> afterFailure(Move<W, I> failed, List<Failure<I>> failures) {
      Verdict verdict = Verdict.proceed();
      for (Failure<I> failure : failures) {
        Check<I> check = failed.writes().get(failure.index()).check();
        if (check != null) {
          verdict = verdict.or(check.look(failure.item()));
        }
      }
      return decline(verdict);
    }

    @Override
    ParticipantReply whenContended(String cause) {
      return new ParticipantReply.NotNow(ParticipantReply.DEFAULT_RETRY_AFTER);
    }

    private Move<W, I> decline(Verdict verdict) {
      return new Move<>(rules.decline(request, verdict, clock.instant()), List.of());
    }

    /** Waiting costs reads, not transactions that hold up those who could end the waiting. */
    private Verdict peek(List<GuardedWrite<W, I>> writes) {
      Verdict verdict = Verdict.proceed();
      for (GuardedWrite<W, I> write : writes) {
        if (write.check() != null) {
          Optional<I> item = store.peek(write.write());
          if (item.isPresent()) {
            verdict = verdict.or(write.check().look(item.get()));
          }
        }
      }
      return verdict;
    }
  }

  private abstract class Finishing extends Request {
    private boolean failedBefore;

    abstract Step step(@Nullable Fence fence);

    abstract List<W> writes(JsonText reservation);

    @Override
    Move<W, I> move(@Nullable Fence fence) {
      Step step = step(fence);
      if (step instanceof Step.Commit commit && commit.withWrites()) {
        JsonText reservation = Objects.requireNonNull(Objects.requireNonNull(fence).reservation());
        return new Move<>(
            step,
            writes(reservation).stream()
                .map(write -> new GuardedWrite<W, I>(write, null))
                .toList());
      }
      return new Move<>(step, List.of());
    }

    /** Once may be a race that the next look shows; twice contradicts what the fence says. */
    @Override
    @Nullable Move<W, I> afterFailure(Move<W, I> failed, List<Failure<I>> failures) {
      if (!failedBefore) {
        failedBefore = true;
        return null;
      }
      String reason =
          "the branch is reserved, but the condition of write "
              + failures.get(0).index()
              + " fails";
      return new Move<>(new Step.Answer(new ParticipantReply.Violated(reason)), List.of());
    }

    @Override
    ParticipantReply whenContended(String cause) {
      return new ParticipantReply.Unknown("gave up: " + cause);
    }
  }
}
