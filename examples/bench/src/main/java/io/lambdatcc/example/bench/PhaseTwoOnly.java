package io.lambdatcc.example.bench;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Ports on which a transaction costs nothing until it is decided: for what phase two alone costs in
 * a transaction that goes well. The log has to hold the decided records already.
 */
record PhaseTwoOnly(TransactionLog log, ParticipantClient participants) {

  /** Takes begin and decision for written, and writes what follows. */
  TransactionLog logPort() {
    return new TransactionLog() {
      @Override
      public CompletionStage<WriteResult> begin(TransactionState first) {
        return CompletableFuture.completedFuture(new WriteResult.Written());
      }

      @Override
      public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
        return log.forestall(second, token);
      }

      @Override
      public CompletionStage<WriteResult> write(TransactionState next, String token) {
        return next.phase().finished()
            ? log.write(next, token)
            : CompletableFuture.completedFuture(new WriteResult.Written());
      }

      @Override
      public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
        return log.read(key);
      }

      @Override
      public CompletionStage<DuePage> due(
          int shard, Instant until, int limit, @Nullable String cursor) {
        return log.due(shard, until, limit, cursor);
      }

      @Override
      public int shards() {
        return log.shards();
      }
    };
  }

  /** Takes every Try for answered with yes, and calls for what follows. */
  ParticipantClient participantsPort() {
    return new ParticipantClient() {
      @Override
      public boolean knows(String participant) {
        return participants.knows(participant);
      }

      @Override
      public CompletionStage<Answer> call(BranchCall call) {
        return call.operation() == Operation.TRY
            ? CompletableFuture.completedFuture(new Answer.Done(null))
            : participants.call(call);
      }
    };
  }
}
