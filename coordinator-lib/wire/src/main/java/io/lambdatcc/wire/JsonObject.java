package io.lambdatcc.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose members are kept as they were written, with readers that name the field.
 *
 * <p>A member that is JSON {@code null} counts as absent, except where any value is asked for.
 */
final class JsonObject {
  private final String prefix;
  private final Map<String, JsonText> values;

  private JsonObject(String prefix, Map<String, JsonText> values) {
    this.prefix = prefix;
    this.values = values;
  }

  static JsonObject parse(String text) {
    return parse("", text);
  }

  private static JsonObject parse(String prefix, String text) {
    String whole = prefix.isEmpty() ? "body" : prefix;
    return JsonText.reading(
        whole,
        text,
        parser -> {
          if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new WireFormatException(whole, "is not a JSON object");
          }
          Map<String, JsonText> values = new LinkedHashMap<>();
          while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, JsonText.take(parser, path(prefix, name), text));
          }
          if (parser.nextToken() != null) {
            throw new WireFormatException(whole, "has text after the JSON value");
          }
          return new JsonObject(prefix, values);
        });
  }

  Map<String, JsonText> values() {
    return values;
  }

  /** Requires {@code v} to be this version of the message's format. */
  void requireVersion(int version) {
    long actual = integer("v");
    if (actual != version) {
      throw new WireFormatException(
          path(prefix, "v"),
          "is " + actual + "; this side speaks version " + version + " only",
          ProblemType.UNSUPPORTED_VERSION);
    }
  }

  WireFormatException wrong(String name, String reason) {
    return new WireFormatException(path(prefix, name), reason);
  }

  /** The same complaint with the field's name as seen from the whole message. */
  WireFormatException inside(WireFormatException e) {
    boolean already = !prefix.isEmpty() && e.field().startsWith(prefix);
    return already
        ? e
        : new WireFormatException(path(prefix, e.field()), e.reason(), e.problemType());
  }

  /** Any JSON value, {@code null} included; null when there is none. */
  @Nullable JsonText anyOrNull(String name) {
    JsonText value = values.get(name);
    return value == null ? null : value.requireDepth(path(prefix, name));
  }

  /** A JSON value of any depth other than {@code null}, or null. */
  @Nullable JsonText deepOrNull(String name) {
    JsonText value = values.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** A JSON value other than {@code null}, or null. */
  @Nullable JsonText valueOrNull(String name) {
    JsonText value = anyOrNull(name);
    return value == null || value.isNull() ? null : value;
  }

  JsonText any(String name) {
    return required(name, anyOrNull(name));
  }

  String string(String name) {
    return required(name, optionalString(name));
  }

  @Nullable String optionalString(String name) {
    JsonText value = valueOrNull(name);
    if (value == null) {
      return null;
    }
    if (!isString(value)) {
      throw wrong(name, "is not a string");
    }
    return value.string(path(prefix, name));
  }

  /** A string, or null when there is none or something else. */
  @Nullable String stringOrNull(String name) {
    JsonText value = valueOrNull(name);
    return value == null || !isString(value) ? null : value.string(path(prefix, name));
  }

  long integer(String name) {
    return required(name, optionalInteger(name));
  }

  int int32(String name) {
    long value = integer(name);
    if (value != (int) value) {
      throw wrong(name, "is out of range");
    }
    return (int) value;
  }

  @Nullable Long optionalInteger(String name) {
    JsonText value = valueOrNull(name);
    if (value == null) {
      return null;
    }
    try {
      return Long.valueOf(value.text());
    } catch (NumberFormatException e) {
      throw wrong(name, "is not a whole number");
    }
  }

  /** A whole number, or null when there is none or something else. */
  @Nullable Integer intOrNull(String name) {
    JsonText value = valueOrNull(name);
    try {
      return value == null ? null : Integer.valueOf(value.text());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  boolean bool(String name) {
    JsonText value = required(name, valueOrNull(name));
    return switch (value.text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, "is neither true nor false");
    };
  }

  Instant instant(String name) {
    return required(name, optionalInstant(name));
  }

  @Nullable Instant optionalInstant(String name) {
    String text = optionalString(name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw wrong(name, "is not an ISO-8601 instant like 2030-01-31T12:00:00Z");
    }
  }

  <E extends Enum<E>> @Nullable E optionalEnum(String name, Class<E> type) {
    String text = optionalString(name);
    if (text == null) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw wrong(name, "is none of " + List.of(type.getEnumConstants()));
  }

  /** An object inside, or null. */
  @Nullable JsonObject optionalObject(String name) {
    JsonText value = valueOrNull(name);
    return value == null ? null : parse(path(prefix, name), value.text());
  }

  /** The objects of an array, if there is one. */
  List<JsonObject> optionalObjects(String name, int max) {
    return valueOrNull(name) == null ? List.of() : objects(name, max);
  }

  /** The objects of an array. */
  List<JsonObject> objects(String name, int max) {
    List<JsonObject> objects = new ArrayList<>();
    for (JsonText element : elements(name, max)) {
      objects.add(parse(path(prefix, name) + "[" + objects.size() + "]", element.text()));
    }
    return objects;
  }

  /** The strings of an array, if there is one. */
  List<String> optionalStrings(String name, int max) {
    List<String> strings = new ArrayList<>();
    if (valueOrNull(name) != null) {
      for (JsonText element : elements(name, max)) {
        strings.add(element.string(path(prefix, name) + "[" + strings.size() + "]"));
      }
    }
    return strings;
  }

  private List<JsonText> elements(String name, int max) {
    JsonText array = required(name, values.get(name));
    String field = path(prefix, name);
    return JsonText.reading(
        field,
        array.text(),
        parser -> {
          if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw new WireFormatException(field, "is not an array");
          }
          return elements(parser, field, array.text(), max);
        });
  }

  private static List<JsonText> elements(JsonParser parser, String field, String text, int max)
      throws IOException {
    List<JsonText> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (elements.size() == max) {
        throw new WireFormatException(field, "has more than " + max + " elements");
      }
      elements.add(JsonText.take(parser, field + "[" + elements.size() + "]", text));
    }
    return elements;
  }

  private <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw wrong(name, "is missing");
    }
    return value;
  }

  private static boolean isString(JsonText value) {
    return value.text().startsWith("\"");
  }

  private static String path(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + "." + name;
  }
}
