package io.lambdatcc.participant.dynamodb;

import io.lambdatcc.participant.fence.DueReservations.Due;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply.Refused;
import io.lambdatcc.wire.WireFormatException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A fence as an item; the schema is described at {@link FenceTable}. */
final class FenceItem {
  static final long VERSION = 1;

  private FenceItem() {}

  static Map<String, AttributeValue> key(FenceKey key) {
    return Map.of(FenceTable.KEY, string(key.toString()));
  }

  static Map<String, AttributeValue> item(FenceKey key, Fence fence) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(key(key));
    item.put("v", AttributeValue.fromN(Long.toString(VERSION)));
    item.put("state", string(fence.state().name()));
    put(item, "digest", fence.digest());
    put(item, "reservation", text(fence.reservation()));
    put(item, "result", text(fence.result()));
    if (fence.refusal() != null) {
      put(item, "code", fence.refusal().code());
      put(item, "reason", fence.refusal().reason());
    }
    if (fence.keepUntil() != null) {
      item.put(FenceTable.TTL, ttl(fence.keepUntil()));
    }
    return item;
  }

  /** The same, found by its deadline while something is reserved. */
  static Map<String, AttributeValue> dueItem(FenceKey key, Fence fence) {
    Map<String, AttributeValue> item = item(key, fence);
    if (fence.deadline() != null) {
      item.putAll(dueKey(key, fence.deadline()));
    }
    return item;
  }

  /** What the index of reservations has it by, besides its key. */
  static Map<String, AttributeValue> dueKey(FenceKey key, Instant deadline) {
    return Map.of(
        FenceTable.DUE_SHARD,
        AttributeValue.fromN(
            Integer.toString(Math.floorMod(key.toString().hashCode(), FenceTable.SHARDS))),
        FenceTable.DUE_AT,
        millis(deadline));
  }

  /** Where the index has it. */
  static Map<String, AttributeValue> position(Due due) {
    Map<String, AttributeValue> position = new LinkedHashMap<>(key(due.key()));
    position.putAll(dueKey(due.key(), due.deadline()));
    return position;
  }

  static Due due(Map<String, AttributeValue> item) {
    try {
      return new Due(
          FenceKey.parse(required(FenceTable.KEY, string(item, FenceTable.KEY))),
          required(FenceTable.DUE_AT, deadline(item)));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the index of reservations shows " + item, e);
    }
  }

  private static @Nullable Instant deadline(Map<String, AttributeValue> item) {
    Long millis = number(item, FenceTable.DUE_AT);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  /** Whole milliseconds, rounded up: never asked about early. */
  static AttributeValue millis(Instant deadline) {
    return AttributeValue.fromN(Long.toString(deadline.plusNanos(999_999).toEpochMilli()));
  }

  /** Whole seconds, rounded up: never forgotten early. */
  static AttributeValue ttl(Instant keepUntil) {
    return AttributeValue.fromN(Long.toString(keepUntil.plusNanos(999_999_999).getEpochSecond()));
  }

  /**
   * Reads a fence; what this version does not know is refused, never taken for something else
   * (I12).
   *
   * @return null for no item
   */
  static @Nullable Fence fence(Map<String, AttributeValue> item) {
    if (item.isEmpty()) {
      return null;
    }
    try {
      return known(item);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "fence "
              + (item.containsKey(FenceTable.KEY) ? item.get(FenceTable.KEY).s() : "without a key")
              + " was not written by a version that this one understands ("
              + e.getMessage()
              + "); deploy the newer one",
          e);
    }
  }

  private static Fence known(Map<String, AttributeValue> item) {
    long version = required("v", number(item, "v"));
    if (version != VERSION) {
      throw wrong("v", "is " + version + ", this version reads " + VERSION + " only");
    }
    FenceState state = state(required("state", string(item, "state")));
    String digest = string(item, "digest");
    JsonText reservation = json(item, "reservation");
    Instant keepUntil = keepUntil(item);
    return new Fence(
        state,
        // a Cancel that came before any Try has seen no payload
        state == FenceState.CANCELLED ? digest : required("digest", digest),
        state == FenceState.TRIED ? required("reservation", reservation) : reservation,
        json(item, "result"),
        refusal(item, state),
        state == FenceState.TRIED ? keepUntil : required(FenceTable.TTL, keepUntil),
        // an older version that ends a reservation leaves it where it is
        state == FenceState.TRIED ? deadline(item) : null);
  }

  private static FenceState state(String name) {
    for (FenceState state : FenceState.values()) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    throw wrong("state", "is '" + name + "', which this version does not know");
  }

  private static @Nullable Refused refusal(Map<String, AttributeValue> item, FenceState state) {
    String code = string(item, "code");
    String reason = string(item, "reason");
    return state != FenceState.REFUSED && code == null && reason == null
        ? null
        : new Refused(required("code", code), required("reason", reason));
  }

  private static @Nullable Instant keepUntil(Map<String, AttributeValue> item) {
    Long seconds = number(item, FenceTable.TTL);
    try {
      return seconds == null ? null : Instant.ofEpochSecond(seconds);
    } catch (DateTimeException e) {
      throw wrong(FenceTable.TTL, "is " + seconds + ", which is no time");
    }
  }

  private static void put(Map<String, AttributeValue> item, String name, @Nullable String value) {
    if (value != null) {
      item.put(name, string(value));
    }
  }

  private static @Nullable String text(@Nullable JsonText json) {
    return json == null ? null : json.text();
  }

  private static @Nullable JsonText json(Map<String, AttributeValue> item, String name) {
    String text = string(item, name);
    try {
      return text == null ? null : JsonText.parse(text);
    } catch (WireFormatException e) {
      throw wrong(name, "is no JSON: " + e.reason());
    }
  }

  private static @Nullable String string(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? null : typed(name, value, value.s());
  }

  private static @Nullable Long number(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      return null;
    }
    String text = typed(name, value, value.n());
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "is " + text + ", which is no whole number");
    }
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw wrong(name, "is missing");
    }
    return value;
  }

  /** What is of another type is not taken for missing: it would be lost. */
  private static <T> T typed(String name, AttributeValue value, @Nullable T typed) {
    if (typed == null) {
      throw wrong(name, "is of type " + value.type());
    }
    return typed;
  }

  private static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException("attribute " + name + " " + what);
  }

  private static AttributeValue string(String value) {
    return AttributeValue.fromS(value);
  }
}
