package io.lambdatcc.participant.dynamodb;

import io.lambdatcc.participant.fence.DueReservations.Due;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply.Refused;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A fence as an item; the schema is described at {@link FenceTable}. */
final class FenceItem {
  static final String VERSION = "1";

  private FenceItem() {}

  static Map<String, AttributeValue> key(FenceKey key) {
    return Map.of(FenceTable.KEY, string(key.toString()));
  }

  static Map<String, AttributeValue> item(FenceKey key, Fence fence) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(key(key));
    item.put("v", AttributeValue.fromN(VERSION));
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
    String key = string(item, FenceTable.KEY);
    Instant deadline = deadline(item);
    if (key == null || deadline == null) {
      throw new IllegalStateException("the index of reservations shows " + item);
    }
    return new Due(FenceKey.parse(key), deadline);
  }

  private static @Nullable Instant deadline(Map<String, AttributeValue> item) {
    String millis = number(item, FenceTable.DUE_AT);
    return millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis));
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
      if (!VERSION.equals(number(item, "v"))) {
        throw new IllegalArgumentException("version " + number(item, "v") + " is unknown");
      }
      String ttl = number(item, FenceTable.TTL);
      String code = string(item, "code");
      String reason = string(item, "reason");
      String state = string(item, "state");
      if (state == null) {
        throw new IllegalArgumentException("state is missing");
      }
      FenceState known = FenceState.valueOf(state);
      return new Fence(
          known,
          string(item, "digest"),
          json(item, "reservation"),
          json(item, "result"),
          code == null || reason == null ? null : new Refused(code, reason),
          ttl == null ? null : Instant.ofEpochSecond(Long.parseLong(ttl)),
          // an older version that ends a reservation leaves it where it is
          known == FenceState.TRIED ? deadline(item) : null);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "fence "
              + string(item, FenceTable.KEY)
              + " was not written by a version that this one understands; deploy the newer one",
          e);
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
    return text == null ? null : JsonText.parse(text);
  }

  private static @Nullable String string(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? null : value.s();
  }

  private static @Nullable String number(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? null : value.n();
  }

  private static AttributeValue string(String value) {
    return AttributeValue.fromS(value);
  }
}
