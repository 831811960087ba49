package io.lambdatcc.testkit.mutant;

import io.lambdatcc.participant.fence.BranchWork;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceRules;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.Step;
import io.lambdatcc.participant.fence.TryIntent;
import io.lambdatcc.participant.fence.TryRequest;
import io.lambdatcc.participant.fence.Verdict;
import io.lambdatcc.testkit.world.Shelf;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Participants that break a rule of the fence, or keep it badly. */
final class FenceMutants {
  private FenceMutants() {}

  /** A Cancel that finds nothing leaves nothing. */
  static final class EmptyCancelLeavesNoFence implements Wiring {
    @Override
    public FenceRules rules(FenceRules rules, String participant) {
      return new FenceRules(FenceRules.MIN_RETENTION) {
        @Override
        public Step onCancel(@Nullable Fence fence, Instant now) {
          return fence == null
              ? new Step.Answer(new ParticipantReply.Done(Operation.CANCEL, null))
              : super.onCancel(fence, now);
        }
      };
    }
  }

  /** A Try reserves, also where a Cancel came first. */
  static final class TryIgnoresFence implements Wiring {
    @Override
    public FenceRules rules(FenceRules rules, String participant) {
      return new FenceRules(FenceRules.MIN_RETENTION) {
        @Override
        public Step onTry(@Nullable Fence fence, TryRequest request, Instant now) {
          return fence != null && fence.state() == FenceState.CANCELLED
              ? new Step.AskParticipant()
              : super.onTry(fence, request, now);
        }
      };
    }

    @Override
    public FenceStore<Shelf.Move, Shelf> fences(
        FenceStore<Shelf.Move, Shelf> store, String participant, InstantSource clock) {
      return new ForwardingFences(store) {
        @Override
        public Outcome<Shelf> commit(
            FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
          Fence there = fence(key);
          boolean over =
              next.state() == FenceState.TRIED
                  && there != null
                  && there.state() == FenceState.CANCELLED;
          return super.commit(key, over ? FenceState.CANCELLED : expected, next, writes);
        }
      };
    }
  }

  /** Every Confirm acts. */
  static final class ConfirmNotIdempotent implements Wiring {
    @Override
    public FenceStore<Shelf.Move, Shelf> fences(
        FenceStore<Shelf.Move, Shelf> store, String participant, InstantSource clock) {
      Map<FenceKey, Fence> tried = new HashMap<>();
      return new ForwardingFences(store) {
        @Override
        public Sight look(FenceKey key) {
          Fence fence = fence(key);
          return fence != null && fence.state() == FenceState.CONFIRMED
              ? new Seen(tried.getOrDefault(key, fence))
              : super.look(key);
        }

        @Override
        public Outcome<Shelf> commit(
            FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
          if (next.state() == FenceState.TRIED) {
            tried.put(key, next);
          }
          Fence there = fence(key);
          boolean again =
              next.state() == FenceState.CONFIRMED
                  && there != null
                  && there.state() == FenceState.CONFIRMED;
          return super.commit(key, again ? FenceState.CONFIRMED : expected, next, writes);
        }
      };
    }
  }

  /** A finished fence is kept about as long as a call takes. */
  static final class FenceTooShort implements Wiring {
    private static final Duration KEPT = Duration.ofSeconds(3);

    @Override
    public FenceStore<Shelf.Move, Shelf> fences(
        FenceStore<Shelf.Move, Shelf> store, String participant, InstantSource clock) {
      return new ForwardingFences(store) {
        @Override
        public Outcome<Shelf> commit(
            FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
          return super.commit(
              key,
              expected,
              next.keepUntil() == null ? next : keptUntil(next, clock.instant().plus(KEPT)),
              writes);
        }
      };
    }

    private static Fence keptUntil(Fence fence, Instant keepUntil) {
      return new Fence(
          fence.state(),
          fence.digest(),
          fence.reservation(),
          fence.result(),
          fence.refusal(),
          keepUntil);
    }
  }

  /** What the table does not take of a batch, since others are writing there, is forgotten. */
  static final class UnprocessedItemsIgnored implements Wiring {
    @Override
    public FenceStore<Shelf.Move, Shelf> fences(
        FenceStore<Shelf.Move, Shelf> store, String participant, InstantSource clock) {
      Map<String, Instant> written = new HashMap<>();
      return new ForwardingFences(store) {
        @Override
        public Outcome<Shelf> commit(
            FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
          List<Shelf.Move> processed =
              writes.stream()
                  .filter(write -> !clock.instant().equals(written.get(write.shelf())))
                  .toList();
          processed.forEach(write -> written.put(write.shelf(), clock.instant()));
          return super.commit(key, expected, next, processed);
        }
      };
    }
  }

