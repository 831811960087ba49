package io.lambdatcc.http;

import io.lambdatcc.wire.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of path segments (RFC 3986, section 2.1); a plus stays a plus. */
final class Percent {
  private Percent() {}

  static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    byte[] raw = segment.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        decoded.put(raw[i]);
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw malformed();
      }
      decoded.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return utf8(decoded.flip());
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  /** Decodes strictly: what is no UTF-8 is an error, not a question mark. */
  static String utf8(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  private static ProblemException malformed() {
    return new ProblemException(
        ProblemType.INVALID_REQUEST, "the path is not percent-encoded UTF-8");
  }
}
