package io.lambdatcc.testkit.scenario;

import io.lambdatcc.api.Backoff;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.testkit.scenario.Ask.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scenarios in which a coordinator has to hold its own, each as short as it can be: what makes them
 * long is what goes wrong.
 *
 * <p>Most coordinators are Lambda functions, which stop working when nobody waits for them. Two
 * coordinators, {@code c1} and {@code c2}, take turns in sweeping; {@code stock} sells tea and
 * {@code payment} holds coins.
 */
public final class Scenarios {
  private static final List<String> COORDINATORS = List.of("c1", "c2");
  private static final String STOCK = "stock";
  private static final String PAYMENT = "payment";
  private static final String ORDERS = "orders";
  private static final String TEA = "tea";
  private static final String COINS = "coins";
  private static final String SLIPS = "slips";
  private static final Service STOCK_OF_TEN = Service.of(STOCK, TEA, 10);
  private static final Service PAYMENT_OF_TEN = Service.of(PAYMENT, COINS, 10);
  private static final Service ORDERS_OF_TEN = Service.of(ORDERS, SLIPS, 10);

  /** More than a double can count. */
  private static final long LARGE = (1L << 53) + 1;

  private static final Pattern REDUCED = Pattern.compile("(.*) without ask ([0-9]{1,4})");

  /** One transaction with two branches. */
  public static final Scenario TWO_BRANCHES =
      shop("two-branches").asked(buys("ann", 0, "c1", purchase("t1"))).made();

  /** One transaction with three branches. */
  public static final Scenario THREE_BRANCHES =
      shop("three-branches")
          .served(STOCK_OF_TEN, PAYMENT_OF_TEN, ORDERS_OF_TEN)
          .asked(buys("ann", 0, "c1", purchase("t1", tea(1), coins(2), slip())))
          .made();

  /** One transaction with two branches at the same participant. */
  public static final Scenario SAME_PARTICIPANT_TWICE =
      shop("same-participant-twice")
          .asked(
              buys(
                  "ann",
                  0,
                  "c1",
                  purchase("t1", new TccBranch("cup", STOCK, take(TEA, 1)), tea(2), coins(3))))
          .made();

  /** Two transactions that each hold what the other needs, at two coordinators. */
  public static final Scenario CROSSWISE =
      shop("crosswise")
          .served(Service.of(STOCK, TEA, 1), Service.of(PAYMENT, COINS, 1))
          .asked(
              buys("ann", 0, "c1", purchase("t1", tea(1), coins(1))),
              buys("bob", 0, "c2", purchase("t2", coins(1), tea(1))))
          .made();

  /** The same, but one by one in the same order, so that no circle can form. */
  public static final Scenario IN_LINE =
      shop("in-line")
          .served(Service.of(STOCK, TEA, 1), Service.of(PAYMENT, COINS, 1))
          .asked(
              buys("ann", 0, "c1", purchase("t1", tea(1), coins(1)).withOrder(Order.SEQUENTIAL)),
              buys("bob", 2, "c2", purchase("t2", tea(1), coins(1)).withOrder(Order.SEQUENTIAL)))
          .made();

  /** The same request twice at the same time, at two coordinators. */
  public static final Scenario SAME_REQUEST_TWICE =
      shop("same-request-twice")
          .asked(buys("ann", 0, "c1", purchase("t1")), buys("ann", 2, "c2", purchase("t1")))
          .made();

  /** Two requests of the same name at the same time, at two coordinators. */
  public static final Scenario SAME_NAME_TWICE =
      shop("same-name-twice")
          .asked(
              buys("ann", 0, "c1", purchase("t1")),
              buys("bob", 0, "c2", purchase("t1", tea(3), coins(3))))
          .made();

  /** Somebody wants it cancelled just when it is about to be decided. */
  public static final Scenario CANCEL_RACE =
      shop("cancel-race")
          .asked(
              buys("ann", 0, "c1", purchase("t1")),
              new Ask("bob", millis(11), "c2", new Wish.Cancel("t1"), Duration.ZERO))
          .made();

  /** The stock is empty: one branch refuses. */
  public static final Scenario SOLD_OUT =
      shop("sold-out")
          .served(Service.of(STOCK, TEA, 0), PAYMENT_OF_TEN)
          .asked(buys("ann", 0, "c1", purchase("t1")))
          .made();

