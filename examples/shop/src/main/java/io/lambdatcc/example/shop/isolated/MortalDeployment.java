package io.lambdatcc.example.shop.isolated;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.example.shop.demo.Customer;
import io.lambdatcc.example.shop.demo.MortalCoordinator;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.example.shop.gateway.FreePort;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.example.shop.isolated.aws.DynamoDbGate;
import io.lambdatcc.lambdalocal.SandboxStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Coordinator and order service deployed once more, behind a gateway of their own.
 *
 * <p>The coordinator has one sandbox. Its write of the wanted phase becomes durable, but the answer
 * is held back at the DynamoDB gate, so that it dies between the two; and what has died is not
 * started again.
 */
final class MortalDeployment implements MortalCoordinator {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
  private static final Duration ORDERS_PATIENCE = Duration.ofSeconds(5);

  private static final String ALIAS = "live";

  private final IsolatedShop shop;
  private final String coordinator;
  private final String order;
  private final String freezesAt;
  private final LocalGateway gateway;
  private final DynamoDbGate.WriteWatch watch = this::written;
  private final CompletableFuture<DynamoDbGate.Write> frozen = new CompletableFuture<>();
  private final CompletableFuture<Boolean> letGo = new CompletableFuture<>();
  private final Queue<DynamoDbGate.Write> writes = new ConcurrentLinkedQueue<>();
  private volatile boolean dead;

  /**
   * Deploys both.
   *
   * @param number tells them from earlier ones
   */
  MortalDeployment(IsolatedShop shop, int number, String freezesAt, Duration timeout) {
    this.shop = shop;
    this.coordinator = "mortal-" + number + "-coordinator";
    this.order = "mortal-" + number + "-order";
    this.freezesAt = freezesAt;
    int port = FreePort.find();
    shop.functions()
        .deployOnceMore(shop.stack().function(IsolatedShop.COORDINATOR), coordinator, Map.of());
    shop.functions()
        .deployOnceMore(
            shop.stack().function(IsolatedShop.ORDER),
            order,
            Map.of(
                "TCC_COORDINATOR", "http://127.0.0.1:" + port,
                "CHECKOUT_TIMEOUT_MILLIS", Long.toString(timeout.toMillis()),
                "CHECKOUT_WAIT_MILLIS", Long.toString(ORDERS_PATIENCE.toMillis())));
    shop.warmUp(Map.of(coordinator, ALIAS, order, ALIAS), 1);
    shop.gate().watch(watch);
    this.gateway =
        shop.authorizing()
            .function(order, new IsolatedFunction(shop.lambda(), order, ALIAS), 1)
            .signedRoute("ANY /orders/{proxy+}", order)
            .function(
                coordinator, unlessDead(new IsolatedFunction(shop.lambda(), coordinator, ALIAS)), 1)
            .signedRoute("ANY /transactions/{proxy+}", coordinator)
            .start(port);
  }

  private RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> unlessDead(
      IsolatedFunction function) {
    return (event, context) ->
        dead
            ? IsolatedFunction.failed(503, "Service Unavailable")
            : function.handleRequest(event, context);
  }

  private CompletionStage<?> written(DynamoDbGate.Write write) {
    boolean mine =
        sandboxes().stream().anyMatch(sandbox -> sandbox.id().equals(write.sender().session()));
    if (mine) {
      writes.add(write);
      if (write.writes(freezesAt)) {
        frozen.complete(write);
        return letGo;
      }
    }
    return CompletableFuture.completedFuture(write);
  }

  private List<SandboxStatus> sandboxes() {
    return shop.lambda().sandboxes().stream()
        .filter(sandbox -> sandbox.functionName().equals(coordinator))
        .filter(sandbox -> sandbox.state() != SandboxStatus.State.ENDED)
        .toList();
  }

  @Override
  public Customer customer() {
    URI uri = gateway.uri();
    return new Customer(uri, new Signer(shop.customer()));
  }

  @Override
  public long pid() throws InterruptedException {
    if (!Stage.eventually(STARTS_WITHIN, () -> !sandboxes().isEmpty())) {
      throw new IllegalStateException(coordinator + " was not started; is anybody calling it?");
    }
    return sandboxes().get(0).pid();
  }

  @Override
  public void awaitFrozen() throws Exception {
    try {
      var unused = frozen.get(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "%s has not written %s; it wrote %s".formatted(coordinator, freezesAt, writes), e);
    }
  }

  @Override
  public void kill() throws InterruptedException {
    dead = true;
    if (!shop.lambda().kill(pid())) {
      throw new IllegalStateException(coordinator + " had ended before it was killed");
    }
  }

  @Override
  public void close() {
    dead = true;
    shop.gate().forget(watch);
    letGo.complete(true);
    gateway.close();
    for (SandboxStatus sandbox : shop.lambda().sandboxes()) {
      if (List.of(coordinator, order).contains(sandbox.functionName())) {
        shop.lambda().kill(sandbox.pid());
      }
    }
  }
}
