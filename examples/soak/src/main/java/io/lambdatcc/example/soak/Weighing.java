package io.lambdatcc.example.soak;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How much memory a transaction takes that is being tried. */
final class Weighing {
  /** Of each transaction that is weighed. */
  static final int BRANCHES = 3;

  private static final int TRANSACTIONS = 4_000;

  private Weighing() {}

  /** Bytes of the live heap, the caller's futures included, the log and the payloads not. */
  static long bytesOfOne() {
    Payload payload = Payload.of("{}");
    try (TccCoordinator tcc =
        TccCoordinator.builder(new Forgetful(), new Silent()).scope("weighing").build()) {
      List<CompletionStage<TccOutcome>> told = new ArrayList<>(TRANSACTIONS);
      told.add(tcc.execute(request(0, payload)));
      long before = LiveHeap.bytes();
      for (int i = 1; i <= TRANSACTIONS; i++) {
        told.add(tcc.execute(request(i, payload)));
      }
      long after = LiveHeap.bytes();
      if (tcc.underWay() != told.size()) {
        throw new IllegalStateException(
            told.size() + " transactions are to be weighed, and " + tcc.underWay() + " are there");
      }
      return (after - before) / TRANSACTIONS;
    }
  }

  private static TccRequest request(int number, Payload payload) {
    return TccRequest.of(
        "weighed-" + number,
        IntStream.range(0, BRANCHES).mapToObj(i -> TccBranch.at("service-" + i, payload)).toList());
  }

  /** Participants that never answer. */
  private static final class Silent implements ParticipantClient {
    @Override
    public boolean knows(String participant) {
      return true;
    }

    @Override
    public CompletionStage<Answer> call(BranchCall call) {
      return new CompletableFuture<>();
    }
  }

  /** A log that keeps nothing. */
  private static final class Forgetful implements TransactionLog {
    @Override
    public CompletionStage<WriteResult> begin(TransactionState first) {
      return CompletableFuture.completedFuture(new WriteResult.Written());
    }

    @Override
    public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
      return CompletableFuture.completedFuture(new WriteResult.Written());
    }

    @Override
    public CompletionStage<WriteResult> write(TransactionState next, String token) {
      return CompletableFuture.completedFuture(new WriteResult.Written());
    }

    @Override
    public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<DuePage> due(
        int shard, Instant until, int limit, @Nullable String cursor) {
      return CompletableFuture.completedFuture(new DuePage(List.of(), null));
    }

    @Override
    public int shards() {
      return 1;
    }
  }
}