  /** One by one. */
  public static final Scenario SEQUENTIAL =
      shop("sequential")
          .served(STOCK_OF_TEN, PAYMENT_OF_TEN, ORDERS_OF_TEN)
          .asked(
              buys(
                  "ann",
                  0,
                  "c1",
                  purchase("t1", tea(1), coins(2), slip()).withOrder(Order.SEQUENTIAL)))
          .made();

  /** The client waits for the decision alone; a sweep does the rest. */
  public static final Scenario DECIDED =
      shop("decided")
          .asked(
              buys("ann", 0, "c1", purchase("t1").waitingFor(WaitFor.DECIDED, null)),
              new Ask("ann", Duration.ofSeconds(12), "c2", new Wish.Find("t1"), Duration.ZERO))
          .made();

  /** The same, but the log's stream tells the other coordinator of it. */
  public static final Scenario HANDED_OVER =
      shop("handed-over")
          .streamed()
          .asked(
              buys("ann", 0, "c1", purchase("t1").waitingFor(WaitFor.DECIDED, null)),
              new Ask("ann", Duration.ofSeconds(12), "c2", new Wish.Find("t1"), Duration.ZERO))
          .made();

  /** The client does not wait for long; a process that lives on goes on by itself. */
  public static final Scenario UNATTENDED =
      shop("unattended")
          .set(lambda().continuesUnattended(true))
          .asked(
              buys("ann", 0, "c1", purchase("t1").waitingFor(WaitFor.DECIDED, millis(10))),
              buys("ann", 60, "c2", purchase("t1")))
          .made();

  /** The client waits for less time than it takes. */
  public static final Scenario IN_A_HURRY =
      shop("in-a-hurry")
          .asked(
              buys("ann", 0, "c1", purchase("t1").waitingFor(WaitFor.COMPLETED, millis(20))),
              buys("ann", 11_000, "c2", purchase("t1")))
          .made();

  /** A participant that never recovers, in one transaction of two. */
  public static final Scenario POISON =
      shop("poison")
          .served(STOCK_OF_TEN, PAYMENT_OF_TEN, ORDERS_OF_TEN.asPoison())
          .swept(Duration.ofSeconds(20))
          .calmed(Duration.ofMinutes(5))
          .asked(
              buys("ann", 0, "c1", purchase("t1", tea(1), slip())),
              buys("bob", 0, "c2", purchase("t2")))
          .made();

  /**
   * Two participants that never recover, until an operator answers for what was decided there, one
   * after the other; and once for what was not decided.
   */
  public static final Scenario RESOLVED =
      shop("resolved")
          .served(STOCK_OF_TEN, PAYMENT_OF_TEN.asPoison(), ORDERS_OF_TEN.asPoison())
          .swept(Duration.ofSeconds(20))
          .calmed(Duration.ofMinutes(10))
          .asked(
              buys("ann", 0, "c1", purchase("t1", tea(1), coins(2), slip())),
              resolves(0, ORDERS, Operation.CONFIRM),
              resolves(90, ORDERS, Operation.CONFIRM),
              resolves(92, ORDERS, Operation.CANCEL),
              resolves(150, PAYMENT, Operation.CANCEL),
              resolves(152, PAYMENT, Operation.CONFIRM))
          .made();

  /**
   * A name is used again when nobody remembers the first time.
   *
   * <p>Chaos lasts for less time than fences are kept. A decided transaction that nobody can finish
   * for longer meets participants that have forgotten what they did for it; it is parked, and left
   * to an operator.
   */
  public static final Scenario NAME_REUSED =
      shop("name-reused")
          .swept(Duration.ofDays(1))
          .lasting(Duration.ofDays(20), Duration.ofDays(5))
          .asked(
              buys("ann", 0, "c1", purchase("t1")),
              new Ask(
                  "ann",
                  Duration.ofDays(32),
                  "c2",
                  new Wish.Execute(purchase("t1")),
                  Duration.ZERO))
          .made();

  /**
   * A program that is replaced during the first transaction begins the second, which one that is
   * not replaced yet cancels.
   */
  public static final Scenario ROLLING_DEPLOY =
      shop("rolling-deploy")
          .asked(
              buys("ann", 0, "c1", purchase("t1").waitingFor(WaitFor.DECIDED, null)),
              buys("bob", 300, "c1", purchase("t2")),
              new Ask("bob", millis(306), "c2", new Wish.Cancel("t2"), Duration.ZERO))
          .made();

