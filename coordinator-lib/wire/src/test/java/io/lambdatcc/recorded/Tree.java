package io.lambdatcc.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** JSON as trees, and the small changes that another version may make. */
public final class Tree {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final JsonMapper READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final int LINE = 100;

  private Tree() {}

  /** A place in a tree: a member of one of its objects. */
  public record Place(String object, String member) {
    /** The tree with this in its place. */
    public JsonNode with(JsonNode tree, JsonNode value) {
      JsonNode copy = tree.deepCopy();
      ((ObjectNode) copy.at(object)).set(member, value);
      return copy;
    }

    /** The tree without it. */
    public JsonNode without(JsonNode tree) {
      JsonNode copy = tree.deepCopy();
      ((ObjectNode) copy.at(object)).remove(member);
      return copy;
    }

    /** What is there. */
    public JsonNode in(JsonNode tree) {
      return tree.at(object).path(member);
    }

    @Override
    public String toString() {
      return object + "/" + member;
    }
  }

  /** Where the objects of a tree are, the whole of it included, as JSON pointers. */
  public static List<String> objects(JsonNode tree) {
    List<String> objects = new ArrayList<>();
    collect("", tree, objects);
    return objects;
  }

  private static void collect(String pointer, JsonNode tree, List<String> objects) {
    if (tree.isObject()) {
      objects.add(pointer);
    }
    for (Map.Entry<String, JsonNode> each : tree.properties()) {
      collect(pointer + "/" + each.getKey(), each.getValue(), objects);
    }
    for (int i = 0; tree.isArray() && i < tree.size(); i++) {
      collect(pointer + "/" + i, tree.get(i), objects);
    }
  }

  /** The members of the object there. */
  public static List<Place> places(JsonNode tree, String object) {
    return tree.at(object).propertyStream().map(each -> new Place(object, each.getKey())).toList();
  }

  /**
   * What both have, as the first has it: whoever compares with an older tree leaves out what came
   * later.
   */
  public static JsonNode known(JsonNode tree, JsonNode older) {
    if (tree.isObject() && older.isObject()) {
      ObjectNode known = JSON.objectNode();
      tree.properties().stream()
          .filter(each -> older.has(each.getKey()))
          .forEach(
              each -> known.set(each.getKey(), known(each.getValue(), older.get(each.getKey()))));
      return known;
    }
    if (tree.isArray() && older.isArray() && tree.size() == older.size()) {
      ArrayNode known = JSON.arrayNode();
      for (int i = 0; i < tree.size(); i++) {
        known.add(known(tree.get(i), older.get(i)));
      }
      return known;
    }
    return tree;
  }

  /** The names of all members that are somewhere not null. */
  public static Set<String> used(List<JsonNode> trees) {
    Set<String> used = new TreeSet<>();
    for (JsonNode tree : trees) {
      for (String object : objects(tree)) {
        places(tree, object).stream()
            .filter(place -> !place.in(tree).isNull())
            .forEach(place -> used.add(place.member()));
      }
    }
    return used;
  }

  /** As people read it: in one line where that is short, else a line for each member. */
  public static String pretty(JsonNode tree) {
    StringBuilder text = new StringBuilder();
    pretty(tree, "\n", text);
    return text.toString();
  }

  private static void pretty(JsonNode tree, String indent, StringBuilder text) {
    String flat = tree.toString();
    if (!tree.isContainerNode() || indent.length() + flat.length() <= LINE) {
      text.append(flat);
      return;
    }
    String inner = indent + "  ";
    String separator = inner;
    text.append(tree.isObject() ? '{' : '[');
    if (tree.isObject()) {
      for (Map.Entry<String, JsonNode> each : tree.properties()) {
        text.append(separator).append(text(each.getKey())).append(": ");
        pretty(each.getValue(), inner, text);
        separator = "," + inner;
      }
    } else {
      for (JsonNode each : tree) {
        text.append(separator);
        pretty(each, inner, text);
        separator = "," + inner;
      }
    }
    text.append(indent).append(tree.isObject() ? '}' : ']');
  }

  /** The tree that is written so, its numbers as they are. */
  public static JsonNode parse(String text) {
    try {
      return READER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** An object without members. */
  public static ObjectNode object() {
    return JSON.objectNode();
  }

  /** A text. */
  public static JsonNode text(String text) {
    return JSON.textNode(text);
  }
}
