package io.lambdatcc.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value exactly as it was written.
 *
 * <p>Payloads pass through the coordinator as text and are never decoded and encoded again, so that
 * {@code 12.50} cannot become {@code 12.5} on the way. Two values are {@linkplain #equals equal}
 * when their texts are; they mean the same when their {@link #canonical()} forms are equal.
 */
public final class JsonText {
  /** The deepest nesting of objects and arrays a value may have. */
  public static final int MAX_DEPTH = 100;

  private final String text;
  private final int depth;

  private JsonText(String text, int depth) {
    this.text = text;
    this.depth = depth;
  }

  /**
   * Checks that the text is one JSON value (RFC 8259) and keeps it as written, without the white
   * space around it.
   *
   * @throws WireFormatException when it is malformed, names a key twice, has anything after the
   *     value, is nested deeper than {@link #MAX_DEPTH} or holds half a surrogate pair, escaped or
   *     not (as I-JSON, RFC 7493, forbids)
   */
  public static JsonText parse(String text) {
    return parse("body", text);
  }

  static JsonText parse(String field, String text) {
    return reading(
        field,
        text,
        parser -> {
          if (parser.nextToken() == null) {
            throw new WireFormatException(field, "is empty; a JSON value is expected");
          }
          JsonText value = take(parser, field, text).requireDepth(field);
          if (parser.nextToken() != null) {
            throw new WireFormatException(field, "has text after the JSON value");
          }
          return value;
        });
  }

  /**
   * Writes a value as JSON: records, collections, strings, numbers and {@code java.time} types
   * (ISO-8601).
   *
   * @throws IllegalArgumentException when Jackson cannot write a value of this class
   */
  public static JsonText of(@Nullable Object value) {
    if (value instanceof JsonText already) {
      return already;
    }
    if (value instanceof String string) {
      return of(string);
    }
    try {
      return parse(JsonMapping.MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "cannot write " + (value == null ? "null" : value.getClass().getName()) + " as JSON", e);
    }
  }

  /** Most of what our messages hold, written without the mapper. */
  private static JsonText of(String string) {
    StringBuilder out = new StringBuilder(string.length() + 2);
    write(string, out);
    return new JsonText(out.toString(), 0);
  }

  /** Appends a string as JSON. */
  static void write(String string, StringBuilder out) {
    if (isPlain(string)) {
      out.append('"').append(string).append('"');
      return;
    }
    requireWholeCharacters("body", string);
    quote(string, out);
  }

  /** Whether all of it stands for itself in JSON, as in most of what our messages hold. */
  private static boolean isPlain(String string) {
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** The value as it was written. */
  public String text() {
    return text;
  }

  /** Whether it is the JSON {@code null}. */
  boolean isNull() {
    return text.equals("null");
  }

  /** How many bytes the text takes in UTF-8. */
  public int utf8Length() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Reads the value into a record or class.
   *
   * <p>Unknown fields are ignored. Nothing is bent to fit: a fraction is no {@code int}, a string
   * no number, and a missing or null field is an error for a primitive.
   *
   * @throws WireFormatException naming the field that does not fit
   */
  public <T> T to(Class<T> type) {
    return to("payload", type);
  }

  <T> T to(String field, Class<T> type) {
    try {
      T value = JsonMapping.MAPPER.readValue(text, type);
      if (value == null) {
        throw new WireFormatException(field, "is null; " + type.getSimpleName() + " is expected");
      }
      return value;
    } catch (JsonMappingException e) {
      throw new WireFormatException(field + path(e), fit(e, type));
    } catch (JsonProcessingException e) {
      throw new WireFormatException(field, "does not fit " + type.getSimpleName());
    } catch (ArithmeticException | NumberFormatException e) {
      // JSON allows exponents that no number of Java's has
      throw new WireFormatException(field, "holds a number that is out of range");
    }
  }

  /** The string that this is: most of what our messages hold, read without the mapper. */
  String string(String field) {
    return reading(
        field,
        text,
        parser -> {
          if (parser.nextToken() != JsonToken.VALUE_STRING) {
            throw new WireFormatException(field, "is not a string");
          }
          return parser.getText();
        });
  }

  /** How many objects and arrays stand in each other at the deepest place. */
  int depth() {
    return depth;
  }

  /**
   * The same value with the keys of every object sorted by UTF-16 code units, strings with the
   * fewest escapes, numbers exactly as written and no white space.
   *
   * <p>Numbers are not normalised, unlike in RFC 8785: {@code 1.0} and {@code 1} are different
   * texts to a participant that takes amounts as text.
   */
  public String canonical() {
    return reading(
        "body",
        text,
        parser -> {
          parser.nextToken();
          StringBuilder out = new StringBuilder(text.length());
          canonical(parser, out);
          return out.toString();
        });
  }

  /** The 32 bytes of SHA-256 over the UTF-8 of {@link #canonical()}. */
  public byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(canonical().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonText that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The size only: payloads do not belong into logs. */
  @Override
  public String toString() {
    return "JsonText[" + text.length() + " chars]";
  }

  // ---------------------------------------------------------------- reading

  /** Takes the value whose first token is current, leaving the parser on its last token. */
  static JsonText take(JsonParser parser, String field, String text) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    int depth = 0;
    int deepest = 0;
    do {
      JsonToken token = parser.currentToken();
      if (token == JsonToken.VALUE_STRING) {
        requireWholeCharacters(field, parser.getText());
      }
      if (token.isStructStart()) {
        deepest = Math.max(deepest, ++depth);
      } else if (token.isStructEnd()) {
        depth--;
      } else {
        parser.finishToken();
      }
    } while (depth > 0 && parser.nextToken() != null);
    int end = (int) parser.currentLocation().getCharOffset();
    // after a number that is a whole text, the parser has read on
    while (" \t\n\r".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return new JsonText(text.substring(start, end), deepest);
  }

  /** Our own messages nest values a little deeper than values may be nested in themselves. */
  JsonText requireDepth(String field) {
    if (depth > MAX_DEPTH) {
      throw tooDeep(field);
    }
    return this;
  }

  interface Reading<T> {
    T from(JsonParser parser) throws IOException;
  }

  static <T> T reading(String field, String text, Reading<T> reading) {
    requireWholeCharacters(field, text);
    try (JsonParser parser = Json.parser(text)) {
      return reading.from(parser);
    } catch (StreamConstraintsException e) {
      throw e.getMessage() != null && e.getMessage().contains("nesting depth")
          ? tooDeep(field)
          : new WireFormatException(field, "exceeds a limit of the JSON reader");
    } catch (JsonProcessingException e) {
      String original = e.getOriginalMessage();
      throw new WireFormatException(
          field,
          original.startsWith("Duplicate field")
              ? "is JSON with a key twice in one object" + at(e)
              : "is not well-formed JSON" + at(e));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static WireFormatException tooDeep(String field) {
    return new WireFormatException(field, "is nested deeper than " + MAX_DEPTH + " levels");
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  private static void requireWholeCharacters(String field, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new WireFormatException(field, "holds half a surrogate pair, which has no UTF-8");
      }
    }
  }

  /** The same text, with U+FFFD in place of each half of a surrogate pair, which has no UTF-8. */
  public static String whole(String text) {
    StringBuilder whole = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      whole = whole == null ? new StringBuilder(text) : whole;
      whole.setCharAt(i, '\ufffd');
    }
    return whole == null ? text : whole.toString();
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() != null) {
        path.append('.').append(step.getFieldName());
      } else if (step.getIndex() >= 0) {
        path.append('[').append(step.getIndex()).append(']');
      }
    }
    return path.toString();
  }

  /** Why it does not fit; a type's own complaint is passed on, Jackson's (with values) is not. */
  private static String fit(JsonMappingException e, Class<?> type) {
    return e.getCause() instanceof IllegalArgumentException own && own.getMessage() != null
        ? own.getMessage()
        : "is missing or does not fit " + type.getSimpleName();
  }

  // -------------------------------------------------------------- canonical

  private static void canonical(JsonParser parser, StringBuilder out) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, String> members = new TreeMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        StringBuilder value = new StringBuilder();
        canonical(parser, value);
        members.put(name, value.toString());
      }
      String separator = "{";
      for (Map.Entry<String, String> member : members.entrySet()) {
        out.append(separator);
        quote(member.getKey(), out);
        out.append(':').append(member.getValue());
        separator = ",";
      }
      out.append(members.isEmpty() ? "{}" : "}");
    } else if (token == JsonToken.START_ARRAY) {
      String separator = "";
      out.append('[');
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        out.append(separator);
        canonical(parser, out);
        separator = ",";
      }
      out.append(']');
    } else if (token == JsonToken.VALUE_STRING) {
      quote(parser.getText(), out);
    } else {
      out.append(parser.getText());
    }
  }

  /** Escapes what must be escaped (RFC 8785, 3.2.2.2). */
  private static void quote(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
