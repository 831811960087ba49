package io.lambdatcc.wire;

import java.util.List;

/** Writes one JSON object member by member, with raw values byte for byte. */
final class JsonWriter {
  private final StringBuilder out = new StringBuilder("{");

  JsonWriter put(String name, String value) {
    return put(name, JsonText.of(value));
  }

  JsonWriter put(String name, long value) {
    return raw(name, Long.toString(value));
  }

  JsonWriter put(String name, boolean value) {
    return raw(name, Boolean.toString(value));
  }

  JsonWriter put(String name, JsonText value) {
    return raw(name, value.text());
  }

  JsonWriter put(String name, JsonWriter object) {
    return raw(name, object.text());
  }

  JsonWriter put(String name, List<JsonWriter> objects) {
    StringBuilder array = new StringBuilder("[");
    for (JsonWriter object : objects) {
      array.append(array.length() == 1 ? "" : ",").append(object.text());
    }
    return raw(name, array.append(']').toString());
  }

  String text() {
    return out + "}";
  }

  private JsonWriter raw(String name, String value) {
    out.append(out.length() == 1 ? "" : ",");
    out.append(JsonText.of(name).text()).append(':').append(value);
    return this;
  }
}
