package io.lambdatcc.wire;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened to a transaction, by the clock of the coordinator that noticed.
 *
 * @param event what: a text, so that a reader that meets one it does not know keeps it (I12)
 * @param branch at which branch, if it was at one
 * @param detail more about it, for people
 * @param by who did it, where somebody did
 */
public record TimelineEntry(
    Instant at,
    String event,
    @Nullable String branch,
    @Nullable String detail,
    @Nullable String by) {

  public TimelineEntry {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(event, "event");
  }

  JsonWriter writer() {
    JsonWriter json = new JsonWriter().put("at", at.toString()).put("event", event);
    if (branch != null) {
      json.put("branch", branch);
    }
    if (detail != null) {
      json.put("detail", detail);
    }
    return by == null ? json : json.put("by", by);
  }

  static TimelineEntry of(JsonObject json) {
    return new TimelineEntry(
        json.instant("at"),
        json.string("event"),
        json.optionalString("branch"),
        json.optionalString("detail"),
        json.optionalString("by"));
  }
}