  /** The same transaction in the hands of both coordinators, which may be clones. */
  public static final Scenario CLONES =
      shop("clones")
          .set(lambda().continuesUnattended(true))
          .asked(
              buys("ann", 0, "c1", purchase("t1")),
              new Ask("bob", millis(10), "c2", new Wish.Cancel("t1"), Duration.ZERO),
              new Ask("cid", millis(10), "c1", new Wish.Cancel("t1"), Duration.ZERO))
          .made();

  /** Amounts that a double cannot count. */
  public static final Scenario LARGE_AMOUNTS =
      shop("large-amounts")
          .served(Service.of(STOCK, TEA, LARGE), Service.of(PAYMENT, COINS, 2 * LARGE))
          .asked(
              buys(
                  "ann",
                  0,
                  "c1",
                  purchase(
                      "t1",
                      TccBranch.at(STOCK, take(TEA, LARGE)),
                      TccBranch.at(PAYMENT, take(COINS, LARGE)))))
          .made();

  /** Others look on, through both coordinators. */
  public static final Scenario ONLOOKERS =
      shop("onlookers")
          .asked(
              buys("ann", 0, "c1", purchase("t1")),
              new Ask("eve", millis(8), "c2", new Wish.Find("t1"), Duration.ZERO),
              new Ask("eve", millis(24), "c1", new Wish.Find("t1"), Duration.ZERO),
              new Ask("eve", millis(35), "c2", new Wish.Find("t1"), Duration.ZERO),
              new Ask("eve", millis(3_100), "c1", new Wish.Find("t1"), Duration.ZERO))
          .made();

  /** A client that asks elsewhere until it knows. */
  public static final Scenario STUBBORN =
      shop("stubborn")
          .asked(
              new Ask(
                  "ann",
                  Duration.ZERO,
                  "c1",
                  new Wish.Execute(purchase("t1")),
                  Duration.ofSeconds(2)))
          .made();

  /** Somebody has it tried again by hand while it is under way, and later. */
  public static final Scenario RETRIED =
      shop("retried")
          .asked(
              buys("ann", 0, "c1", purchase("t1")),
              new Ask("ops", millis(26), "c2", new Wish.Retry("t1"), Duration.ZERO),
              new Ask("ops", Duration.ofSeconds(15), "c2", new Wish.Retry("t1"), Duration.ZERO))
          .made();

  /** Both participants ask about what they hold, so that they are tried beside the begin. */
  public static final Scenario BESIDE =
      shop("beside")
          .served(STOCK_OF_TEN.thatAsks(), PAYMENT_OF_TEN.thatAsks())
          .asked(buys("ann", 0, "c1", purchase("t1")))
          .made();

  /** The same, for one request twice at the same time, at two coordinators; one asks, one not. */
  public static final Scenario BESIDE_TWICE =
      shop("beside-twice")
          .served(STOCK_OF_TEN.thatAsks(), PAYMENT_OF_TEN.thatAsks(), ORDERS_OF_TEN)
          .asked(
              buys("ann", 0, "c1", purchase("t1", tea(1), slip())),
              buys("ann", 2, "c2", purchase("t1", tea(1), slip())))
          .made();

  /** Some transactions that are left for one sweep with little room. */
  public static final Scenario BACKLOG = backlog(5);

  private static final List<Scenario> STANDARD =
      List.of(
          TWO_BRANCHES,
          THREE_BRANCHES,
          SAME_PARTICIPANT_TWICE,
          CROSSWISE,
          IN_LINE,
          SAME_REQUEST_TWICE,
          SAME_NAME_TWICE,
          CANCEL_RACE,
          SOLD_OUT,
          SEQUENTIAL,
          DECIDED,
          HANDED_OVER,
          UNATTENDED,
          IN_A_HURRY,
          POISON,
          RESOLVED,
          NAME_REUSED,
          ROLLING_DEPLOY,
          CLONES,
          LARGE_AMOUNTS,
          ONLOOKERS,
          STUBBORN,
          RETRIED,
          BACKLOG,
          BESIDE,
          BESIDE_TWICE);

  private Scenarios() {}

  /** The scenarios that random searches draw from. */
  public static List<Scenario> standard() {
    return STANDARD;
  }

