package io.lambdatcc.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457), sent as {@code application/problem+json}.
 *
 * <p>A problem often quotes what it complains of. So its texts are cut at {@value #MAX_TEXT}
 * characters, and half a surrogate pair, which could not be sent, is replaced by U+FFFD.
 *
 * @param type a URI, {@code about:blank} when the writer gave none
 * @param status the HTTP status it was sent with; 0 when a foreign writer left it out
 * @param extensions further members: JSON values as strings, numbers, booleans, lists and maps
 */
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    Map<String, Object> extensions) {

  /** The media type a problem is sent with. */
  public static final String CONTENT_TYPE = "application/problem+json";

  /** The longest text in a problem. */
  public static final int MAX_TEXT = 2_000;

  private static final Set<String> OWN = Set.of("type", "title", "status", "detail");

  public Problem {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(title, "title");
    for (String name : extensions.keySet()) {
      if (OWN.contains(name)) {
        throw new IllegalArgumentException(
            "problem extension '" + name + "' is a member of its own; pass it as such");
      }
    }
    title = sendable(title);
    detail = detail == null ? null : sendable(detail);
    Map<String, Object> sendable = new LinkedHashMap<>(extensions);
    sendable.replaceAll((name, value) -> value instanceof String text ? sendable(text) : value);
    extensions = Collections.unmodifiableMap(sendable);
  }

  private static String sendable(String text) {
    return JsonText.whole(text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…");
  }

  /** The same problem with one more member. */
  public Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(extensions);
    more.put(name, value);
    return new Problem(type, title, status, detail, more);
  }

  /** Whether the last segment of the type's URI is this type's. */
  public boolean is(ProblemType other) {
    return type.endsWith("/" + other.slug());
  }

  public String toJson() {
    JsonWriter json = new JsonWriter().put("type", type).put("title", title);
    if (status != 0) {
      json.put("status", status);
    }
    if (detail != null) {
      json.put("detail", detail);
    }
    extensions.forEach((name, value) -> json.put(name, JsonText.of(value)));
    return json.text();
  }

  /**
   * Reads a problem document, leniently as RFC 9457 asks: members of the wrong type count as
   * absent.
   *
   * @throws WireFormatException when the text is not a JSON object
   */
  public static Problem fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    Map<String, Object> extensions = new LinkedHashMap<>();
    json.values()
        .forEach(
            (name, value) -> {
              if (!OWN.contains(name) && !value.isNull()) {
                readable(value).ifPresent(member -> extensions.put(name, member));
              }
            });
    return new Problem(
        Objects.requireNonNullElse(json.stringOrNull("type"), "about:blank"),
        Objects.requireNonNullElse(json.stringOrNull("title"), ""),
        Objects.requireNonNullElse(json.intOrNull("status"), 0),
        json.stringOrNull("detail"),
        extensions);
  }

  private static Optional<Object> readable(JsonText value) {
    try {
      return Optional.of(value.to(Object.class));
    } catch (WireFormatException e) {
      return Optional.empty();
    }
  }
}
