package io.lambdatcc.testkit.mutant;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.spi.IdSource;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.world.Place;
import io.lambdatcc.testkit.world.Wiring;
import io.lambdatcc.wire.ParticipantReply;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Coordinators that call their participants wrongly, or take their answers for something else. */
final class CallMutants {
  /** After so many failures a call is given up for good. */
  private static final int MAX_RETRIES = 5;

  private CallMutants() {}

  private static CompletionStage<Answer> done() {
    return CompletableFuture.completedFuture(new Answer.Done(null));
  }

  private static String branch(BranchCall call) {
    return call.transactionId() + "/" + call.branchId();
  }

  private static BranchCall as(Operation operation, String branchId, BranchCall call) {
    return new BranchCall(
        operation,
        call.transactionId(),
        branchId,
        call.participant(),
        call.deadline(),
        call.payload(),
        call.attempt(),
        call.traceparent());
  }

  /** A branch that has not answered its Try is taken for one that holds nothing. */
  static final class NoCancelForUnknownTry implements Wiring {
    private final Set<String> unknown = new HashSet<>();

    @Override
    public ParticipantClient participants(ParticipantClient participants, Place place) {
      return new ForwardingParticipants(participants) {
        @Override
        public CompletionStage<Answer> call(BranchCall call) {
          if (call.operation() == Operation.CANCEL && unknown.contains(branch(call))) {
            return done();
          }
          if (call.operation() != Operation.TRY) {
            return super.call(call);
          }
          unknown.add(branch(call));
          return super.call(call)
              .thenApply(
                  answer -> {
                    if (!(answer instanceof Answer.Unknown)) {
                      unknown.remove(branch(call));
                    }
                    return answer;
                  });
        }
      };
    }
  }

  /** A branch that refused its Try is taken for one that needs no Cancel. */
  static final class CancelSkippedForRefused implements Wiring {
    private final Set<String> refused = new HashSet<>();

    @Override
    public ParticipantClient participants(ParticipantClient participants, Place place) {
      return new ForwardingParticipants(participants) {
        @Override
        public CompletionStage<Answer> call(BranchCall call) {
          return call.operation() == Operation.CANCEL && refused.contains(branch(call))
              ? done()
              : super.call(call)
                  .thenApply(
                      answer -> {
                        if (answer instanceof Answer.Refused) {
                          refused.add(branch(call));
                        }
                        return answer;
                      });
        }
      };
    }
  }

  /** Once one branch has answered Confirm, the others are taken to have answered too. */
  static final class FinishAfterFirstAck implements Wiring {
    private final Set<TransactionId> acknowledged = new HashSet<>();

    @Override
    public ParticipantClient participants(ParticipantClient participants, Place place) {
      return new ForwardingParticipants(participants) {
        @Override
        public CompletionStage<Answer> call(BranchCall call) {
          return call.operation() != Operation.CONFIRM
              ? super.call(call)
              : super.call(call)
                  .thenApply(
                      answer -> {
                        if (answer instanceof Answer.Done) {
                          acknowledged.add(call.transactionId());
                        }
                        return acknowledged.contains(call.transactionId())
                            ? new Answer.Done(null)
                            : answer;
                      });
        }
      };
    }
  }

  /** A branch whose Confirm fails is cancelled instead. */
  static final class ConfirmErrorCancels implements Wiring {
    @Override
    public ParticipantClient participants(ParticipantClient participants, Place place) {
      return new ForwardingParticipants(participants) {
        @Override
        public CompletionStage<Answer> call(BranchCall call) {
          return call.operation() != Operation.CONFIRM
              ? super.call(call)
              : super.call(call)
                  .thenCompose(
                      answer ->
                          answer instanceof Answer.Unknown
                              ? super.call(as(Operation.CANCEL, call.branchId(), call))
                              : CompletableFuture.completedFuture(answer));
        }
      };
    }
  }

  /** What has failed often enough is taken for done. */
  static final class GiveUpAfterRetries implements Wiring {
    @Override
    public ParticipantClient participants(ParticipantClient participants, Place place) {
      return new ForwardingParticipants(participants) {
        @Override
        public CompletionStage<Answer> call(BranchCall call) {
          return super.call(call)
              .thenApply(
                  answer ->
                      call.operation() != Operation.TRY
                              && call.attempt() >= MAX_RETRIES
                              && answer instanceof Answer.Unknown
                          ? new Answer.Done(null)
                          : answer);
        }
      };
    }
  }

  /** Every Try registers a branch of its own; what is confirmed or cancelled is the last one. */
  static final class NewBranchIdPerTry implements Wiring {
    private final Map<String, String> last = new HashMap<>();

    @Override
    public ParticipantClient participants(ParticipantClient participants, Place place) {
      return new ForwardingParticipants(participants) {
        @Override
        public CompletionStage<Answer> call(BranchCall call) {
          if (call.operation() == Operation.TRY && call.attempt() > 1) {
            last.put(branch(call), call.branchId() + "-" + call.attempt());
          }
          String branchId = last.getOrDefault(branch(call), call.branchId());
          return super.call(as(call.operation(), branchId, call));
        }
      };
    }
  }

  /** Being told to wait counts as a failure. */
  static final class NotNowCountsTowardParking implements Wiring {
    @Override
    public ParticipantClient participants(ParticipantClient participants, Place place) {
      return new ForwardingParticipants(participants) {
        @Override
        public CompletionStage<Answer> call(BranchCall call) {
          return super.call(call)
              .thenApply(
                  answer ->
                      call.operation() != Operation.TRY && answer instanceof Answer.NotNow
                          ? new Answer.Unknown("not now")
                          : answer);
        }
      };
    }
  }

  /** Whatever is answered 200, or anything near it, is success. */
  static final class Any2xxIsSuccess implements Wiring {
    @Override
    public Answer understand(
        io.lambdatcc.wire.Operation operation,
        int status,
        Map<String, String> headers,
        String body) {
      return status / 100 == 2
          ? new Answer.Done(null)
          : Wiring.super.understand(operation, status, headers, body);
    }
  }

  /** Whatever is answered 400, or anything near it, is the participant's no. */
  static final class Any4xxIsRefusal implements Wiring {
    @Override
    public Answer understand(
        io.lambdatcc.wire.Operation operation,
        int status,
        Map<String, String> headers,
        String body) {
      return status / 100 == 4
          ? new Answer.Refused("status-" + status, "the participant says no")
          : Wiring.super.understand(operation, status, headers, body);
    }

    @Override
    public Answer understand(io.lambdatcc.wire.Operation operation, ParticipantReply reply) {
      return reply instanceof ParticipantReply.Rejected no
          ? new Answer.Refused(no.code(), no.reason())
          : Wiring.super.understand(operation, reply);
    }
  }

  /** Tokens are drawn from the process's own random numbers, which a clone has too. */
  static final class EqualTokensInClones implements Wiring {
    @Override
    public IdSource ids(IdSource ids, Place place) {
      return () -> Long.toString(place.random().nextLong() >>> 1, Character.MAX_RADIX);
    }
  }
}
