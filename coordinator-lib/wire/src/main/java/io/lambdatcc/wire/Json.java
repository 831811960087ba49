package io.lambdatcc.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import java.io.IOException;

/**
 * Jackson's reader, configured once: a key written twice is an error and not the last of the two,
 * and nesting has a limit.
 *
 * <p>Our own messages need no more than this. What maps classes to JSON is {@link JsonMapping},
 * whose hundreds of classes a cold start waits for, and so is not touched before it is needed.
 */
final class Json {
  /** A value of {@link JsonText#MAX_DEPTH} levels inside the deepest of our own messages. */
  private static final int MESSAGE_DEPTH = JsonText.MAX_DEPTH + 10;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MESSAGE_DEPTH).build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(MESSAGE_DEPTH).build())
          .build();

  private Json() {}

  /** A parser over the whole text in one buffer, so that its offsets are those of the text. */
  static JsonParser parser(String text) throws IOException {
    char[] chars = text.toCharArray();
    return FACTORY.createParser(chars, 0, chars.length);
  }
}
