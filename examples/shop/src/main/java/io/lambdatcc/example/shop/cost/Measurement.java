package io.lambdatcc.example.shop.cost;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.CompletionReport;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.client.HttpCaller;
import io.lambdatcc.client.TccClient;
import io.lambdatcc.example.shop.cost.CapacityMeter.Units;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.participant.dynamodb.DynamoDbFenceStore;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.shop.order.OrderFunction;
import io.lambdatcc.shop.payment.PaymentFunction;
import io.lambdatcc.shop.stock.StockFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A coordinator and the shop's services on a DynamoDB, whose every request is metered.
 *
 * <p>Each call to a participant passes a gateway, as it does on AWS. A transaction of one branch
 * takes a piece from stock; one of more is a checkout: an order, lines of it, and the credit to pay
 * them with.
 */
final class Measurement implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** By DynamoDB's documentation, of an item of up to 1 KB. */
  private static final double CHARGED_FOR_ONE_WRITE = 2;

  private static final int CONCURRENCY = 16;
  private static final List<String> REMEMBERING =
      List.of("cost-log", "cost-stock-fences", "cost-payment-fences", "cost-order-fences");

  private final DynamoDbClient unmetered;
  private final DynamoDbClient services;
  private final DynamoDbAsyncClient coordinators;
  private final CapacityMeter ofServices = new CapacityMeter();
  private final CapacityMeter ofLog = new CapacityMeter();
  private final AtomicLong calls = new AtomicLong();
  private final SdkHttpClient http = Apache5HttpClient.create();
  private final HttpCaller caller = HttpCaller.unsigned(http);
  private final LocalGateway gateway;
  private final HttpParticipants participants;
  private final TccCoordinator tcc;
  private final double reportedPerCharged;
  private final String scope;
  private int transactions;

  /**
   * Creates what is not there yet in the DynamoDB at this endpoint.
   *
   * @param asking whether stock and payment ask about what they hold past its deadline, and their
   *     Tries leave beside the begin
   */
  Measurement(URI dynamoDb, boolean asking) {
    scope = asking ? "cost-asking" : "cost";
    unmetered = client(dynamoDb, new ExecutionInterceptor() {});
    services = client(dynamoDb, ofServices);
    coordinators = asyncClient(dynamoDb, ofLog);
    gateway = gateway(asking);
    reportedPerCharged = reportedForOneWrite() / CHARGED_FOR_ONE_WRITE;
    participants =
        HttpParticipants.builder()
            .participant("stock", gateway.uri().resolve("/stock"))
            .participant("payment", gateway.uri().resolve("/payment"))
            .participant("order", gateway.uri().resolve("/orders"))
            .inquiring(asking ? Set.of("stock", "payment") : Set.of())
            .build();
    try (DynamoDbAsyncClient creating = asyncClient(dynamoDb, new ExecutionInterceptor() {})) {
      log(creating).createTable().toCompletableFuture().join();
    }
    tcc =
        TccCoordinator.builder(log(coordinators), participants)
            .scope(scope)
            .settings(TccSettings.builder().continuesUnattended(false).build())
            .answersInquiries()
            .build();
  }

  /**
   * DynamoDB Local says four units for a transactional write of a small item; DynamoDB takes two.
   */
  private double reportedForOneWrite() {
    TransactWriteItem write =
        TransactWriteItem.builder()
            .put(
                put ->
                    put.tableName("cost-stock-fences")
                        .item(Map.of("fence", AttributeValue.fromS("to-calibrate-by"))))
            .build();
    return CapacityMeter.units(
        unmetered.transactWriteItems(
            request ->
                request.transactItems(write).returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)));
  }

  private static DynamoDbTransactionLog log(DynamoDbAsyncClient client) {
    return DynamoDbTransactionLog.builder(client, "cost-log").build();
  }

  private static DynamoDbClient client(URI endpoint, ExecutionInterceptor meter) {
    return DynamoDbClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(local())
        .overrideConfiguration(limits -> limits.addExecutionInterceptor(meter))
        .build();
  }

  private static DynamoDbAsyncClient asyncClient(URI endpoint, ExecutionInterceptor meter) {
    return DynamoDbAsyncClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(local())
        .overrideConfiguration(limits -> limits.addExecutionInterceptor(meter))
        .build();
  }

  private static StaticCredentialsProvider local() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
  }

  private DynamoDbFenceStore fences(String table, boolean asking) {
    DynamoDbFenceStore fences = new DynamoDbFenceStore(services, table);
    return asking ? fences.inquiring() : fences;
  }

  private LocalGateway gateway(boolean asking) {
    StockFunction.createTables(unmetered, "cost-stock", "cost-stock-fences");
    PaymentFunction.createTables(unmetered, "cost-payment", "cost-payment-fences");
    OrderFunction.createTables(unmetered, "cost-orders", "cost-order-fences");
    StockFunction stock =
        new StockFunction(services, "cost-stock", fences("cost-stock-fences", asking));
    PaymentFunction payment =
        new PaymentFunction(services, "cost-payment", fences("cost-payment-fences", asking));
    // prices are the stock service's to tell; here all things cost one
    OrderFunction order =
        new OrderFunction(
            services,
            "cost-orders",
            "cost-order-fences",
            TccClient.builder(URI.create("http://127.0.0.1"), caller).build(),
            item -> OptionalLong.of(1),
            LIMIT);
    return LocalGateway.builder()
        .function("stock", counted(stock), CONCURRENCY)
        .route("ANY /stock/{proxy+}", "stock")
        .function("payment", counted(payment), CONCURRENCY)
        .route("ANY /payment/{proxy+}", "payment")
        .function("order", counted(order), CONCURRENCY)
        .route("ANY /orders/{proxy+}", "order")
        .start(0);
  }

  private RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> counted(
      RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function) {
    return (event, context) -> {
      calls.incrementAndGet();
      return function.handleRequest(event, context);
    };
  }

  /** What a confirmed transaction of so many branches takes. */
  Counts transaction(int branches, WaitFor waitFor) {
    TccRequest request =
        TccRequest.of("cost-" + ++transactions, branches(branches)).waitingFor(waitFor, LIMIT);
    Units log = ofLog.units();
    Units used = ofServices.units();
    long called = calls.get();
    Remembered remembered = remembered();
    confirmed(tcc.execute(request));
    if (waitFor == WaitFor.DECIDED) {
      CompletionReport report =
          joined(tcc.complete(Set.of(TransactionKey.of(scope, request.name())), LIMIT));
      if (report.finished() != 1) {
        throw new IllegalStateException("not finished, so there is nothing to measure: " + report);
      }
    }
    Units logged = ofLog.units().since(log);
    Units taken = ofServices.units().since(used);
    Remembered more = remembered();
    return new Counts(
        branches,
        logged.write(),
        logged.read(),
        taken.write() + taken.transactional() / reportedPerCharged,
        taken.read(),
        calls.get() - called,
        more.items() - remembered.items(),
        rounded(more.bytes() - remembered.bytes()));
  }

  /** Ids and numbers vary in length by some bytes. */
  private static long rounded(long bytes) {
    return Math.round(bytes / 100.0) * 100;
  }

  /** Read units of a sweep that finds nothing. */
  double idleSweepReads() {
    Units before = ofLog.units();
    SweepReport report = joined(tcc.sweep(LIMIT));
    if (!report.equals(SweepReport.NOTHING)) {
      throw new IllegalStateException("something was due: " + report);
    }
    return ofLog.units().since(before).read();
  }

  private static void confirmed(CompletionStage<TccOutcome> outcome) {
    TccOutcome end = joined(outcome);
    if (!(end instanceof TccOutcome.Confirmed)) {
      throw new IllegalStateException("not confirmed, so there is nothing to measure: " + end);
    }
  }

  private static <T> T joined(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(2 * LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Items that outlive a transaction, and their size. */
  private record Remembered(long items, long bytes) {}

  private Remembered remembered() {
    long items = 0;
    long bytes = 0;
    for (String name : REMEMBERING) {
      TableDescription table = unmetered.describeTable(request -> request.tableName(name)).table();
      items += table.itemCount();
      bytes += table.tableSizeBytes();
    }
    return new Remembered(items, bytes);
  }

  // ---- what there is to buy --------------------------------------------------------------------

  private List<TccBranch> branches(int count) {
    if (count == 1) {
      return List.of(TccBranch.at("stock", stockPayload(newItem())));
    }
    String user = posted("/payment/create_user").path("user_id").asText();
    posted("/payment/add_funds/" + user + "/1000");
    String order = posted("/orders/create/" + user).path("order_id").asText();
    List<TccBranch> branches = new ArrayList<>();
    int lines = count - 2;
    for (int line = 0; line < lines; line++) {
      String item = newItem();
      posted("/orders/addItem/" + order + "/" + item + "/1");
      branches.add(new TccBranch("stock-" + item, "stock", stockPayload(item)));
    }
    branches.add(
        0,
        TccBranch.at(
            "order",
            payload(Map.of("order_id", order, "version", 1 + lines, "total_cost", lines))));
    branches.add(TccBranch.at("payment", payload(Map.of("user_id", user, "amount", lines))));
    return branches;
  }

  private String newItem() {
    String item = posted("/stock/item/create/1").path("item_id").asText();
    posted("/stock/add/" + item + "/10");
    return item;
  }

  private static Payload stockPayload(String item) {
    return payload(Map.of("item_id", item, "quantity", 1));
  }

  private static Payload payload(Map<String, Object> fields) {
    return Payload.of(JSON.valueToTree(fields).toString());
  }

  private JsonNode posted(String path) {
    try {
      HttpCaller.Answer answer =
          caller.call("POST", gateway.uri().resolve(path), Map.of(), "", LIMIT);
      if (answer.status() != 200) {
        throw new IllegalStateException(path + ": " + answer.status() + " " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  @Override
  public void close() {
    tcc.close();
    participants.close();
    gateway.close();
    caller.close();
    http.close();
    coordinators.close();
    services.close();
    unmetered.close();
  }
}
