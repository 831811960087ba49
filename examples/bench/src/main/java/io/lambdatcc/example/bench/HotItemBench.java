package io.lambdatcc.example.bench;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.progress.Progress;
import io.lambdatcc.shop.stock.StockFunction;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Many who want the same item of the shop's own stock service, which keeps it in one item of
 * DynamoDB Local: a crowd that wants more than there is, and some who buy again and again.
 */
final class HotItemBench implements Bench {
  private static final String NAME = "hot-item";
  private static final String STOCK = "bench-stock";
  private static final String FENCES = "bench-stock-fences";
  private static final int CROWD = 1_000;
  private static final int SMALL_CROWD = 100;
  private static final int PIECES = 100;
  private static final int BUYERS = 64;
  private static final int SERVICE_CONCURRENCY = 32;
  private static final int WAITING = 1_024;
  private static final int MOST_ATTEMPTS = 4;
  private static final long ENOUGH = 1_000_000_000;
  private static final Duration LENGTH = Duration.ofSeconds(30);
  private static final Duration WARM_UP = Duration.ofSeconds(8);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Row> run(Settings settings) throws Exception {
    try (Progress progress = Progress.of(NAME + ": loads", 3);
        DynamoDbLocal local = DynamoDbLocal.start();
        DynamoDbClient services = DynamoDbClients.ofEmulator(local.endpoint());
        DynamoDbAsyncClient coordinators = DynamoDb.client(local.endpoint())) {
      StockFunction.createTables(services, STOCK, FENCES);
      DynamoDbTransactionLog log =
          DynamoDbTransactionLog.builder(coordinators, "bench-hot-item").build();
      log.createTable().toCompletableFuture().join();
      LongAdder calls = new LongAdder();
      StockFunction stock = new StockFunction(services, STOCK, FENCES);
      try (LocalGateway gateway =
              LocalGateway.builder()
                  .waiting(WAITING)
                  .function(
                      "stock",
                      (event, context) -> {
                        calls.increment();
                        return stock.handleRequest(event, context);
                      },
                      SERVICE_CONCURRENCY)
                  .route("ANY /stock/{proxy+}", "stock")
                  .start(0);
          HttpParticipants participants =
              HttpParticipants.builder()
                  .participant("stock", URI.create(gateway.uri() + "/stock"))
                  .build();
          TccCoordinator tcc = Transactions.coordinator(log, participants)) {
        Stage stage = new Stage(settings, services, tcc, calls);
        Load.Slice unused = stage.buying("warm-up", new Tally(BUYERS), WARM_UP);
        progress.step();
        List<Row> rows = new ArrayList<>();
        rows.add(stage.crowd());
        progress.step();
        rows.addAll(stage.buyers());
        progress.step();
        return rows;
      }
    }
  }

  /** What became of the transactions. */
  private static final class Tally {
    private final AtomicLongArray confirmed;
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder pending = new LongAdder();
    private final LongAdder askedAgain = new LongAdder();

    Tally(int clients) {
      confirmed = new AtomicLongArray(clients);
    }

    TccOutcome note(int client, TccOutcome outcome) {
      if (outcome instanceof TccOutcome.Confirmed) {
        confirmed.incrementAndGet(client);
      } else if (outcome instanceof TccOutcome.Cancelled) {
        cancelled.increment();
      } else {
        pending.increment();
      }
      return outcome;
    }

    List<Long> each() {
      List<Long> each = new ArrayList<>();
      for (int i = 0; i < confirmed.length(); i++) {
        each.add(confirmed.get(i));
      }
      return each;
    }

    long confirmed() {
      return each().stream().mapToLong(Long::longValue).sum();
    }

    long all() {
      return confirmed() + cancelled.sum() + pending.sum();
    }
  }

