package io.lambdatcc.shop.order;

import io.lambdatcc.client.HttpCaller;
import io.lambdatcc.client.TccClient;
import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.Environment;
import io.lambdatcc.participant.FunctionRoutes;
import io.lambdatcc.participant.TccEndpoint;
import io.lambdatcc.participant.TccHandler;
import io.lambdatcc.participant.dynamodb.FenceTable;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The order service as a Lambda function: {@code /orders/*}, and {@code /orders/tcc/*} for the
 * coordinator, which knows it as {@code order}.
 *
 * <p>Variables: {@code ORDER_TABLE}, {@code FENCE_TABLE}; {@code TCC_COORDINATOR}, the URI before
 * {@code /transactions}; {@code TCC_STOCK}, the URI before {@code /find}; {@code TCC_SIGNING},
 * {@code sigv4} unless it is {@code none}; {@code CHECKOUT_TIMEOUT_MILLIS}, how long a checkout may
 * try to reserve; {@code CHECKOUT_WAIT_MILLIS}, how long its caller is kept waiting; {@code
 * TCC_ALLOWED_CALLERS}, the roles that may call {@code /orders/tcc/*}, where the gateway does not
 * see to it; {@code TCC_DIRECT_ALIAS}, the alias by which the coordinator invokes this function
 * itself; {@code DYNAMODB_ENDPOINT} for an emulator.
 */
public final class OrderFunction extends TccHandler {
  /** How long a checkout may try to reserve, unless configured. */
  public static final Duration DEFAULT_CHECKOUT_TIMEOUT = Duration.ofSeconds(10);

  private static final String BASE = "/orders";

  /** As configured by the function's environment. */
  public OrderFunction() {
    this(Environment.ofProcess());
  }

  OrderFunction(Environment environment) {
    super(() -> routes(environment));
  }

  private static FunctionRoutes routes(Environment environment) {
    DynamoDbClient client = DynamoDbClients.from(environment);
    SdkHttpClient http = http();
    HttpCaller caller = caller(environment, http);
    return routes(
            client,
            environment.required("ORDER_TABLE"),
            environment.required("FENCE_TABLE"),
            TccClient.builder(environment.requiredUri("TCC_COORDINATOR"), caller)
                .patience(environment.millis("CHECKOUT_WAIT_MILLIS", TccClient.DEFAULT_PATIENCE))
                .random(new SecureRandom())
                .build(),
            ItemCatalog.at(environment.requiredUri("TCC_STOCK"), caller),
            environment.millis("CHECKOUT_TIMEOUT_MILLIS", DEFAULT_CHECKOUT_TIMEOUT),
            environment.optional("TCC_DIRECT_ALIAS"),
            environment.optionalSet("TCC_ALLOWED_CALLERS"),
            InstantSource.system())
        .closing(client)
        .closing(http);
  }

  /** On these tables, for whoever calls. */
  public OrderFunction(
      DynamoDbClient client,
      String orderTable,
      String fenceTable,
      TccClient tcc,
      ItemCatalog catalog,
      Duration checkoutTimeout) {
    this(client, orderTable, fenceTable, tcc, catalog, checkoutTimeout, InstantSource.system());
  }

  OrderFunction(
      DynamoDbClient client,
      String orderTable,
      String fenceTable,
      TccClient tcc,
      ItemCatalog catalog,
      Duration checkoutTimeout,
      InstantSource clock) {
    super(
        routes(
            client,
            orderTable,
            fenceTable,
            tcc,
            catalog,
            checkoutTimeout,
            Optional.empty(),
            Optional.empty(),
            clock));
  }

  /** Creates the tables that are not there yet, for local use and tests. */
  public static void createTables(DynamoDbClient client, String orderTable, String fenceTable) {
    new Orders(client, orderTable).createTable();
    FenceTable.createIfAbsent(client, fenceTable);
  }

  private static FunctionRoutes routes(
      DynamoDbClient client,
      String orderTable,
      String fenceTable,
      TccClient tccClient,
      ItemCatalog catalog,
      Duration checkoutTimeout,
      Optional<String> directAlias,
      Optional<Set<String>> allowedCallers,
      InstantSource clock) {
    Orders orders = new Orders(client, orderTable);
    TccEndpoint.Builder<Purchase> tcc =
        TccEndpoint.builder(new OrderParticipant(orders)).name("order").fences(client, fenceTable);
    allowedCallers.ifPresent(tcc::allowedCallers);
    OrderEndpoints endpoints =
        new OrderEndpoints(
            orders,
            catalog,
            new Checkout(orders, tccClient, checkoutTimeout, clock),
            () -> UUID.randomUUID().toString(),
            new SecureRandom(),
            clock);
    return tcc.build()
        .functionRoutes(endpoints.addTo(Routes.builder(), BASE), BASE, directAlias)
        .primedByReading(() -> orders.find("priming"));
  }

  private static SdkHttpClient http() {
    return Apache5HttpClient.builder()
        .connectionTimeout(Duration.ofSeconds(1))
        .connectionAcquisitionTimeout(Duration.ofSeconds(2))
        .socketTimeout(Duration.ofSeconds(15))
        .maxConnections(100)
        .build();
  }

  private static HttpCaller caller(Environment environment, SdkHttpClient http) {
    return switch (environment.optional("TCC_SIGNING").orElse("sigv4")) {
      case "none" -> HttpCaller.unsigned(http);
      case "sigv4" ->
          HttpCaller.signed(
              http,
              environment.required("AWS_REGION"),
              DefaultCredentialsProvider.builder().build());
      default ->
          throw new IllegalStateException("environment variable TCC_SIGNING is not none or sigv4");
    };
  }
}
