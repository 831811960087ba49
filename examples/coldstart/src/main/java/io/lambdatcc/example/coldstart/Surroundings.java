package io.lambdatcc.example.coldstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.dynamodb.StringKeyTable;
import io.lambdatcc.shop.stock.StockFunction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What the functions talk to, all on this machine and warm: DynamoDB Local with their tables, and a
 * participant that always says yes. And the functions themselves.
 */
final class Surroundings implements AutoCloseable {
  static final String REGION = "eu-west-1";

  private static final String PUTS = "puts";
  private static final String LOG = "transactions";
  private static final String STOCK = "stock";
  private static final String FENCES = "fences";
  private static final String ITEM = "item-1";

  private final DynamoDbLocal dynamoDb;
  private final HttpServer participant;

  private Surroundings(DynamoDbLocal dynamoDb, HttpServer participant) {
    this.dynamoDb = dynamoDb;
    this.participant = participant;
  }

  /** Starts them and creates the tables. */
  static Surroundings start() throws IOException {
    DynamoDbLocal dynamoDb = DynamoDbLocal.start();
    HttpServer participant =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    participant.createContext("/", Surroundings::sayYes);
    participant.start();
    Surroundings made = new Surroundings(dynamoDb, participant);
    boolean ready = false;
    try {
      made.createTables();
      ready = true;
    } finally {
      if (!ready) {
        made.close(); // else the participant's threads would keep this process
      }
    }
    return made;
  }

  /** The functions, from the least to the most. */
  List<Subject> subjects(Path hello, Path put, Path asyncPut, Path coordinator, Path stock) {
    String functions = "io.lambdatcc.example.coldstart.functions.";
    Map<String, String> ofPuts = environment(Map.of("TABLE", PUTS));
    Map<String, String> ofTransactions =
        environment(
            Map.of(
                "TCC_TABLE",
                LOG,
                "TCC_PARTICIPANTS",
                "yes=http://127.0.0.1:" + participant.getAddress().getPort() + "/yes"));
    Map<String, String> ofStock = environment(Map.of("STOCK_TABLE", STOCK, "FENCE_TABLE", FENCES));
    String coordinatorHandler = "io.lambdatcc.aws.CoordinatorHandler";
    return List.of(
        new Subject(
            "hello", functions + "HelloFunction", hello, Map.of(), () -> "{}", "\"hello\""::equals),
        new Subject(
            Report.PUT, functions + "PutFunction", put, ofPuts, () -> "{}", "\"hello\""::equals),
        new Subject(
            Report.ASYNC_PUT,
            functions + "AsyncPutFunction",
            asyncPut,
            ofPuts,
            () -> "{}",
            "\"hello\""::equals),
        new Subject(
            "stock, first Try",
            "io.lambdatcc.shop.stock.StockFunction",
            stock,
            ofStock,
            Surroundings::firstTry,
            answer -> answer.contains("\"statusCode\":200") && answer.contains("TRIED")),
        new Subject(
            "coordinator, health",
            coordinatorHandler,
            coordinator,
            ofTransactions,
            () -> HttpApiEvent.of("GET", "/health", Map.of(), ""),
            answer -> answer.contains("\"statusCode\":200")),
        new Subject(
            Report.COORDINATOR,
            coordinatorHandler,
            coordinator,
            ofTransactions,
            () ->
                HttpApiEvent.of(
                    "PUT",
                    "/transactions/" + UUID.randomUUID(),
                    Map.of(),
                    "{\"branches\":[{\"participant\":\"yes\",\"payload\":{\"n\":1}}]}"),
            answer -> answer.contains("\"statusCode\":201") && answer.contains("CONFIRMED")));
  }

  @Override
  public void close() {
    participant.stop(0);
    dynamoDb.close();
  }

  private Map<String, String> environment(Map<String, String> own) {
    Map<String, String> environment = new HashMap<>(own);
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint().toString());
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    return environment;
  }

  private void createTables() {
    URI endpoint = dynamoDb.endpoint();
    try (DynamoDbClient client = DynamoDbClients.ofEmulator(endpoint);
        DynamoDbAsyncClient async =
            DynamoDbAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build()) {
      StringKeyTable.createIfAbsent(client, PUTS, "id");
      StockFunction.createTables(client, STOCK, FENCES);
      client.putItem(
          put ->
              put.tableName(STOCK)
                  .item(
                      Map.of(
                          "item_id", AttributeValue.fromS(ITEM),
                          "price", AttributeValue.fromN("1"),
                          "stock", AttributeValue.fromN("1000000"),
                          "reserved", AttributeValue.fromN("0"),
                          "sold", AttributeValue.fromN("0"))));
      DynamoDbTransactionLog.builder(async, LOG).build().createTable().toCompletableFuture().join();
    }
  }

  private static String firstTry() {
    String id = UUID.randomUUID() + "~bench";
    Instant deadline = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
    return HttpApiEvent.of(
        "POST",
        "/stock/tcc/try",
        Map.of("idempotency-key", "\"" + id + "/stock/try\"", "tcc-attempt", "1"),
        """
        {"v":1,"transactionId":"%s","branchId":"stock","participant":"stock","deadline":"%s",\
        "payload":{"item_id":"%s","quantity":1}}\
        """
            .formatted(id, deadline, ITEM));
  }

  private static void sayYes(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    exchange.getRequestBody().readAllBytes();
    String outcome = path.endsWith("/try") ? "TRIED" : "CONFIRMED";
    byte[] body = ("{\"outcome\":\"" + outcome + "\"}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