  /** So many transactions that are decided at once and left for a sweep, two at a time. */
  public static Scenario backlog(int transactions) {
    List<Ask> asks = new ArrayList<>();
    for (int i = 1; i <= transactions; i++) {
      asks.add(buys("ann", 0, "c1", purchase("t" + i, tea(1)).waitingFor(WaitFor.DECIDED, null)));
    }
    return shop("backlog-" + transactions)
        .served(Service.of(STOCK, TEA, transactions))
        .set(lambda().sweepConcurrency(2).maxTransactions(transactions))
        .asked(asks.toArray(Ask[]::new))
        .made();
  }

  /**
   * The scenario of this name: a standard one, or what is left of one without some asks.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static Scenario named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no scenario is called '" + name + "'; there are " + STANDARD));
  }

  /** The scenario of this name, if there is one. */
  public static Optional<Scenario> find(String name) {
    Matcher reduced = REDUCED.matcher(name);
    if (reduced.matches()) {
      int ask = Integer.parseInt(reduced.group(2)) - 1;
      return find(reduced.group(1))
          .filter(whole -> 0 <= ask && ask < whole.asks().size())
          .map(whole -> without(whole, ask));
    }
    return STANDARD.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }

  /**
   * A scenario without one of its asks, called so.
   *
   * @param ask its index
   */
  public static Scenario without(Scenario scenario, int ask) {
    List<Ask> fewer = new ArrayList<>(scenario.asks());
    fewer.remove(ask);
    return new Scenario(
        scenario.name() + " without ask " + (ask + 1),
        scenario.coordinators(),
        scenario.services(),
        fewer,
        scenario.settings(),
        scenario.sweepEvery(),
        scenario.chaos(),
        scenario.calm(),
        scenario.streamed());
  }

  // ---- words -----------------------------------------------------------------------------------

  /** What a branch at a simulated service asks for: so much of an item. */
  public static Payload take(String item, long n) {
    return Payload.of("{\"item\":\"" + item + "\",\"n\":" + n + "}");
  }

  private static TccBranch tea(long n) {
    return TccBranch.at(STOCK, take(TEA, n));
  }

  private static TccBranch coins(long n) {
    return TccBranch.at(PAYMENT, take(COINS, n));
  }

  private static TccBranch slip() {
    return TccBranch.at(ORDERS, take(SLIPS, 1));
  }

  private static TccRequest purchase(String name) {
    return purchase(name, tea(1), coins(2));
  }

  private static TccRequest purchase(String name, TccBranch... branches) {
    return TccRequest.of(name, List.of(branches));
  }

  private static Ask buys(String client, long atMillis, String coordinator, TccRequest request) {
    return new Ask(client, millis(atMillis), coordinator, new Wish.Execute(request), Duration.ZERO);
  }

  private static Ask resolves(long atSeconds, String branch, Operation operation) {
    return new Ask(
        "ops",
        Duration.ofSeconds(atSeconds).plusMillis(11),
        "c2",
        new Wish.Resolve("t1", branch, operation),
        Duration.ZERO);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static TccSettings.Builder lambda() {
    return TccSettings.builder()
        .parkAfter(3)
        .nextRound(new Backoff(millis(100), 2, Duration.ofSeconds(10)))
        .parkedRound(Duration.ofMinutes(1))
        .continuesUnattended(false);
  }

  private static Draft shop(String name) {
    return new Draft(name);
  }

  /** A scenario in the making. */
  private static final class Draft {
    private final String name;
    private List<Service> services = List.of(STOCK_OF_TEN, PAYMENT_OF_TEN);
    private List<Ask> asks = List.of();
    private TccSettings.Builder settings = lambda();
    private Duration sweepEvery = Duration.ofSeconds(10);
    private Duration chaos = Duration.ofSeconds(40);
    private Duration calm = Duration.ofMinutes(10);
    private boolean streamed;

    Draft(String name) {
      this.name = name;
    }

    Draft served(Service... by) {
      services = List.of(by);
      return this;
    }

    Draft asked(Ask... what) {
      asks = List.of(what);
      return this;
    }

    Draft set(TccSettings.Builder to) {
      settings = to;
      return this;
    }

    Draft streamed() {
      streamed = true;
      return this;
    }

    Draft swept(Duration every) {
      sweepEvery = every;
      return this;
    }

    Draft calmed(Duration within) {
      calm = within;
      return this;
    }

    Draft lasting(Duration inChaos, Duration inCalm) {
      chaos = inChaos;
      calm = inCalm;
      return this;
    }

    Scenario made() {
      return new Scenario(
          name, COORDINATORS, services, asks, settings.build(), sweepEvery, chaos, calm, streamed);
    }
  }
}
