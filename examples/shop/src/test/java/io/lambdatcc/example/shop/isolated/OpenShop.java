package io.lambdatcc.example.shop.isolated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.demo.Customer;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.lambdalocal.SandboxStatus;
import io.lambdatcc.participant.DynamoDbClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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

  private static final ObjectMapper JSON = new ObjectMapper();
  static final Customer.Signing UNSIGNED = (method, uri, headers, body) -> Map.of();

  final DynamoDbLocal dynamoDbLocal = DynamoDbLocal.start();
  final DynamoDbClient dynamoDb = DynamoDbClients.ofEmulator(dynamoDbLocal.endpoint());
  final IsolatedShop shop;

  /** Every line that a function has printed. */
  final Queue<String> printed = new ConcurrentLinkedQueue<>();

  final Customer.Signing customer;
  private final HttpClient http = HttpClient.newHttpClient();

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
  }

  /** An answer. */
  record Reply(int status, JsonNode body) {
    String text(String field) {
      return body.path(field).asText();
    }
  }

  CompletableFuture<Reply> sending(
      Customer.Signing signing, String method, String path, String json) {
    return sending(signing, Map.of(), method, path, json);
  }

  private CompletableFuture<Reply> sending(
      Customer.Signing signing,
      Map<String, String> moreHeaders,
      String method,
      String path,
      String json) {
    URI uri = shop.uri().resolve(path);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = new HashMap<>(moreHeaders);
    headers.put("content-type", "application/json");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    signing.headers(method, uri, headers, body).forEach(request::setHeader);
    return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(OpenShop::reply);
  }

  private static Reply reply(HttpResponse<String> response) {
    try {
      return new Reply(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply send(Customer.Signing signing, String method, String path, String json) {
    return sending(signing, method, path, json).join();
  }

  Reply send(String method, String path) {
    return send(customer, method, path, "");
  }

  /** Begins a transaction that has its name from the header. */
  Reply post(Customer.Signing signing, String idempotencyKey, String json) {
    return sending(
            signing, Map.of("idempotency-key", idempotencyKey), "POST", "/transactions", json)
        .join();
  }

  // ---- things in the shop --------------------------------------------------------------------

  String newItem(long price, long stock) {
    String item = send("POST", "/stock/item/create/" + price).text("item_id");
    send("POST", "/stock/add/" + item + "/" + stock);
    return item;
  }

  String newUser(long credit) {
    String user = send("POST", "/payment/create_user").text("user_id");
    send("POST", "/payment/add_funds/" + user + "/" + credit);
    return user;
  }

  String newOrder(String user, String item) {
    String order = send("POST", "/orders/create/" + user).text("order_id");
    send("POST", "/orders/addItem/" + order + "/" + item + "/1");
    return order;
  }

  /** A checkout, asked for until it is known what became of it. */
  Reply checkOut(String order) throws InterruptedException {
    Reply[] last = {send("POST", "/orders/checkout/" + order)};
    Stage.eventually(
        SOON,
        () -> {
          if (last[0].status() == 202 || last[0].status() >= 500) {
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
