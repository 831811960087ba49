package io.lambdatcc.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.recorded.Tree.Place;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Items of DynamoDB as the JSON in which DynamoDB shows them: {@code {"id":{"S":"a"}}}. */
public final class Items {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** One attribute that an update sets, or without a value removes. */
  private static final Pattern CHANGE = Pattern.compile("(#\\w+)(?: = (:\\w+))?");

  private Items() {}

  /** An item as JSON, sorted by its attributes' names. */
  public static ObjectNode json(Map<String, AttributeValue> item) {
    ObjectNode json = JSON.objectNode();
    new TreeMap<>(item).forEach((name, value) -> json.set(name, json(value)));
    return json;
  }

  private static ObjectNode json(AttributeValue value) {
    ObjectNode json = JSON.objectNode();
    switch (value.type()) {
      case S -> json.put("S", value.s());
      case N -> json.put("N", value.n());
      case B -> json.put("B", Base64.getEncoder().encodeToString(value.b().asByteArray()));
      case M -> json.set("M", json(value.m()));
      case L -> {
        ArrayNode list = json.putArray("L");
        value.l().forEach(each -> list.add(json(each)));
      }
      default -> throw new IllegalArgumentException("nothing of ours is of type " + value.type());
    }
    return json;
  }

  /** The item that is shown so. */
  public static Map<String, AttributeValue> item(JsonNode json) {
    Map<String, AttributeValue> item = new HashMap<>();
    json.properties().forEach(each -> item.put(each.getKey(), value(each.getValue())));
    return item;
  }

  private static AttributeValue value(JsonNode json) {
    Map.Entry<String, JsonNode> typed = json.properties().iterator().next();
    JsonNode value = typed.getValue();
    return switch (typed.getKey()) {
      case "S" -> AttributeValue.fromS(value.textValue());
      case "N" -> AttributeValue.fromN(value.textValue());
      case "B" ->
          AttributeValue.fromB(
              SdkBytes.fromByteArray(Base64.getDecoder().decode(value.textValue())));
      case "M" -> AttributeValue.fromM(item(value));
      case "L" -> {
        List<AttributeValue> list = new ArrayList<>();
        value.forEach(each -> list.add(value(each)));
        yield AttributeValue.fromL(list);
      }
      default -> throw new IllegalArgumentException("nothing of ours is of type " + typed.getKey());
    };
  }

  /** Where attributes stand: of the item, and of the maps inside it. */
  public static List<String> maps(JsonNode item) {
    return Tree.objects(item).stream()
        .filter(pointer -> pointer.isEmpty() || pointer.endsWith("/M"))
        .toList();
  }

  /** Every attribute of the item, and of the maps inside it. */
  public static List<Place> attributes(JsonNode item) {
    return maps(item).stream().flatMap(map -> Tree.places(item, map).stream()).toList();
  }

  /** A value of another type than this. */
  public static JsonNode ofAnotherType(JsonNode value) {
    return value.has("S") ? JSON.objectNode().put("N", "7") : JSON.objectNode().put("S", "seven");
  }

  /** The item after an update that says {@code SET #a = :a, … REMOVE #b, …}. */
  public static Map<String, AttributeValue> updated(
      Map<String, AttributeValue> item, UpdateItemRequest update) {
    Map<String, AttributeValue> updated = new HashMap<>(item);
    Map<String, String> names = update.expressionAttributeNames();
    Matcher change = CHANGE.matcher(update.updateExpression());
    while (change.find()) {
      if (change.group(2) == null) {
        updated.remove(names.get(change.group(1)));
      } else {
        updated.put(
            names.get(change.group(1)), update.expressionAttributeValues().get(change.group(2)));
      }
    }
    return updated;
  }
}
