package io.lambdatcc.example.shop;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.aws.LoggingListener;
import io.lambdatcc.client.HttpCaller;
import io.lambdatcc.client.TccClient;
import io.lambdatcc.example.shop.gateway.FreePort;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.participant.ReservationSweepHandler;
import io.lambdatcc.participant.dynamodb.DynamoDbFenceStore;
import io.lambdatcc.shop.order.ItemCatalog;
import io.lambdatcc.shop.order.OrderFunction;
import io.lambdatcc.shop.payment.PaymentFunction;
import io.lambdatcc.shop.payment.PaymentReservationSweep;
import io.lambdatcc.shop.stock.StockFunction;
import io.lambdatcc.shop.stock.StockReservationSweep;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/**
 * The running shop: three services and the coordinator behind one gateway, and their sweeps. Stock
 * and payment ask about what they hold past its deadline.
 *
 * <p>The order service is there twice, once for the shop's customers and once for the coordinator:
 * checkout calls the coordinator, which calls the order service back, and a function that waits for
 * itself would wait for ever once its concurrency is used up.
 */
final class Shop implements AutoCloseable {
  /** Who calls, in the eyes of the coordinator: names of transactions are scoped to this role. */
  static final String CALLER = "arn:aws:sts::000000000000:assumed-role/shop/local";

  /** The role in whose session that is: everybody here is an operator. */
  static final String OPERATOR = "arn:aws:iam::000000000000:role/shop";

  /** The participants that ask about what they hold. */
  static final Set<String> INQUIRING = Set.of("stock", "payment");

  static final String STOCK_TABLE = "shop-stock";
  static final String PAYMENT_TABLE = "shop-payment";
  private static final String ORDER_TABLE = "shop-orders";
  private static final String STOCK_FENCES = "shop-stock-fences";
  private static final String PAYMENT_FENCES = "shop-payment-fences";
  private static final String ORDER_FENCES = "shop-order-fences";

  private static final int SERVICE_CONCURRENCY = 32;
  private static final int CALLER_CONCURRENCY = 64;
  private static final int WAITING = 1_024;
  private static final int MAX_CONNECTIONS = 200;

  /** A function as Lambda knows it. */
  interface Function extends RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {}

  private final DynamoDb dynamoDb;
  private final Coordinator coordinator;
  private final SdkHttpClient http;
  private final HttpCaller caller;
  private final LocalGateway gateway;
  private final List<Sweeping> sweeping;

  private Shop(ShopSettings settings, DynamoDb dynamoDb, UnaryOperator<Function> tap) {
    this.dynamoDb = dynamoDb;
    int port = settings.port() == 0 ? FreePort.find() : settings.port();
    URI here = URI.create("http://127.0.0.1:" + port);
    Map<String, URI> services = participantsAt(here);
    settings.participants().forEach(services::put);
    coordinator = Coordinator.of(dynamoDb.asyncClient(), services, new LoggingListener());
    http = Apache5HttpClient.builder().maxConnections(MAX_CONNECTIONS).build();
    caller = HttpCaller.unsigned(http);
    createTables();
    OrderFunction orders =
        orders(here, TccClient.DEFAULT_PATIENCE, OrderFunction.DEFAULT_CHECKOUT_TIMEOUT);
    gateway =
        LocalGateway.builder()
            .caller(CALLER)
            .waiting(WAITING)
            .function(
                "coordinator", tap.apply(coordinator.handler()::handleRequest), CALLER_CONCURRENCY)
            .route("ANY /transactions", "coordinator")
            .route("ANY /transactions/{proxy+}", "coordinator")
            .route("ANY /health", "coordinator")
            // what nobody serves is told so as everything else is: by a problem document
            .route("$default", "coordinator")
            .function(
                "stock",
                tap.apply(
                    new StockFunction(dynamoDb.client(), STOCK_TABLE, inquiring(STOCK_FENCES))
                        ::handleRequest),
                SERVICE_CONCURRENCY)
            .route("ANY /stock/{proxy+}", "stock")
            .function(
                "payment",
                tap.apply(
                    new PaymentFunction(dynamoDb.client(), PAYMENT_TABLE, inquiring(PAYMENT_FENCES))
                        ::handleRequest),
                SERVICE_CONCURRENCY)
            .route("ANY /payment/{proxy+}", "payment")
            .function("order", tap.apply(orders::handleRequest), CALLER_CONCURRENCY)
            .route("ANY /orders/{proxy+}", "order")
            .function("order-tcc", tap.apply(orders::handleRequest), SERVICE_CONCURRENCY)
            .route("ANY /orders/tcc/{proxy+}", "order-tcc")
            .console()
            .start(port);
    TccClient tcc = TccClient.builder(here, caller).build();
    sweeping =
        List.of(
            coordinator.sweepEvery(settings.sweepEvery()),
            sweeping(
                settings,
                new StockReservationSweep(
                    dynamoDb.client(), STOCK_TABLE, STOCK_FENCES, tcc::inquire)),
            sweeping(
                settings,
                new PaymentReservationSweep(
                    dynamoDb.client(), PAYMENT_TABLE, PAYMENT_FENCES, tcc::inquire)));
  }

  private DynamoDbFenceStore inquiring(String fences) {
    return new DynamoDbFenceStore(dynamoDb.client(), fences).inquiring();
  }

  private static Sweeping sweeping(ShopSettings settings, ReservationSweepHandler sweep) {
    return Sweeping.every(
        settings.sweepEvery(),
        () -> {
          var unused = sweep.handleRequest(Map.of(), null);
        });
  }

  /**
   * Opens the shop.
   *
   * @param tap put in front of every function
   */
  static Shop open(ShopSettings settings, DynamoDb dynamoDb, UnaryOperator<Function> tap) {
    return new Shop(settings, dynamoDb, tap);
  }

  /** Where the coordinator finds the shop's own participants. */
  static Map<String, URI> participantsAt(URI shop) {
    Map<String, URI> services = new LinkedHashMap<>();
    services.put("order", shop.resolve("/orders"));
    services.put("stock", shop.resolve("/stock"));
    services.put("payment", shop.resolve("/payment"));
    return services;
  }

  /**
   * The order service of this shop, on its tables.
   *
   * @param coordinatorUri whom its checkout calls
   * @param patience how long a checkout waits
   * @param timeout how long a checkout tries
   */
  OrderFunction orders(URI coordinatorUri, Duration patience, Duration timeout) {
    return new OrderFunction(
        dynamoDb.client(),
        ORDER_TABLE,
        ORDER_FENCES,
        TccClient.builder(coordinatorUri, caller).patience(patience).build(),
        ItemCatalog.at(coordinatorUri.resolve("/stock"), caller),
        timeout);
  }

  private void createTables() {
    coordinator.createTable();
    StockFunction.createTables(dynamoDb.client(), STOCK_TABLE, STOCK_FENCES);
    PaymentFunction.createTables(dynamoDb.client(), PAYMENT_TABLE, PAYMENT_FENCES);
    OrderFunction.createTables(dynamoDb.client(), ORDER_TABLE, ORDER_FENCES);
  }

  /** Where it is called. */
  URI uri() {
    return gateway.uri();
  }

  @Override
  public void close() {
    sweeping.forEach(Sweeping::close);
    gateway.close();
    coordinator.close();
    caller.close();
    http.close();
  }
}
