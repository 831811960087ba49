package io.lambdatcc.engine;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A place in the log's index of unfinished transactions.
 *
 * @param shard that is being read; the number of shards after the last
 * @param inShard the log's own cursor; null at the beginning of the shard
 */
record ListCursor(int shard, @Nullable String inShard) {
  private static final String VERSION = "1";
  private static final int PARTS = 4;

  static final ListCursor START = new ListCursor(0, null);

  /** The place as a text that says nothing to others, for this list only. */
  String text(String list) {
    String plain =
        String.join(
            " ", VERSION, mark(list), Integer.toString(shard), inShard == null ? "" : inShard);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The place that a text means.
   *
   * @throws IllegalArgumentException for what is no such text, or is one of another list
   */
  static ListCursor parse(String text, String list) {
    String[] parts;
    try {
      parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", PARTS);
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
    if (parts.length != PARTS || !parts[0].equals(VERSION)) {
      throw malformed(null);
    }
    if (!parts[1].equals(mark(list))) {
      throw new IllegalArgumentException(
          "cursor: is one of another list; use it with the filter that it came with");
    }
    try {
      int shard = Integer.parseInt(parts[2]);
      if (shard >= 0) {
        return new ListCursor(shard, parts[3].isEmpty() ? null : parts[3]);
      }
    } catch (NumberFormatException e) {
      throw malformed(e);
    }
    throw malformed(null);
  }

  static IllegalArgumentException malformed(@Nullable Throwable cause) {
    return new IllegalArgumentException("cursor: is none of this coordinator's", cause);
  }

  private static String mark(String list) {
    return Integer.toHexString(list.hashCode());
  }
}
