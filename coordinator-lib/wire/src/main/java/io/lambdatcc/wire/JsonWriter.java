package io.lambdatcc.wire;

import java.util.List;

/** Writes one JSON object member by member, with raw values byte for byte. */
final class JsonWriter {
  /** Room for most messages. */
  private static final int USUAL = 384;

  private final StringBuilder out = new StringBuilder(USUAL).append('{');

  JsonWriter put(String name, String value) {
    name(name);
    JsonText.write(value, out);
    return this;
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
    String text = out.append('}').toString();
    out.setLength(out.length() - 1);
    return text;
  }

  private JsonWriter raw(String name, String value) {
    name(name);
    out.append(value);
    return this;
  }

  private void name(String name) {
    if (out.length() > 1) {
      out.append(',');
    }
    JsonText.write(name, out);
    out.append(':');
  }
}
