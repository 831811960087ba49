package io.lambdatcc.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as the coordinator shows it.
 *
 * <p>Phase, decision and outcome are texts: a reader that meets one it does not know keeps it
 * (I12).
 *
 * @param id the full {@code <name>~<beginToken>}
 * @param decision null while undecided
 * @param reason why it was cancelled, or what it waits for
 * @param retryable whether the same request under a new name may succeed
 * @param deadline after it no new Try is sent
 * @param parked whether it waits for an operator
 * @param times when it came to where it is
 * @param timeline what has happened to it, in order of time; empty where it was not asked for
 */
public record TransactionDocument(
    String id,
    String phase,
    @Nullable String decision,
    List<Branch> branches,
    @Nullable String reason,
    boolean retryable,
    Instant createdAt,
    Instant deadline,
    boolean parked,
    Times times,
    List<TimelineEntry> timeline) {

  private static final int MAX_BRANCHES = 1000;
  private static final int MAX_ENTRIES = 10_000;

  public TransactionDocument {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(phase, "phase");
    branches = List.copyOf(branches);
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(times, "times");
    timeline = List.copyOf(timeline);
  }

  /**
   * What has happened to it, by the clocks of the coordinators that wrote it; null for what has
   * not.
   *
   * @param decidedAt when the decision was made
   * @param parkedAt since when it waits for an operator
   * @param nextTryAt when it is tried again, if it is decided and not finished; earlier by request
   * @param endedAt when the last branch had answered
   */
  public record Times(
      @Nullable Instant decidedAt,
      @Nullable Instant parkedAt,
      @Nullable Instant nextTryAt,
      @Nullable Instant endedAt) {
    /** Nothing has happened yet. */
    public static final Times NONE = new Times(null, null, null, null);
  }

  /**
   * One branch of it.
   *
   * @param address where at the participant it is, if its initiator has said so
   * @param attempts how often its current operation was sent
   * @param result what the participant returned with its last answer
   * @param detail the refusal, or why it is not done yet
   * @param resolved who has stated that it is settled, where no answer of its own did
   */
  public record Branch(
      String id,
      String participant,
      @Nullable String address,
      String outcome,
      int attempts,
      @Nullable JsonText result,
      @Nullable String detail,
      @Nullable Resolved resolved) {
    public Branch {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(participant, "participant");
      Objects.requireNonNull(outcome, "outcome");
    }
  }

  /**
   * An operator's word for a branch.
   *
   * @param by the role, with its session, that gave it
   * @param reason how they knew
   */
  public record Resolved(String by, Instant at, String reason) {
    public Resolved {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(reason, "reason");
    }
  }

  public String toJson() {
    return writer().text();
  }

  JsonWriter writer() {
    List<JsonWriter> written = new ArrayList<>();
    for (Branch branch : branches) {
      JsonWriter json =
          new JsonWriter().put("id", branch.id()).put("participant", branch.participant());
      if (branch.address() != null) {
        json.put("address", branch.address());
      }
      json.put("outcome", branch.outcome()).put("attempts", branch.attempts());
      if (branch.result() != null) {
        json.put("result", branch.result());
      }
      if (branch.detail() != null) {
        json.put("detail", branch.detail());
      }
      Resolved resolved = branch.resolved();
      if (resolved != null) {
        json.put(
            "resolved",
            new JsonWriter()
                .put("by", resolved.by())
                .put("at", resolved.at().toString())
                .put("reason", resolved.reason()));
      }
      written.add(json);
    }
    JsonWriter json = new JsonWriter().put("id", id).put("phase", phase);
    if (decision != null) {
      json.put("decision", decision);
    }
    json.put("branches", written);
    if (reason != null) {
      json.put("reason", reason);
    }
    json.put("retryable", retryable)
        .put("createdAt", createdAt.toString())
        .put("deadline", deadline.toString())
        .put("parked", parked);
    put(json, "decidedAt", times.decidedAt());
    put(json, "parkedAt", times.parkedAt());
    put(json, "nextTryAt", times.nextTryAt());
    put(json, "endedAt", times.endedAt());
    if (!timeline.isEmpty()) {
      json.put("timeline", timeline.stream().map(TimelineEntry::writer).toList());
    }
    return json;
  }

  private static void put(JsonWriter json, String name, @Nullable Instant time) {
    if (time != null) {
      json.put(name, time.toString());
    }
  }

  /**
   * Reads a document.
   *
   * @throws WireFormatException naming the field that is missing or wrong
   */
  public static TransactionDocument fromJson(String text) {
    return of(JsonObject.parse(text));
  }

  static TransactionDocument of(JsonObject json) {
    List<Branch> branches = new ArrayList<>();
    for (JsonObject branch : json.objects("branches", MAX_BRANCHES)) {
      branches.add(
          new Branch(
              branch.string("id"),
              branch.string("participant"),
              branch.optionalString("address"),
              branch.string("outcome"),
              branch.int32("attempts"),
              branch.valueOrNull("result"),
              branch.optionalString("detail"),
              resolved(branch)));
    }
    List<TimelineEntry> timeline = new ArrayList<>();
    for (JsonObject entry : json.optionalObjects("timeline", MAX_ENTRIES)) {
      timeline.add(TimelineEntry.of(entry));
    }
    return new TransactionDocument(
        json.string("id"),
        json.string("phase"),
        json.optionalString("decision"),
        branches,
        json.optionalString("reason"),
        json.bool("retryable"),
        json.instant("createdAt"),
        json.instant("deadline"),
        json.bool("parked"),
        new Times(
            json.optionalInstant("decidedAt"),
            json.optionalInstant("parkedAt"),
            json.optionalInstant("nextTryAt"),
            json.optionalInstant("endedAt")),
        timeline);
  }

  private static @Nullable Resolved resolved(JsonObject branch) {
    JsonObject resolved = branch.optionalObject("resolved");
    return resolved == null
        ? null
        : new Resolved(resolved.string("by"), resolved.instant("at"), resolved.string("reason"));
  }
}
