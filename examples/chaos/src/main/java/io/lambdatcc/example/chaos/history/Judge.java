package io.lambdatcc.example.chaos.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges a history: by what clients were told and what is there at the end, and by nothing that the
 * coordinator says of itself in between.
 */
public final class Judge {
  private final List<JsonNode> events;
  private final Map<String, JsonNode> transactions = new HashMap<>();
  private final Map<String, JsonNode> orders = new HashMap<>();
  private final List<String> lost = new ArrayList<>();
  private final List<String> contradicted = new ArrayList<>();

  private Judge(List<JsonNode> events) {
    this.events = events;
    each("transaction").forEach(each -> transactions.put(each.path("key").asText(), each));
    each("order").forEach(each -> orders.put(each.path("id").asText(), each));
  }

  /**
   * The verdict on these events.
   *
   * @throws IllegalArgumentException where they are of a campaign that did not come to its end
   */
  public static Verdict of(List<JsonNode> events) {
    Judge judge = new Judge(events);
    if (judge.each("end").isEmpty()) {
      throw new IllegalArgumentException("this history has no end; nothing can be said of it");
    }
    return judge.verdict();
  }

  private List<JsonNode> each(String event) {
    return events.stream().filter(each -> each.path("event").asText().equals(event)).toList();
  }

