package io.lambdatcc.testkit.mutant;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.CompletionReport;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import io.lambdatcc.testkit.world.Place;
import io.lambdatcc.testkit.world.Wiring;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Functions on the log's stream that believe it too much. */
final class StreamMutants {
  private StreamMutants() {}

  /** The stream is not filtered, and whatever it tells of is taken for decided. */
  static final class ToldIsDecided implements Wiring {
    private final Set<TransactionKey> told = new HashSet<>();

    @Override
    public boolean streams(TransactionState landed) {
      return !landed.phase().finished();
    }

    @Override
    public CompletionStage<CompletionReport> complete(
        TccCoordinator coordinator, TransactionState landed, Duration atMost) {
      told.add(landed.id().key());
      return Wiring.super.complete(coordinator, landed, atMost);
    }

    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
          boolean believed = told.remove(key);
          return super.read(key)
              .thenApply(read -> believed ? read.map(Misread::asHandedOver) : read);
        }
      };
    }
  }

  /** What the stream tells is not read again, and what comes of it is put without a condition. */
  static final class ToldIsStored implements Wiring {
    private final Map<TransactionKey, TransactionState> told = new HashMap<>();

    @Override
    public CompletionStage<CompletionReport> complete(
        TccCoordinator coordinator, TransactionState landed, Duration atMost) {
      told.put(landed.id().key(), landed);
      return Wiring.super.complete(coordinator, landed, atMost);
    }

    @Override
    public TransactionLog log(TransactionLog log, Place place) {
      Set<TransactionKey> believed = new HashSet<>();
      return new ForwardingLog(log) {
        @Override
        public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
          TransactionState image = told.remove(key);
          if (image == null) {
            return super.read(key);
          }
          believed.add(key);
          return CompletableFuture.completedFuture(Optional.of(image));
        }

        @Override
        public CompletionStage<WriteResult> write(TransactionState next, String token) {
          return believed.contains(next.id().key())
              ? LogMutants.put(log, next, token, 1)
              : super.write(next, token);
        }
      };
    }
  }
}
