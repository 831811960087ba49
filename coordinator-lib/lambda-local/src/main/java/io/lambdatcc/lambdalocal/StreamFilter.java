package io.lambdatcc.lambdalocal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The filter criteria of an event source mapping: an event passes if one of the patterns fits, and
 * every event passes if there is none.
 *
 * <p>Knows nested objects, lists of exact values, {@code prefix} and {@code exists}. Everything
 * else is refused when the pattern is read; {@code numeric} in particular fits no event of
 * DynamoDB, whose numbers are strings.
 */
final class StreamFilter {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> patterns;

  private StreamFilter(List<JsonNode> patterns) {
    this.patterns = patterns;
  }

  static StreamFilter of(List<String> patterns) {
    List<JsonNode> parsed = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        JsonNode node = JSON.readTree(pattern);
        requireUnderstood(node, pattern);
        parsed.add(node);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("filter pattern is no JSON: " + pattern, e);
      }
    }
    return new StreamFilter(parsed);
  }

  boolean passes(JsonNode event) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> fits(pattern, event));
  }

  private static boolean fits(JsonNode pattern, JsonNode value) {
    for (Map.Entry<String, JsonNode> field : pattern.properties()) {
      JsonNode expected = field.getValue();
      JsonNode actual = value.path(field.getKey());
      if (expected.isObject() ? !fits(expected, actual) : !fitsOne(expected, actual)) {
        return false;
      }
    }
    return true;
  }

  private static boolean fitsOne(JsonNode alternatives, JsonNode value) {
    for (JsonNode alternative : alternatives) {
      if (alternative.isObject() ? fitsRule(alternative, value) : isEqual(alternative, value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fitsRule(JsonNode rule, JsonNode value) {
    return rule.has("exists")
        ? rule.get("exists").asBoolean() != value.isMissingNode()
        : value.isTextual() && value.asText().startsWith(rule.get("prefix").asText());
  }

  private static boolean isEqual(JsonNode expected, JsonNode actual) {
    return (expected.isNumber() && actual.isNumber())
        ? expected.decimalValue().compareTo(actual.decimalValue()) == 0
        : expected.equals(actual);
  }

  private static void requireUnderstood(JsonNode node, String pattern) {
    if (!node.isObject() || node.isEmpty()) {
      throw new IllegalArgumentException(
          "filter pattern: expected an object with fields, was " + node + " in " + pattern);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      if (value.isArray() && !value.isEmpty()) {
        value.forEach(alternative -> requireAlternative(alternative, pattern));
      } else if (field.getKey().startsWith("$")) {
        throw new IllegalArgumentException(
            "filter pattern: " + field.getKey() + " is not understood in " + pattern);
      } else {
        requireUnderstood(value, pattern);
      }
    }
  }

  private static void requireAlternative(JsonNode alternative, String pattern) {
    boolean understood =
        alternative.isObject()
            ? alternative.size() == 1
                && (alternative.path("prefix").isTextual()
                    || alternative.path("exists").isBoolean())
            : alternative.isValueNode();
    if (!understood) {
      throw new IllegalArgumentException(
          "filter pattern: " + alternative + " is not understood in " + pattern);
    }
  }
}
