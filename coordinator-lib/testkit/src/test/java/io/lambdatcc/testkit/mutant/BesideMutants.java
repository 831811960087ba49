package io.lambdatcc.testkit.mutant;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.IdSource;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import io.lambdatcc.spi.WriteResult.Conflict;
import io.lambdatcc.spi.WriteResult.Unknown;
import io.lambdatcc.spi.WriteResult.Written;
import io.lambdatcc.testkit.world.Place;
import io.lambdatcc.testkit.world.Shelf;
import io.lambdatcc.testkit.world.Wiring;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Coordinators and participants that break one of the rules by which Try may leave beside begin.
 */
final class BesideMutants {
  private BesideMutants() {}

  private static <T> CompletionStage<T> now(T answer) {
    return CompletableFuture.completedFuture(answer);
  }

  /** Every begin of a name has the same id. */
  static final class OneIdPerName implements Wiring {
    @Override
    public IdSource ids(IdSource ids, Place place) {
      // the first token of a process is in the id of its first transaction
      boolean[] asked = new boolean[1];
      return () -> {
        boolean first = !asked[0];
        asked[0] = true;
        return first ? "same" : ids.newToken();
      };
    }
  }

  /** Answers by what is stored under the name, if anything is. */
  private abstract static class AnswersByWhatItFinds implements Wiring {
    /** Null where the production code is to answer. */
    abstract @Nullable InquiryAnswer answer(
        @Nullable TccTransaction found, Instant deadline, Instant now);

    private final Map<TccCoordinator, Place> places = new HashMap<>();

    @Override
    public TccCoordinator coordinator(TccCoordinator.Builder builder, Place place) {
      TccCoordinator made = Wiring.super.coordinator(builder, place);
      places.put(made, place);
      return made;
    }

    @Override
    public CompletionStage<InquiryAnswer> inquire(
        TccCoordinator coordinator,
        TransactionId id,
        String branchId,
        String participant,
        Instant deadline,
        Instant askedAt) {
      Place place = places.get(coordinator);
      Instant now = place == null ? askedAt : place.clock().instant();
      return coordinator
          .find(id.name())
          .<CompletionStage<InquiryAnswer>>thenApply(
              found -> {
                InquiryAnswer answer = answer(found.orElse(null), deadline, now);
                return answer != null
                    ? now(answer)
                    : Wiring.super.inquire(
                        coordinator, id, branchId, participant, deadline, askedAt);
              })
          .thenCompose(Function.identity());
    }
  }

  /** Whatever is under the name of a transaction is taken for it. */
  static final class NameAloneAnswers extends AnswersByWhatItFinds {
    @Override
    @Nullable InquiryAnswer answer(@Nullable TccTransaction found, Instant deadline, Instant now) {
      if (found == null) {
        return null;
      }
      if (!found.phase().decided()) {
        return InquiryAnswer.NOT_YET;
      }
      return found.phase().confirms() ? InquiryAnswer.CONFIRMED : InquiryAnswer.CANCELLED;
    }
  }

  /** What is not in the log is called cancelled, and nothing keeps it from getting there. */
  static final class AbsentIsCancelled extends AnswersByWhatItFinds {
    @Override
    @Nullable InquiryAnswer answer(@Nullable TccTransaction found, Instant deadline, Instant now) {
      return found == null && !now.isBefore(deadline) ? InquiryAnswer.CANCELLED : null;
    }
  }

  /**
   * What is still being tried is called cancelled past its deadline, before anybody has decided.
   */
  static final class LateIsCancelled extends AnswersByWhatItFinds {
    @Override
    @Nullable InquiryAnswer answer(@Nullable TccTransaction found, Instant deadline, Instant now) {
      return found != null && found.phase() == Phase.TRYING && !now.isBefore(deadline)
          ? InquiryAnswer.CANCELLED
          : null;
    }
  }

  /** What is held is undone whatever the answer. */
  static final class AskedIsReleased implements Wiring {
    @Override
    public boolean releases(String participant, FenceKey key, InquiryAnswer answer) {
      return true;
    }
  }

  /** What is held is undone in the data, and the fence is left as it was. */
  static final class ReleasedBesideItsFence implements Wiring {
    private final Set<FenceKey> told = new HashSet<>();

    @Override
    public boolean releases(String participant, FenceKey key, InquiryAnswer answer) {
      boolean releases = Wiring.super.releases(participant, key, answer);
      if (releases) {
        told.add(key);
      }
      return releases;
    }

    @Override
    public FenceStore<Shelf.Move, Shelf> fences(
        FenceStore<Shelf.Move, Shelf> store, String participant, InstantSource clock) {
      return new ForwardingFences(store) {
        @Override
        public Outcome<Shelf> commit(
            FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
          return expected == FenceState.TRIED && told.remove(key)
              ? super.commit(
                  new FenceKey(key.transactionId(), key.branchId() + "-undone"), null, next, writes)
              : super.commit(key, expected, next, writes);
        }
      };
    }
  }

  /** A begin that is not acknowledged is taken for written, and decided upon. */
  static final class DoubtIsBegun implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> begin(TransactionState first) {
          return super.begin(first)
              .thenApply(answer -> answer instanceof Unknown ? new Written() : answer);
        }
      };
    }
  }

  /** A begin that is given up is undone at once: its end is not written, or not waited for. */
  static final class UndoneBeforeItsEnd implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
          return second.phase() == Phase.CANCELLING
              ? now(new Written())
              : super.forestall(second, token);
        }
      };
    }
  }

  /** A begin is sent for as long as it takes, also past its deadline. */
  static final class BeginPastItsDeadline implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      Map<TransactionId, TransactionState> firsts = new HashMap<>();
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> begin(TransactionState first) {
          firsts.put(first.id(), first);
          return super.begin(first);
        }

        @Override
        public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
          Optional<TransactionState> first = Optional.ofNullable(firsts.get(second.id()));
          return second.phase() == Phase.CANCELLING && first.isPresent()
              ? super.begin(first.get())
                  .thenApply(
                      answer ->
                          answer instanceof Written ? new Conflict(first.get().durable()) : answer)
              : super.forestall(second, token);
        }
      };
    }
  }

  /** The end of what never began is forgotten as soon as it has been told. */
  static final class EndForgottenEarly implements Wiring {
    @Override
    public Duration endsKept(Duration kept) {
      return Duration.ofSeconds(1);
    }
  }

  /** Nobody looks for what is held past its deadline. */
  static final class NothingIsOverdue implements Wiring {
    @Override
    public List<FenceKey> overdue(String participant, List<FenceKey> overdue) {
      return List.of();
    }
  }
}