  /** The next version of the service reads what is reserved as a number with a fraction. */
  static final class NumberTypeDrifts implements Wiring {
    @Override
    public BranchWork<Shelf.Move, Shelf> work(
        BranchWork<Shelf.Move, Shelf> work, String participant) {
      return new BranchWork<>() {
        @Override
        public TryIntent<Shelf.Move, Shelf> onTry() {
          return work.onTry();
        }

        @Override
        public List<Shelf.Move> onConfirm(JsonText reservation) {
          return drifted(work.onConfirm(reservation), reservation);
        }

        @Override
        public List<Shelf.Move> onCancel(JsonText reservation) {
          return drifted(work.onCancel(reservation), reservation);
        }
      };
    }

    private static List<Shelf.Move> drifted(List<Shelf.Move> moves, JsonText reservation) {
      return !reservation.text().contains("format")
          ? moves
          : moves.stream()
              .map(
                  move ->
                      new Shelf.Move(
                          move.shelf(),
                          (long) (double) move.available(),
                          (long) (double) move.reserved(),
                          (long) (double) move.spent()))
              .toList();
    }
  }

  /** A Try writes its fence first and then what it reserves, which may turn out impossible. */
  static final class TryAndFenceInTwoWrites implements Wiring {
    @Override
    public FenceStore<Shelf.Move, Shelf> fences(
        FenceStore<Shelf.Move, Shelf> store, String participant, InstantSource clock) {
      return new ForwardingFences(store) {
        @Override
        public Outcome<Shelf> commit(
            FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
          Outcome<Shelf> both = super.commit(key, expected, next, writes);
          if (next.state() == FenceState.TRIED && both instanceof ConditionFailed) {
            Outcome<Shelf> unused = super.commit(key, expected, next, List.of());
          }
          return both;
        }
      };
    }
  }

  /** A refusal is told and not remembered. */
  static final class RefusalBeforeDurable implements Wiring {
    @Override
    public FenceRules rules(FenceRules rules, String participant) {
      return new FenceRules(FenceRules.MIN_RETENTION) {
        @Override
        public Step decline(TryRequest request, Verdict verdict, Instant now) {
          return verdict instanceof Verdict.Never never
              ? new Step.Answer(new ParticipantReply.Refused(never.code(), never.reason()))
              : super.decline(request, verdict, now);
        }
      };
    }
  }

  /** A Try that comes too late is not accepted, also where it was answered before. */
  static final class DeadlineBeforeFence implements Wiring {
    @Override
    public FenceRules rules(FenceRules rules, String participant) {
      return new FenceRules(FenceRules.MIN_RETENTION) {
        @Override
        public Step onTry(@Nullable Fence fence, TryRequest request, Instant now) {
          if (now.minus(CLOCK_ALLOWANCE).isAfter(request.deadline())) {
            ProblemType late = ProblemType.DEADLINE_PASSED;
            return new Step.Answer(
                new ParticipantReply.Rejected(late.status(), late.slug(), "it is too late"));
          }
          return super.onTry(fence, request, now);
        }
      };
    }
  }

  /** A branch is known by the name of its transaction alone. */
  static final class ReusedNameMeetsOldFence implements Wiring {
    @Override
    public FenceStore<Shelf.Move, Shelf> fences(
        FenceStore<Shelf.Move, Shelf> store, String participant, InstantSource clock) {
      Map<String, FenceKey> firstOfName = new HashMap<>();
      return new ForwardingFences(store) {
        @Override
        public Sight look(FenceKey key) {
          String id = key.transactionId();
          String name = id.substring(0, id.indexOf('~')) + "/" + key.branchId();
          FenceKey first = firstOfName.computeIfAbsent(name, n -> key);
          return fence(key) == null ? super.look(first) : super.look(key);
        }
      };
    }
  }

  /** What is reserved and not decided upon lapses by the participant's own clock. */
  static final class TriedFenceWithTtl implements Wiring {
    private static final Duration KEPT = Duration.ofSeconds(12);

    @Override
    public FenceStore<Shelf.Move, Shelf> fences(
        FenceStore<Shelf.Move, Shelf> store, String participant, InstantSource clock) {
      Map<FenceKey, Instant> lapses = new HashMap<>();
      return new ForwardingFences(store) {
        @Override
        public Sight look(FenceKey key) {
          Fence fence = fence(key);
          return fence != null && lapsed(key, fence) ? new Seen(null) : super.look(key);
        }

        @Override
        public Outcome<Shelf> commit(
            FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
          if (next.state() == FenceState.TRIED) {
            lapses.put(key, clock.instant().plus(KEPT));
          }
          Fence there = fence(key);
          boolean gone = there != null && lapsed(key, there);
          if (gone && expected != null) {
            return new FenceMoved<>(null);
          }
          return super.commit(key, gone ? FenceState.TRIED : expected, next, writes);
        }

        private boolean lapsed(FenceKey key, Fence fence) {
          return fence.state() == FenceState.TRIED
              && !clock.instant().isBefore(lapses.getOrDefault(key, Instant.MAX));
        }
      };
    }
  }
}
