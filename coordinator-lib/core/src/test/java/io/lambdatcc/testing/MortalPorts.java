package io.lambdatcc.testing;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.Scheduler;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ports of one coordinator that stops dead at a given step of its dealings with the world. */
public final class MortalPorts implements TransactionLog, ParticipantClient, Scheduler {
  private final TransactionLog log;
  private final ParticipantClient services;
  private final Scheduler scheduler;
  private final int deathAt;
  private int step;

  /**
   * Ports to a world.
   *
   * @param deathAt the step at which the coordinator stops, from 1
   */
  public MortalPorts(
      TransactionLog log, ParticipantClient services, Scheduler scheduler, int deathAt) {
    this.log = log;
    this.services = services;
    this.scheduler = scheduler;
    this.deathAt = deathAt;
  }

  /** Whether the step has come. */
  public boolean dead() {
    return step >= deathAt;
  }

  private boolean dies() {
    if (!dead()) {
      step++;
    }
    return dead();
  }

  private <T> CompletionStage<T> dealing(Supplier<CompletionStage<T>> effect) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    if (dies()) {
      return reply;
    }
    effect
        .get()
        .whenComplete(
            (value, failed) -> {
              if (dies()) {
                return;
              }
              if (failed == null) {
                reply.complete(value);
              } else {
                reply.completeExceptionally(failed);
              }
            });
    return reply;
  }

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    return dealing(() -> log.begin(first));
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    return dealing(() -> log.forestall(second, token));
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    return dealing(() -> log.write(next, token));
  }

  @Override
  public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
    return dealing(() -> log.read(key));
  }

  @Override
  public CompletionStage<DuePage> due(
      int shard, Instant until, int limit, @Nullable String cursor) {
    return dealing(() -> log.due(shard, until, limit, cursor));
  }

  @Override
  public int shards() {
    return log.shards();
  }

  @Override
  public boolean knows(String participant) {
    return services.knows(participant);
  }

  @Override
  public Set<String> inquiring() {
    return services.inquiring();
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    return dealing(() -> services.call(call));
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return scheduler.schedule(
        delay,
        () -> {
          if (!dead()) {
            task.run();
          }
        });
  }
}
