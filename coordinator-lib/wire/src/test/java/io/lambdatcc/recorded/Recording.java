package io.lambdatcc.recorded;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One thing as a release has written it, and what it is to be read as.
 *
 * @param text the whole file
 */
public record Recording(String release, String name, JsonNode content, String text) {
  private static final JsonFactory JSON = new JsonFactory();

  static Recording read(String release, String name, String text) {
    return new Recording(release, name, Tree.parse(text), text);
  }

  /** A member of the file. */
  public JsonNode get(String member) {
    return content.required(member);
  }

  /** A member of the file, byte for byte. */
  public String raw(String member) {
    try (JsonParser parser = JSON.createParser(text.toCharArray())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(member);
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        if (found) {
          return text.substring(start, (int) parser.currentLocation().getCharOffset());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(toString(), e);
    }
    throw new IllegalArgumentException(this + " has no " + member);
  }

  /** How a test calls it. */
  @Override
  public String toString() {
    return release + "/" + name;
  }
}
