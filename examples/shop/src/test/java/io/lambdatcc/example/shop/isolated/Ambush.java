package io.lambdatcc.example.shop.isolated;

import io.lambdatcc.example.shop.isolated.aws.DynamoDbGate;
import io.lambdatcc.lambdalocal.SandboxStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** Does something to the first sandbox of a function whose write is durable and unanswered. */
final class Ambush implements AutoCloseable {
  private final OpenShop shop;
  private final String function;
  private final LongConsumer blow;
  private final DynamoDbGate.WriteWatch watch = this::written;
  private final CompletableFuture<Long> victim = new CompletableFuture<>();
  private final CompletableFuture<Boolean> over = new CompletableFuture<>();

  Ambush(OpenShop shop, String function, LongConsumer blow) {
    this.shop = shop;
    this.function = function;
    this.blow = blow;
    shop.shop.gate().watch(watch);
  }

  private CompletionStage<?> written(DynamoDbGate.Write write) {
    for (SandboxStatus sandbox : shop.sandboxesOf(function)) {
      if (sandbox.id().equals(write.sender().session()) && victim.complete(sandbox.pid())) {
        blow.accept(sandbox.pid());
        return over;
      }
    }
    return CompletableFuture.completedFuture(write);
  }

  /** The process that was hit. */
  CompletableFuture<Long> victim() {
    return victim;
  }

  @Override
  public void close() {
    shop.shop.gate().forget(watch);
    over.complete(true);
  }
}
