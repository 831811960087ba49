package io.lambdatcc.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as an initiator asks for it.
 *
 * @param branches 1 to {@link #MAX_BRANCHES}, with different ids
 * @param timeout how long Tries may be sent, in whole milliseconds from {@link #MIN_TIMEOUT} to
 *     {@link #MAX_TIMEOUT}; null leaves it to the coordinator
 */
public record CreateTransaction(
    List<BranchSpec> branches, @Nullable Duration timeout, Order order, WaitFor waitFor) {

  public static final int MAX_BRANCHES = 99;

  /** The most bytes (UTF-8) of a whole request. */
  public static final int MAX_BODY_BYTES = 1024 * 1024;

  public static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
  public static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

  public CreateTransaction {
    branches = List.copyOf(branches);
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(waitFor, "waitFor");
    if (branches.isEmpty() || branches.size() > MAX_BRANCHES) {
      throw new WireFormatException(
          "branches", "has " + branches.size() + " elements; 1 to " + MAX_BRANCHES + " are needed");
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < branches.size(); i++) {
      if (!ids.add(branches.get(i).id())) {
        throw new WireFormatException(
            "branches[" + i + "].id",
            "is '" + branches.get(i).id() + "' like that of an earlier branch; give it its own id");
      }
    }
    if (timeout != null
        && (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0)) {
      throw new WireFormatException(
          "timeoutMillis",
          "is not within " + MIN_TIMEOUT.toMillis() + " to " + MAX_TIMEOUT.toMillis());
    }
  }

  /** In parallel, waiting for completion, with the coordinator's own timeout. */
  public static CreateTransaction of(List<BranchSpec> branches) {
    return new CreateTransaction(branches, null, Order.PARALLEL, WaitFor.COMPLETED);
  }

  public String toJson() {
    List<JsonWriter> specs = new ArrayList<>();
    for (BranchSpec branch : branches) {
      specs.add(
          new JsonWriter()
              .put("id", branch.id())
              .put("participant", branch.participant())
              .put("payload", branch.payload()));
    }
    JsonWriter json = new JsonWriter().put("branches", specs);
    if (timeout != null) {
      json.put("timeoutMillis", timeout.toMillis());
    }
    return json.put("order", order.name()).put("waitFor", waitFor.name()).text();
  }

  /**
   * Reads a request.
   *
   * @throws WireFormatException naming the field, like {@code branches[1].payload}
   */
  public static CreateTransaction fromJson(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BODY_BYTES) {
      throw new WireFormatException(
          "body",
          "has " + bytes + " bytes; at most " + MAX_BODY_BYTES + " are accepted",
          ProblemType.TOO_LARGE);
    }
    JsonObject json = JsonObject.parse(text);
    List<BranchSpec> branches = new ArrayList<>();
    for (JsonObject branch : json.objects("branches", MAX_BRANCHES)) {
      branches.add(branch(branch));
    }
    Long timeoutMillis = json.optionalInteger("timeoutMillis");
    return new CreateTransaction(
        branches,
        timeoutMillis == null ? null : Duration.ofMillis(timeoutMillis),
        Objects.requireNonNullElse(json.optionalEnum("order", Order.class), Order.PARALLEL),
        Objects.requireNonNullElse(json.optionalEnum("waitFor", WaitFor.class), WaitFor.COMPLETED));
  }

  private static BranchSpec branch(JsonObject json) {
    String participant = json.string("participant");
    String id = json.optionalString("id");
    try {
      return new BranchSpec(id == null ? participant : id, participant, json.any("payload"));
    } catch (WireFormatException e) {
      throw json.inside(e);
    }
  }
}
