package io.lambdatcc.example.shop.template;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * YAML or JSON as maps, lists and texts, with the short forms of functions ({@code !Sub x}) written
 * out ({@code {"Fn::Sub": x}}).
 */
final class YamlReader {
  /** Those whose long form has no {@code Fn::}. */
  private static final Set<String> PLAIN = Set.of("Ref", "Condition");

  private YamlReader() {}

  static Value read(Path file) {
    try (YAMLParser parser =
        new YAMLFactory().createParser(Files.readString(file, StandardCharsets.UTF_8))) {
      parser.nextToken();
      return new Value(node(parser));
    } catch (IOException e) {
      throw new TemplateException("cannot read " + file, e);
    }
  }

  private static @Nullable Object node(YAMLParser parser) throws IOException {
    String tag = Objects.requireNonNullElse(parser.getTypeId(), "");
    Object node;
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Object> map = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        map.put(name, node(parser));
      }
      node = map;
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(node(parser));
      }
      node = list;
    } else {
      node = parser.getText();
    }
    if (tag.isEmpty()) {
      return node;
    }
    if (tag.equals("GetAtt") && node instanceof String path) {
      // of an alias or a version that SAM makes, the id has a dot in it
      int dot = path.lastIndexOf('.');
      if (dot < 1) {
        throw new TemplateException("!GetAtt needs an id and an attribute, found " + path);
      }
      return Map.of("Fn::GetAtt", List.of(path.substring(0, dot), path.substring(dot + 1)));
    }
    return Map.of(PLAIN.contains(tag) ? tag : "Fn::" + tag, node);
  }
}
