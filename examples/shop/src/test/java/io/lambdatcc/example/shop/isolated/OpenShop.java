package io.lambdatcc.example.shop.isolated;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.client.Reply;
import io.lambdatcc.example.shop.client.Request;
import io.lambdatcc.example.shop.client.Scene;
import io.lambdatcc.example.shop.client.ShopClient;
import io.lambdatcc.example.shop.client.Signing;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.lambdalocal.SandboxStatus;
import io.lambdatcc.participant.DynamoDbClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An isolated shop on a DynamoDB of its own, warm, without a schedule, and how to call it. */
final class OpenShop implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(60);

  /** What a test calls who is no part of the shop; sessions of roles as well as users. */
  static final String STRANGER = "stranger";

  final DynamoDbLocal dynamoDbLocal = DynamoDbLocal.start();
  final DynamoDbClient dynamoDb = DynamoDbClients.ofEmulator(dynamoDbLocal.endpoint());
  final IsolatedShop shop;

  /** Every line that a function has printed. */
  final Queue<String> printed = new ConcurrentLinkedQueue<>();

  final Signing customer;
  private final ShopClient client;
  private final Scene scene;

  /**
   * Opens a shop.
   *
   * @param sandboxes of each function
   */
  OpenShop(IsolatedShop.Transport transport, int sandboxes) {
    shop =
        IsolatedShop.open(
            new IsolatedShop.Options(
                Path.of("..", "..", "template.yaml"),
                0,
                dynamoDbLocal.endpoint(),
                transport,
                sandboxes,
                Map.of(),
                false,
                false,
                OptionalInt.empty()),
            dynamoDb,
            (function, line) -> printed.add(function + ": " + line));
    customer = new Signer(shop.customer());
    client = new ShopClient(shop.uri(), customer);
    scene = new Scene(client);
  }

  CompletableFuture<Reply> sending(Signing signing, Request request) {
    return client.signing(signing).sending(request);
  }

  Reply send(Signing signing, Request request) {
    return sending(signing, request).join();
  }

  Reply send(Signing signing, String method, String path, String json) {
    return send(signing, Request.of(method, path, json));
  }

  Reply send(String method, String path) {
    return send(customer, Request.of(method, path));
  }

  /** Begins a transaction that has its name from the header. */
  Reply post(Signing signing, String idempotencyKey, String json) {
    return send(
        signing, Request.of("POST", "/transactions", json).with("idempotency-key", idempotencyKey));
  }

  // ---- things in the shop --------------------------------------------------------------------

  String newItem(long price, long stock) {
    return scene.item(price, stock);
  }

  String newUser(long credit) {
    return scene.user(credit);
  }

  String newOrder(String user, String item) {
    return scene.order(user, item, 1);
  }

  /**
   * A checkout, asked for until it is known what became of it. A slow machine may not be through in
   * time; then it is asked for once more, as its customer would.
   */
  Reply checkOut(String order) throws InterruptedException {
    Reply[] last = {send("POST", "/orders/checkout/" + order)};
    Stage.eventually(
        SOON,
        () -> {
          if (last[0].open() || last[0].text("reason").equals("deadline")) {
            last[0] = send("POST", "/orders/checkout/" + order);
            return false;
          }
          return true;
        });
    return last[0];
  }

  /** Begins a transaction that its caller does not wait out. */
  String decided(String branches) {
    String name = "decided-" + UUID.randomUUID();
    Reply reply =
        send(
            customer,
            "PUT",
            "/transactions/" + name,
            "{\"waitFor\":\"DECIDED\",\"branches\":[" + branches + "]}");
    if (reply.status() != 201) {
      throw new AssertionError("expected 201, was " + reply);
    }
    return name;
  }

  /** Branches that sell one piece of the item, as a checkout of the order would. */
  String branches(String item, String user, String order) {
    return """
        {"participant":"stock","payload":{"item_id":"%s","quantity":1}},
        {"participant":"payment","payload":{"user_id":"%s","amount":1}},
        {"participant":"order","payload":{"order_id":"%s","version":%d,"total_cost":1}}"""
        .formatted(item, user, order, versionOf(order));
  }

  private long versionOf(String order) {
    AttributeValue version =
        dynamoDb
            .getItem(
                get ->
                    get.tableName("Orders")
                        .key(Map.of("order_id", AttributeValue.fromS(order)))
                        .consistentRead(true))
            .item()
            .get("version");
    return Long.parseLong(Objects.requireNonNull(version).n());
  }

  /** What was tried in vain is given back in its own time. */
  boolean eventuallyLeft(String item, long pieces) throws InterruptedException {
    return Stage.eventually(
        SOON, () -> send("GET", "/stock/find/" + item).number("stock") == pieces);
  }

  boolean eventuallyConfirmed(String name) throws InterruptedException {
    return Stage.eventually(
        SOON, () -> send("GET", "/transactions/" + name).text("phase").equals("CONFIRMED"));
  }

  List<SandboxStatus> sandboxesOf(String function) {
    return shop.lambda().sandboxes().stream()
        .filter(sandbox -> sandbox.functionName().equals(function))
        .filter(sandbox -> sandbox.state() != SandboxStatus.State.ENDED)
        .toList();
  }

  @Override
  public void close() {
    shop.close();
    dynamoDb.close();
    dynamoDbLocal.close();
  }
}