  /** The shop and what has been asked of it. */
  private record Stage(
      Settings settings, DynamoDbClient services, TccCoordinator tcc, LongAdder calls) {
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Everybody asks once, all at the same time. */
    Row crowd() throws InterruptedException, TimeoutException {
      int crowd = settings.quick() ? SMALL_CROWD : CROWD;
      put("few", PIECES);
      Tally tally = new Tally(crowd);
      long before = calls.sum();
      Load.Slice slice = Load.times(client -> bought(client, "few", tally), crowd, crowd);
      double sold = tally.confirmed();
      return Row.named(NAME + ", crowd")
          .concurrency(crowd)
          .branches(1)
          .perSecond(slice.perSecond())
          .durations(slice.durations())
          .ratio(sold / PIECES)
          .httpCalls((double) (calls.sum() - before) / crowd)
          .note(
              String.format(
                  Locale.ROOT,
                  "ratio: %.0f of %d pieces sold; the last of %,d was told after %.1f s; %d asked again",
                  sold,
                  PIECES,
                  crowd,
                  slice.nanos() / 1e9,
                  tally.askedAgain.sum()))
          .aim(new Aim("all pieces sold, none twice", sold == PIECES && left("few") == 0))
          .build(settings);
    }

    /** Some who buy one piece after the other. */
    List<Row> buyers() throws InterruptedException, TimeoutException {
      Tally tally = new Tally(BUYERS);
      long before = calls.sum();
      Load.Slice slice = buying("many", tally, LENGTH);
      double success = (double) tally.confirmed() / tally.all();
      double retries = (double) (calls.sum() - before) / tally.all() - 2;
      double mean = (double) tally.confirmed() / BUYERS;
      double worst = Collections.min(tally.each()) / mean;
      return List.of(
          Row.named(NAME + ", buyers")
              .concurrency(BUYERS)
              .branches(1)
              .perSecond(tally.confirmed() * 1e9 / slice.nanos())
              .durations(slice.durations())
              .ratio(success)
              .httpCalls((double) (calls.sum() - before) / tally.all())
              .note(
                  String.format(
                      Locale.ROOT,
                      "ratio: confirmed of %,d; %.2f calls for each were repeated",
                      tally.all(),
                      retries))
              .build(settings),
          Row.named(NAME + ", fairness")
              .concurrency(BUYERS)
              .branches(1)
              .ratio(worst)
              .note(
                  String.format(
                      Locale.ROOT,
                      "ratio: the worst client's %,d to the mean of %.1f",
                      Collections.min(tally.each()),
                      mean))
              .build(settings));
    }

    Load.Slice buying(String item, Tally tally, Duration length)
        throws InterruptedException, TimeoutException {
      put(item, ENOUGH);
      return Load.run(client -> bought(client, item, tally), BUYERS, settings.shortened(length));
    }

    private CompletionStage<TccOutcome> bought(int client, String item, Tally tally) {
      Payload payload = Payload.of("{\"item_id\":\"" + item + "\",\"quantity\":1}");
      TccRequest request =
          TccRequest.of(
              "hot-" + NUMBERS.incrementAndGet(), List.of(TccBranch.at("stock", payload)));
      return told(request, tally, 1).thenApply(outcome -> tally.note(client, outcome));
    }

    /** What became of it; who is not told asks again, under the same name. */
    private CompletionStage<TccOutcome> told(TccRequest request, Tally tally, int attempt) {
      return tcc.execute(request)
          .handle(
              (outcome, failed) -> {
                boolean known = outcome != null && !(outcome instanceof TccOutcome.Pending);
                if (known || attempt == MOST_ATTEMPTS) {
                  return outcome == null
                      ? CompletableFuture.<TccOutcome>failedFuture(failed)
                      : CompletableFuture.completedFuture(outcome);
                }
                tally.askedAgain.increment();
                return told(request, tally, attempt + 1);
              })
          .thenCompose(Function.identity());
    }

    private void put(String item, long pieces) {
      services.putItem(
          put ->
              put.tableName(STOCK)
                  .item(
                      Map.of(
                          "item_id", AttributeValue.fromS(item),
                          "price", AttributeValue.fromN("1"),
                          "stock", AttributeValue.fromN(Long.toString(pieces)),
                          "reserved", AttributeValue.fromN("0"),
                          "sold", AttributeValue.fromN("0"))));
    }

    private long left(String item) {
      Map<String, AttributeValue> there =
          services
              .getItem(
                  get ->
                      get.tableName(STOCK)
                          .key(Map.of("item_id", AttributeValue.fromS(item)))
                          .consistentRead(true))
              .item();
      return number(there, "stock") + number(there, "reserved");
    }

    private static long number(Map<String, AttributeValue> item, String attribute) {
      return Long.parseLong(Objects.requireNonNull(item.get(attribute), attribute).n());
    }
  }
}
