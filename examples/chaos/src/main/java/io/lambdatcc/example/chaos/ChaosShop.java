package io.lambdatcc.example.chaos;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.chaos.history.History;
import io.lambdatcc.example.chaos.next.NextVersion;
import io.lambdatcc.example.chaos.proxy.Fate;
import io.lambdatcc.example.chaos.proxy.FaultProxy;
import io.lambdatcc.example.chaos.proxy.HttpMessage;
import io.lambdatcc.example.shop.client.ShopClient;
import io.lambdatcc.example.shop.isolated.IsolatedShop;
import io.lambdatcc.example.shop.isolated.Signer;
import io.lambdatcc.lambdalocal.Schedule;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.testkit.plan.FaultPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The isolated shop with a fault proxy between its functions and the API, and one between them and
 * DynamoDB, which keeps its data in a file. Two sweeps run at once, every two seconds; where begins
 * have Tries beside them, so do the sweeps of stock's and payment's reservations.
 */
final class ChaosShop implements AutoCloseable {
  /** From the start of a sweep to that of the next, in each of the two. */
  static final Duration SWEEP_EVERY = Duration.ofSeconds(2);

  private static final String COORDINATOR = "CoordinatorFunction";

  private static final String SWEEP = "SweepFunction";

  /** Two of the transactions, which meet. */
  private static final List<String> SWEEPS = List.of(SWEEP, SWEEP);

  private static final List<String> RESERVATION_SWEEPS =
      List.of("StockReservationFunction", "PaymentReservationFunction");

  private static final String ALIAS = "live";

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private final Path directory;
  private final DynamoDbLocal dynamoDb;
  private final IsolatedShop shop;
  private final Processes processes;
  private final Tables tables;
  private final List<FaultProxy> proxies = new ArrayList<>();
  private volatile Optional<Mischief> mischief = Optional.empty();
  private boolean next;

  /**
   * Opens one.
   *
   * @param template the shop's
   * @param directory for DynamoDB's file and the next version; empty or not there
   * @param sandboxes of each function
   * @param besideTry whether the Tries of stock and payment leave beside the begin
   */
  ChaosShop(Path template, Path directory, int sandboxes, boolean besideTry) {
    this.directory = directory;
    this.dynamoDb = closing(DynamoDbLocal.startOn(directory.resolve("dynamodb")));
    DynamoDbClient client = closing(DynamoDbClients.ofEmulator(dynamoDb.endpoint()));
    this.tables = new Tables(client);
    this.shop =
        closing(
            IsolatedShop.open(
                new IsolatedShop.Options(
                    template,
                    0,
                    dynamoDb.endpoint(),
                    IsolatedShop.Transport.HTTPS,
                    sandboxes,
                    Map.of(),
                    besideTry,
                    false,
                    OptionalInt.empty()),
                client,
                new Proxies()));
    this.processes = closing(new Processes(shop));
    shop.redeploy(
        SWEEP, Map.of("TCC_SWEEP_SECONDS", Long.toString(SWEEP_EVERY.toSeconds())), List.of());
    SWEEPS.forEach(this::sweep);
    if (besideTry) {
      RESERVATION_SWEEPS.forEach(this::sweep);
    }
  }

  private void sweep(String function) {
    var unused = closing(Schedule.start(shop.lambda(), function, SWEEP_EVERY, function, ALIAS));
  }

  /** Leads functions to the proxies. */
  private final class Proxies implements IsolatedShop.Detour {
    @Override
    public URI toGateway(URI gateway) {
      return proxy(gateway, request -> fate(mischief -> mischief.ofCall(request)));
    }

    @Override
    public URI toDynamoDb(URI gate) {
      return proxy(gate, request -> fate(mischief -> mischief.ofAccess(request)));
    }

    private URI proxy(URI server, Function<HttpMessage, Fate> judge) {
      try {
        FaultProxy opened = closing(FaultProxy.before(server, judge));
        proxies.add(opened);
        return opened.uri();
      } catch (IOException e) {
        throw new UncheckedIOException("a proxy does not open", e);
      }
    }

    private Fate fate(Function<Mischief, Fate> judge) {
      return mischief.map(judge).orElse(Fate.PASSES);
    }
  }

  private <T extends AutoCloseable> T closing(T opened) {
    toClose.push(opened);
    return opened;
  }

  /** From now on this goes wrong, and nothing that was planned before. */
  Mischief unleash(FaultPlan plan, History history) {
    Mischief made = new Mischief(plan, processes, history);
    mischief = Optional.of(made);
    return made;
  }

  /** From now on nothing goes wrong. */
  void calm() {
    mischief = Optional.empty();
  }

  /** Whether nothing is held up any more, every transaction has ended and nothing is reserved. */
  boolean isQuiet() {
    return proxies.stream().noneMatch(FaultProxy::hasSomethingInTheAir) && tables.areQuiet();
  }

  /** Kills DynamoDB Local, and starts it again on its file. */
  void restartDynamoDb() {
    dynamoDb.restart();
  }

  /** Replaces the coordinator by its next version, and that by this one. */
  synchronized void redeploy() {
    next = !next;
    shop.redeploy(
        COORDINATOR,
        Map.of(),
        next ? List.of(NextVersion.below(directory.resolve("next"))) : List.of());
  }

  /** How its customer calls it. */
  ShopClient client() {
    return new ShopClient(shop.uri(), new Signer(shop.customer()));
  }

  Processes processes() {
    return processes;
  }

  Tables tables() {
    return tables;
  }

  @Override
  public void close() {
    @Nullable RuntimeException failed = null;
    while (!toClose.isEmpty()) {
      try {
        toClose.pop().close();
      } catch (Exception e) {
        failed = new IllegalStateException("the shop does not close", e);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
