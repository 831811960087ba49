package io.lambdatcc.jsonlog;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object on one line, under construction.
 *
 * <p>Whoever wrote the values: it stays one line and one object. Characters that any reader takes
 * for the end of a line are escaped, values of more than {@value #MAX_LENGTH} characters are cut,
 * and of two fields of one name the first counts.
 */
final class JsonLine {
  /** The longest value, in characters. */
  static final int MAX_LENGTH = 16_384;

  private static final String CUT = "…";

  private final StringBuilder out = new StringBuilder(256).append('{');
  private final Set<String> names = new HashSet<>();

  /** Adds a field, unless there is one of that name; numbers and booleans as they are. */
  JsonLine put(String name, @Nullable Object value) {
    if (value != null && names.add(name)) {
      out.append(out.length() == 1 ? "" : ",");
      quote(name);
      out.append(':');
      if (isLiteral(value)) {
        out.append(value);
      } else {
        quote(String.valueOf(value));
      }
    }
    return this;
  }

  private static boolean isLiteral(Object value) {
    return value instanceof Boolean || value instanceof Integer || value instanceof Long;
  }

  private void quote(String text) {
    String kept = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + CUT;
    int from = out.append('"').length();
    JsonStringEncoder.getInstance().quoteAsString(kept, out);
    escapeLineEnds(from);
    out.append('"');
  }

  /** JSON lets them stand, and some readers of lines do not. */
  private void escapeLineEnds(int from) {
    for (int i = from; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c >= '\u007f' && (c <= '\u009f' || c == '\u2028' || c == '\u2029')) {
        out.replace(i, i + 1, String.format("\\u%04x", (int) c));
      }
    }
  }

  /** The object, and the end of the line. */
  String text() {
    return out + "}\n";
  }
}
