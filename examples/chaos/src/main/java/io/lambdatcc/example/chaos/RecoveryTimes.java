package io.lambdatcc.example.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdatcc.example.chaos.history.History;
import io.lambdatcc.example.shop.client.Request;
import io.lambdatcc.example.shop.client.Scene;
import io.lambdatcc.example.shop.client.ShopClient;
import io.lambdatcc.progress.Progress;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How long a transaction takes to end after its coordinator was killed, by the step at which it
 * was.
 *
 * <p>A transaction that is not decided then is cancelled after its deadline, and nobody could do
 * that sooner: it is measured from there.
 */
final class RecoveryTimes {
  /** As Tries are given up at that anyway, as short as a checkout may want it. */
  private static final int TIMEOUT_MILLIS = 3_000;

  /** Until one comes to the step: before that, a slow machine may come to the deadline. */
  private static final int MOST_TRANSACTIONS = 10;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;

  /** Where it dies; the last two while it cancels. */
  private static final List<String> STEPS =
      List.of(
          "BEGIN c1 t1 #1",
          "TRY c1 t1/stock #1",
          "DECIDE c1 t1 #1",
          "CONFIRM c1 t1/stock #1",
          "FINISH c1 t1 #1",
          "CANCEL c1 t1/stock #1");

  private static final List<FaultKind> MOMENTS =
      List.of(FaultKind.CRASH_BEFORE, FaultKind.CRASH_AFTER);

  private final ChaosShop shop;
  private final ShopClient client;
  private final Path file;
  private final Map<String, List<Duration>> times = new LinkedHashMap<>();
  private int transactions;

  /**
   * Of this shop.
   *
   * @param file where the faults are written down
   */
  RecoveryTimes(ChaosShop shop, Path file) {
    this.shop = shop;
    this.client = shop.client();
    this.file = file;
  }

  /** Kills so often at each step, before and after what is sent there has arrived. */
  void measure(int kills) throws IOException, InterruptedException {
    Scene scene = new Scene(client);
    String item = scene.item(1, 1000);
    String rich = scene.user(1000);
    String poor = scene.user(0);
    try (History history = History.write(file);
        Progress progress =
            Progress.of("recovery: kills", (long) kills * STEPS.size() * MOMENTS.size())) {
      for (int i = 0; i < kills; i++) {
        for (String step : STEPS) {
          for (FaultKind moment : MOMENTS) {
            boolean cancels = step.startsWith("CANCEL");
            Duration took = killed(step, moment, item, cancels ? poor : rich, history);
            times
                .computeIfAbsent(
                    step.substring(0, step.indexOf(' '))
                        + (moment == FaultKind.CRASH_BEFORE ? ", before" : ", after"),
                    first -> new ArrayList<>())
                .add(took);
            progress.step();
          }
        }
      }
    }
    shop.calm();
  }

  private Duration killed(String step, FaultKind moment, String item, String user, History history)
      throws InterruptedException, IOException {
    for (int i = 0; i < MOST_TRANSACTIONS; i++) {
      String name = "killed-" + ++transactions;
      buy(name, step, moment, item, user, history);
      Instant quiet = awaitQuiet(name);
      Optional<JsonNode> fault = faultOf(name);
      if (fault.isPresent()) {
        return recovery(name, Instant.parse(fault.get().path("at").asText()), quiet);
      }
    }
    throw new IllegalStateException(
        step + " was never come to in " + MOST_TRANSACTIONS + " transactions");
  }

  /** One transaction, whose coordinator is killed if it comes to that step. */
  private void buy(
      String name, String step, FaultKind moment, String item, String user, History history)
      throws InterruptedException {
    var unused = shop.unleash(FaultPlan.of(Rule.at(step, moment, Duration.ZERO)), history);
    String body =
        """
        {"branches":[
          {"participant":"stock","payload":{"item_id":"%s","quantity":1}},
          {"participant":"payment","payload":{"user_id":"%s","amount":1}}],
         "timeoutMillis":%d}"""
            .formatted(item, user, TIMEOUT_MILLIS);
    try {
      var unusedReply = client.send(Request.of("PUT", "/transactions/" + name, body));
    } catch (IOException e) {
      // nobody is left to answer
    }
  }

  /** Waits until everything has ended; when that was. */
  private Instant awaitQuiet(String name) throws InterruptedException {
    Instant until = Instant.now().plus(PATIENCE);
    while (!shop.isQuiet()) {
      if (Instant.now().isAfter(until)) {
        throw new IllegalStateException(
            name + " has not ended after " + PATIENCE + ": " + faultOf(name));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return Instant.now();
  }

  /** What happened to this one, if it came to that. */
  private Optional<JsonNode> faultOf(String name) {
    return History.read(file).stream()
        .filter(event -> event.path("event").asText().equals("fault"))
        .filter(event -> event.path("transaction").asText().startsWith(name + "~"))
        .findAny();
  }

  /** From the death of its coordinator, or from its deadline, to its end. */
  private Duration recovery(String name, Instant died, Instant quiet) {
    Map<String, AttributeValue> record = shop.tables().transaction(name);
    if (!record.containsKey("da")) {
      // it died before its begin had landed; what was tried beside that is asked about past the
      // deadline
      return notNegative(Duration.between(died.plusMillis(TIMEOUT_MILLIS), quiet));
    }
    Instant deadline = instant(record, "dl");
    boolean atDeadline = !instant(record, "da").isBefore(deadline) && deadline.isAfter(died);
    return notNegative(Duration.between(atDeadline ? deadline : died, instant(record, "ea")));
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  private static Instant instant(Map<String, AttributeValue> record, String attribute) {
    AttributeValue millis = record.get(attribute);
    if (millis == null) {
      throw new IllegalStateException(record + " has no " + attribute);
    }
    return Instant.ofEpochMilli(Long.parseLong(millis.n()));
  }

  /** A line for each step, and one for all. */
  String text() {
    StringBuilder text = new StringBuilder();
    times.forEach(
        (step, each) -> text.append("killed at %-16s %s%n".formatted(step, recovered(each))));
    List<Duration> all = times.values().stream().flatMap(List::stream).sorted().toList();
    return text.append(
            "recovery: %d kills, p50 %s s, p100 %s s, with sweeps every %d s%n"
                .formatted(
                    all.size(),
                    seconds(all.get(all.size() / 2)),
                    seconds(all.get(all.size() - 1)),
                    ChaosShop.SWEEP_EVERY.toSeconds()))
        .toString();
  }

  private static String recovered(List<Duration> times) {
    return times.stream().allMatch(Duration::isZero)
        ? "left nothing to recover"
        : times.stream()
            .sorted()
            .map(RecoveryTimes::seconds)
            .collect(Collectors.joining(", ", "recovered after ", " s"));
  }

  /** Seconds with one digit, rounded up. */
  static String seconds(Duration duration) {
    return "%.1f".formatted(Math.ceil(duration.toMillis() / 100.0) / 10);
  }
}
