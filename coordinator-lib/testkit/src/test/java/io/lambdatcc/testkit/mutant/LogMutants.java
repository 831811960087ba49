package io.lambdatcc.testkit.mutant;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import io.lambdatcc.spi.WriteResult.Conflict;
import io.lambdatcc.spi.WriteResult.Unknown;
import io.lambdatcc.spi.WriteResult.Written;
import io.lambdatcc.testkit.world.LaterVersions;
import io.lambdatcc.testkit.world.Place;
import io.lambdatcc.testkit.world.Wiring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Coordinators that misuse their log, or believe it too much. */
final class LogMutants {
  private static final long DECISION = 2;

  /** How often a write without a condition meets others that come first. */
  private static final int MAX_PUTS = 5;

  private LogMutants() {}

  private static <T> CompletionStage<T> now(T answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static boolean confirms(TransactionState next) {
    return next.version() == DECISION && next.phase() == Phase.CONFIRMING;
  }

  /** Writes a record whatever there is, as a put without a condition does. */
  static CompletionStage<WriteResult> put(
      TransactionLog log, TransactionState next, String token, int times) {
    return log.write(next, token)
        .thenCompose(
            answer ->
                answer instanceof Conflict conflict
                        && conflict.current() != null
                        && conflict.current().id().equals(next.id())
                        && times < MAX_PUTS
                    ? put(
                        log,
                        Misread.asVersion(next, conflict.current().version() + 1),
                        token,
                        times + 1)
                    : now(answer));
  }

  /** A begin that is not acknowledged is taken for written. */
  static final class TryBeforeBegin implements Wiring {
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

  /** The decision is put without a condition. */
  static final class UnconditionalDecision implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          return next.version() == DECISION ? put(log, next, token, 1) : super.write(next, token);
        }
      };
    }
  }

  /** A decision to confirm that is not acknowledged is taken for one that failed. */
  static final class DecisionTimeoutIsFailure implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          return super.write(next, token)
              .thenApply(
                  answer ->
                      answer instanceof Unknown && confirms(next)
                          ? new Conflict(Misread.asCancelling(next, "could not be decided in time"))
                          : answer);
        }
      };
    }
  }

  /**
   * The sweep takes what the index lists for what it was when it was begun. The index shows no
   * versions, so what the sweep decides is written over whatever is there.
   */
  static final class DecidingFromStaleIndex implements Wiring {
    private final Map<TransactionKey, TransactionState> asBegun = new HashMap<>();

    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      Set<TransactionKey> listed = new HashSet<>();
      Set<TransactionKey> taken = new HashSet<>();
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> begin(TransactionState first) {
          return super.begin(first)
              .thenApply(
                  answer -> {
                    if (answer instanceof Written) {
                      asBegun.put(first.id().key(), first.durable());
                    }
                    return answer;
                  });
        }

        @Override
        public CompletionStage<DuePage> due(
            int shard, Instant until, int limit, @Nullable String cursor) {
          return super.due(shard, until, limit, cursor)
              .thenApply(
                  page -> {
                    listed.addAll(page.keys());
                    return page;
                  });
        }

        @Override
        public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
          TransactionState first = asBegun.get(key);
          if (first == null || !listed.remove(key)) {
            return super.read(key);
          }
          taken.add(key);
          return now(Optional.of(first));
        }

        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          return next.version() == DECISION && taken.contains(next.id().key())
              ? put(log, next, token, 1)
              : super.write(next, token);
        }
      };
    }
  }

  /** A decision to confirm is told as soon as it is sent; only Confirm waits for it to land. */
  static final class ReplyBeforeDecision implements Wiring {
    private record Decision(String coordinator, TransactionId id) {}

    private final Map<Decision, CompletionStage<WriteResult>> underWay = new HashMap<>();

    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          CompletionStage<WriteResult> answer = super.write(next, token);
          if (!confirms(next)) {
            return answer;
          }
          underWay.put(new Decision(place.coordinator(), next.id()), answer);
          return now(new Written());
        }
      };
    }

    @Override
    public ParticipantClient participants(ParticipantClient participants, Place place) {
      return new ForwardingParticipants(participants) {
        @Override
        public CompletionStage<Answer> call(BranchCall call) {
          CompletionStage<WriteResult> decision =
              underWay.get(new Decision(place.coordinator(), call.transactionId()));
          return decision == null || call.operation() != Operation.CONFIRM
              ? super.call(call)
              : decision.thenCompose(
                  answer -> answer instanceof Written ? super.call(call) : notYet());
        }
      };
    }

    private static CompletionStage<Answer> notYet() {
      return now(new Answer.NotSent("it is not decided yet"));
    }
  }

  /** Recovery cancels whatever it finds past its deadline, decided or not. */
  static final class RecoveryOverridesConfirming implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
          return super.read(key)
              .thenApply(
                  found ->
                      found.map(
                          state ->
                              state.phase() == Phase.CONFIRMING
                                      && !place.clock().instant().isBefore(state.deadline())
                                  ? Misread.asTrying(state)
                                  : state));
        }
      };
    }
  }

  /**
   * Every attempt at a decision has a token of its own; who finds it made takes that for the Cancel
   * of somebody else.
   */
  static final class OwnWriteIsConflict implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      Map<String, Integer> attempts = new HashMap<>();
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          if (!confirms(next)) {
            return super.write(next, token);
          }
          int attempt = attempts.merge(token, 1, Integer::sum);
          return super.write(next, token + "x" + attempt)
              .thenApply(
                  answer ->
                      answer instanceof Conflict conflict
                              && conflict.current() != null
                              && conflict.current().phase() == Phase.CONFIRMING
                          ? new Conflict(Misread.asCancelling(next, "somebody else was faster"))
                          : answer);
        }
      };
    }
  }

  /** Begin stores its transaction whether or not the name is taken, or so it believes. */
  static final class NameStoredUnconditionally implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> begin(TransactionState first) {
          return super.begin(first)
              .thenApply(
                  answer ->
                      answer instanceof Conflict conflict
                              && conflict.current() != null
                              && !conflict.current().id().equals(first.id())
                          ? new Written()
                          : answer);
        }
      };
    }
  }

  /** What has answered when it is already being cancelled is registered all the same. */
  static final class BranchAddedAfterDecision implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          return super.write(next, token)
              .thenCompose(
                  answer ->
                      confirms(next)
                              && answer instanceof Conflict conflict
                              && conflict.current() != null
                              && conflict.current().phase() == Phase.CANCELLING
                          ? register(Misread.withOneBranchMore(conflict.current()), token)
                          : now(answer));
        }

        private CompletionStage<WriteResult> register(TransactionState more, String token) {
          return super.write(more, token)
              .thenApply(answer -> answer instanceof Written ? new Conflict(more) : answer);
        }
      };
    }
  }

  /** Who began it decides without a condition for as long as its lease runs by its own clock. */
  static final class LeaseByClock implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      Set<TransactionId> leased = new HashSet<>();
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> begin(TransactionState first) {
          leased.add(first.id());
          return super.begin(first);
        }

        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          boolean mine =
              leased.contains(next.id()) && place.clock().instant().isBefore(next.deadline());
          return mine && next.version() == DECISION
              ? put(log, next, token, 1)
              : super.write(next, token);
        }
      };
    }
  }

  /** The sweep goes through all that is unfinished as it was begun, and ends at what fails. */
  static final class SweepStopsAtPoison implements Wiring {
    private final List<TransactionKey> begun = new ArrayList<>();
    private final Set<TransactionKey> failing = new HashSet<>();

    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> begin(TransactionState first) {
          begun.add(first.id().key());
          return super.begin(first);
        }

        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          if (next.failedRounds() > 0) {
            failing.add(next.id().key());
          }
          return super.write(next, token);
        }

        @Override
        public CompletionStage<DuePage> due(
            int shard, Instant until, int limit, @Nullable String cursor) {
          return super.due(shard, Instant.MAX, limit, cursor)
              .thenApply(page -> new DuePage(upToTheFirstFailing(page.keys()), page.cursor()));
        }
      };
    }

    private List<TransactionKey> upToTheFirstFailing(List<TransactionKey> unfinished) {
      List<TransactionKey> page = new ArrayList<>();
      for (TransactionKey key : begun) {
        if (unfinished.contains(key) && !page.contains(key)) {
          page.add(key);
          if (failing.contains(key)) {
            break;
          }
        }
      }
      return page;
    }
  }

  /** A phase that is not known is read as the first one. */
  static final class UnknownPhaseDefaulted implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
          return super.read(key)
              .exceptionally(
                  failure -> {
                    TransactionState stored = LaterVersions.recordBehind(failure);
                    if (stored == null) {
                      throw new CompletionException(failure);
                    }
                    return Optional.of(Misread.asTrying(stored));
                  });
        }
      };
    }
  }

  /** The token of begin is gone with the next write, so a repeated begin meets a stranger. */
  static final class OnlyLastTokenKept implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> begin(TransactionState first) {
          return super.begin(first)
              .thenApply(
                  answer ->
                      answer instanceof Conflict conflict
                              && conflict.current() != null
                              && conflict.current().id().equals(first.id())
                          ? new Conflict(Misread.asSomebodyElses(conflict.current()))
                          : answer);
        }
      };
    }
  }

  /** A branch that has failed too often is taken for done, as if an operator had said so. */
  static final class ParkedMeansDone implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          Instant parked = next.parkedAt();
          return super.write(parked == null ? next : Misread.asGivenUp(next, parked), token);
        }
      };
    }
  }

  /** An operator's word is not written, only what it led to. */
  static final class WordNotKept implements Wiring {
    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          return super.write(Misread.withoutWords(next), token);
        }
      };
    }
  }
}
