package io.lambdatcc.example.chaos.plan;

import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * All that a campaign is to meet: a function of its seed and its length.
 *
 * @param seed made this plan
 * @param errands of the clients, in the order in which they are started
 * @param faults at messages; transactions are numbered in the order in which they begin
 * @param disturbances in the order in which they happen
 */
public record CampaignPlan(
    long seed, List<Errand> errands, FaultPlan faults, List<Disturbance> disturbances) {

  /** What is done to messages on sockets, and to processes when they send one. */
  public static final Set<FaultKind> KINDS =
      Collections.unmodifiableSet(
          EnumSet.of(
              FaultKind.LOSE_REQUEST,
              FaultKind.LOSE_REPLY,
              FaultKind.DUPLICATE,
              FaultKind.DELAY_REQUEST,
              FaultKind.DELAY_REPLY,
              FaultKind.RESET,
              FaultKind.ANSWER_500,
              FaultKind.ANSWER_500_AFTER,
              FaultKind.ANSWER_429,
              FaultKind.WRONG_BODY,
              FaultKind.TRUNCATE,
              FaultKind.PARTICIPANT_CRASHES_BEFORE,
              FaultKind.PARTICIPANT_CRASHES_AFTER,
              FaultKind.STORE_UNKNOWN_LANDED,
              FaultKind.STORE_UNKNOWN_LOST,
              FaultKind.STORE_LANDS_LATER,
              FaultKind.STORE_BLIND,
              FaultKind.LOG_THROTTLES,
              FaultKind.LOG_UNKNOWN_LANDED,
              FaultKind.LOG_UNKNOWN_LOST,
              FaultKind.LOG_LANDS_LATER,
              FaultKind.LOG_SLOW,
              FaultKind.READ_FAILS,
              FaultKind.READ_SLOW,
              FaultKind.CRASH_BEFORE,
              FaultKind.CRASH_AFTER,
              FaultKind.FREEZE_BEFORE,
              FaultKind.FREEZE_AFTER));

  /** Whoever sends it: which process that is, is not for a plan to say. */
  public static final String COORDINATOR = "c1";

  /**
   * Where every transaction comes by that begins, so that what is planned there happens; unless
   * DynamoDB or whoever drives the transaction is gone just then.
   */
  private static final Set<SiteKind> SURE =
      EnumSet.of(
          SiteKind.TRY,
          SiteKind.BEGIN,
          SiteKind.DECIDE,
          SiteKind.COMMIT,
          SiteKind.LOOK,
          SiteKind.FINISH);

  private static final List<String> PARTICIPANTS = List.of("stock", "payment");

  /** Whose processes are killed and frozen at random moments. */
  private static final List<String> FUNCTIONS =
      List.of(
          "CoordinatorFunction",
          "SweepFunction",
          "CompletionFunction",
          "StockFunction",
          "PaymentFunction",
          "OrderFunction");

  /** Longer than every time-out of a call and of a write, and shorter than a function's own. */
  private static final int SHORTEST_FREEZE_MILLIS = 3_000;

  private static final int LONGEST_FREEZE_MILLIS = 9_000;

  /** Whose client goes away at first, of a hundred. */
  private static final int HASTY = 10;

  /** What is refused, of a hundred. */
  private static final int REFUSED = 12;

  /** Copies the lists. */
  public CampaignPlan {
    errands = List.copyOf(errands);
    disturbances = List.copyOf(disturbances);
  }

  /**
   * The plan of a seed.
   *
   * @param length how many errands
   */
  public static CampaignPlan of(long seed, int length) {
    Random random = new Random(seed);
    return new CampaignPlan(
        seed, errands(random, length), faults(random, length), disturbances(random, length));
  }

  private static List<Errand> errands(Random random, int length) {
    Errand.What[] whats = Errand.What.values();
    List<Errand> errands = new ArrayList<>();
    for (int i = 1; i <= length; i++) {
      int quantity = 1 + random.nextInt(3);
      boolean poor = random.nextInt(100) < REFUSED;
      errands.add(
          new Errand(
              i,
              // every other one is a checkout
              whats[Math.max(0, random.nextInt(4) - 1)],
              quantity,
              poor ? quantity - 1 : quantity + random.nextInt(5),
              random.nextInt(100) < HASTY));
    }
    return errands;
  }

  /**
   * One for two of three transactions, every kind as often as every other and once where all come
   * by.
   */
  private static FaultPlan faults(Random random, int length) {
    List<FaultKind> kinds = new ArrayList<>();
    FaultPlan plan = FaultPlan.NONE;
    int dealt = 0;
    for (int i = 1; i <= length; i++) {
      if (random.nextInt(3) == 0) {
        continue;
      }
      if (kinds.isEmpty()) {
        kinds.addAll(KINDS);
        Collections.shuffle(kinds, random);
      }
      FaultKind kind = kinds.remove(kinds.size() - 1);
      plan = plan.with(rule(random, kind, i, dealt++ < KINDS.size()));
    }
    return plan;
  }

  /**
   * A rule for a transaction.
   *
   * @param sure whether it is to be where every transaction comes by
   */
  private static Rule rule(Random random, FaultKind kind, int transaction, boolean sure) {
    if (kind.sites().contains(SiteKind.DUE)) {
      // sweeps read the index all the time; which transactions they read is not for a plan to say
      return new Rule(
          new Site(SiteKind.DUE, COORDINATOR, "", 2 * transaction),
          new Fault(kind, length(random, kind)));
    }
    List<SiteKind> sites =
        kind.sites().stream()
            .filter(site -> SURE.contains(site) || (!sure && site.isCall()))
            .sorted(Comparator.comparing(SiteKind::name))
            .toList();
    SiteKind site = sites.get(random.nextInt(sites.size()));
    String participant = PARTICIPANTS.get(random.nextInt(PARTICIPANTS.size()));
    boolean atBranch = site.isCall() || site == SiteKind.COMMIT || site == SiteKind.LOOK;
    boolean atParticipant = site == SiteKind.COMMIT || site == SiteKind.LOOK;
    return new Rule(
        new Site(
            site,
            atParticipant ? participant : COORDINATOR,
            "t" + transaction + (atBranch ? "/" + participant : ""),
            1),
        new Fault(kind, length(random, kind)));
  }

  /** Real seconds: the longest of the simulation's would be days. */
  private static Duration length(Random random, FaultKind kind) {
    if (!kind.timed()) {
      return Duration.ZERO;
    }
    return switch (kind) {
      case LOSE_REQUEST, LOSE_REPLY, CRASH_BEFORE, CRASH_AFTER -> Duration.ZERO;
      case FREEZE_BEFORE, FREEZE_AFTER -> freeze(random);
      default -> Duration.ofMillis(200L + random.nextInt(4_000));
    };
  }

  private static Duration freeze(Random random) {
    return Duration.ofMillis(
        SHORTEST_FREEZE_MILLIS + random.nextInt(LONGEST_FREEZE_MILLIS - SHORTEST_FREEZE_MILLIS));
  }

  /** About one for ten errands, and each kind at least once. */
  private static List<Disturbance> disturbances(Random random, int length) {
    List<Disturbance> all = new ArrayList<>();
    int outages = Math.max(1, length / 250);
    for (int i = 0; i < outages; i++) {
      all.add(at(random, length, Disturbance.Kind.LOG_UNREACHABLE, "", 10 + random.nextInt(20)));
      all.add(at(random, length, Disturbance.Kind.DYNAMODB_RESTARTED, "", 0));
    }
    for (int i = 0; i < Math.max(2, length / 50); i++) {
      all.add(at(random, length, Disturbance.Kind.REDEPLOYED, "", 0));
    }
    for (int i = 0; i < Math.max(3, length / 20); i++) {
      String killed = FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
      String frozen = FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
      all.add(at(random, length, Disturbance.Kind.KILL, killed, 0));
      all.add(
          at(random, length, Disturbance.Kind.FREEZE, frozen, (int) freeze(random).toSeconds()));
    }
    all.sort(Comparator.comparingInt(Disturbance::afterErrands));
    return all;
  }

  private static Disturbance at(
      Random random, int length, Disturbance.Kind kind, String function, int seconds) {
    // the last ones happen while clients are still there
    int after = 1 + random.nextInt(Math.max(1, length * 9 / 10));
    return new Disturbance(after, kind, function, Duration.ofSeconds(seconds));
  }
}