  private Verdict verdict() {
    unfinished();
    each("fence").forEach(this::branchEndedAsItsTransaction);
    each("order").stream()
        .filter(order -> order.path("paying").asBoolean())
        .forEach(order -> lost.add("order " + order.path("id").asText() + " is still being paid"));
    Map<String, Long> sold = new HashMap<>();
    Map<String, Long> spent = new HashMap<>();
    int doubted = 0;
    for (JsonNode errand : each("errand")) {
      boolean happened = happened(errand);
      if (happened) {
        long quantity = errand.path("quantity").asLong();
        sold.merge(errand.path("item").asText(), quantity, Long::sum);
        spent.merge(errand.path("user").asText(), quantity, Long::sum);
      }
      if (!toldAsItIs(errand, happened)) {
        doubted++;
      }
    }
    each("item").forEach(item -> conserved(item, sold));
    each("user").forEach(user -> conserved(user, spent));
    for (JsonNode later : each("later")) {
      String key = later.path("transaction").asText();
      JsonNode stored = transactions.get(key);
      // another begin of the same name may have landed, by this version
      if (stored != null
          && stored.path("nonce").equals(later.path("nonce"))
          && !stored.path("later").asBoolean()) {
        lost.add(key + " has lost what a later version wrote");
      }
    }
    Map<String, Integer> faults = new TreeMap<>();
    for (JsonNode event : events) {
      if (Set.of("fault", "disturbance").contains(event.path("event").asText())) {
        faults.merge(event.path("kind").asText(), 1, Integer::sum);
      }
    }
    List<Duration> recoveries = recoveries();
    return new Verdict(
        transactions.size(),
        in("CONFIRMED"),
        in("CANCELLED"),
        faults,
        doubted,
        recoveries.size(),
        lost,
        contradicted,
        recoveries.stream().reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b));
  }

  private int in(String phase) {
    return (int)
        transactions.values().stream()
            .filter(each -> each.path("phase").asText().equals(phase))
            .count();
  }

  private void unfinished() {
    transactions.forEach(
        (key, transaction) -> {
          String phase = transaction.path("phase").asText();
          if (!phase.equals("CONFIRMED") && !phase.equals("CANCELLED")) {
            lost.add(key + " is still " + phase);
          }
        });
  }

  /** All branches of a transaction end alike. */
  private void branchEndedAsItsTransaction(JsonNode fence) {
    String id = fence.path("transaction").asText();
    String state = fence.path("state").asText();
    String at = id + " at " + fence.path("table").asText();
    if (state.equals("TRIED")) {
      lost.add(at + " is still reserved");
      return;
    }
    boolean confirmed =
        transactions.values().stream()
            .filter(each -> (each.path("key").asText() + each.path("nonce").asText()).equals(id))
            .anyMatch(each -> each.path("phase").asText().equals("CONFIRMED"));
    if (confirmed != state.equals("CONFIRMED")) {
      contradicted.add(at + " is " + state + ", unlike its transaction");
    }
  }

  // ---- what was told -------------------------------------------------------------------------

  private boolean happened(JsonNode errand) {
    if (errand.has("order")) {
      return order(errand).path("paid").asBoolean();
    }
    return transactions.entrySet().stream()
        .filter(each -> each.getKey().startsWith(errand.path("name").asText() + "~"))
        .anyMatch(each -> each.getValue().path("phase").asText().equals("CONFIRMED"));
  }

  private JsonNode order(JsonNode errand) {
    return Optional.ofNullable(orders.get(errand.path("order").asText()))
        .orElseThrow(() -> new IllegalArgumentException("no end is known of " + errand));
  }

  /**
   * Compares each answer with what is. A refused checkout speaks of the attempts that it has met:
   * where an earlier request was left open, that one may still have bought the order.
   *
   * @return false where no answer says how it ended
   */
  private boolean toldAsItIs(JsonNode errand, boolean happened) {
    boolean definite = false;
    boolean open = false;
    for (JsonNode told : each("told")) {
      if (told.path("number").asInt() != errand.path("number").asInt()) {
        continue;
      }
      String meaning = told.path("meaning").asText();
      if (meaning.equals("OPEN")) {
        open = true;
        continue;
      }
      definite = true;
      boolean saidSo = meaning.equals("CONFIRMED");
      boolean ofThePast = !saidSo && open && errand.has("order");
      if (saidSo != happened && !ofThePast) {
        contradicted.add(
            "errand "
                + errand.path("number").asInt()
                + " was told "
                + meaning
                + " and it is "
                + (happened ? "CONFIRMED" : "CANCELLED"));
      }
    }
    return definite;
  }

  // ---- conservation --------------------------------------------------------------------------

  private void conserved(JsonNode account, Map<String, Long> taken) {
    String id = account.path("event").asText() + " " + account.path("id").asText();
    long expected = taken.getOrDefault(account.path("id").asText(), 0L);
    long gone = account.path("gone").asLong();
    long reserved = account.path("reserved").asLong();
    if (reserved != 0) {
      lost.add(id + " still has " + reserved + " reserved");
    }
    if (account.path("available").asLong() + reserved + gone != account.path("put").asLong()) {
      lost.add(id + " does not add up: " + account);
    }
    if (gone != expected) {
      contradicted.add(
          id + " has given " + gone + " where all that was confirmed took " + expected);
    }
  }

  // ---- recovery ------------------------------------------------------------------------------

  /**
   * Of each transaction that something happened to: how long it then took to end. What happens to
   * the log, or to the process that drives it, happens to it too. A transaction that is not decided
   * cannot recover before its deadline.
   */
  private List<Duration> recoveries() {
    List<Duration> recoveries = new ArrayList<>();
    transactions.forEach(
        (key, transaction) -> {
          if (!transaction.hasNonNull("ended")) {
            return;
          }
          Instant begun = instant(transaction, "begun");
          Instant ended = instant(transaction, "ended");
          Optional<Instant> last =
              events.stream()
                  .filter(event -> happensTo(event, key))
                  .map(Judge::over)
                  .filter(over -> over.isAfter(begun) && over.isBefore(ended))
                  .max(Instant::compareTo);
          last.ifPresent(
              from -> {
                Instant deadline = instant(transaction, "deadline");
                Instant decided = instant(transaction, "decided");
                boolean atDeadline = !decided.isBefore(deadline) && deadline.isAfter(from);
                recoveries.add(Duration.between(atDeadline ? deadline : from, ended));
              });
        });
    return recoveries;
  }

  private static boolean happensTo(JsonNode event, String key) {
    return switch (event.path("event").asText()) {
      case "fault" -> event.path("transaction").asText().equals(key);
      case "disturbance" -> {
        Set<String> touched = new HashSet<>();
        event.path("transactions").forEach(each -> touched.add(each.asText()));
        yield event.path("function").asText().isEmpty() || touched.contains(key);
      }
      default -> false;
    };
  }

  private static Instant over(JsonNode event) {
    return instant(event, "at").plusMillis(event.path("length").asLong());
  }

  private static Instant instant(JsonNode event, String field) {
    return Instant.parse(event.path(field).asText());
  }
}
