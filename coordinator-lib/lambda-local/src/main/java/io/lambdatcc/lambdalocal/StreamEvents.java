package io.lambdatcc.lambdalocal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** The events that Lambda makes of the records of a DynamoDB stream. */
final class StreamEvents {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StreamEvents() {}

  /** The payload of one invocation. */
  static byte[] event(List<ObjectNode> records) {
    ObjectNode event = NODES.objectNode();
    event.putArray("Records").addAll(records);
    try {
      return JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** One of its records. */
  static ObjectNode record(Record record, String region, String streamArn) {
    StreamRecord change = record.dynamodb();
    ObjectNode node = NODES.objectNode();
    node.put("eventID", record.eventID());
    node.put("eventName", record.eventNameAsString());
    node.put("eventVersion", record.eventVersion());
    node.put("eventSource", record.eventSource());
    node.put("awsRegion", region);
    ObjectNode dynamodb = node.putObject("dynamodb");
    dynamodb.put(
        "ApproximateCreationDateTime", change.approximateCreationDateTime().getEpochSecond());
    dynamodb.set("Keys", item(change.keys()));
    if (change.hasNewImage()) {
      dynamodb.set("NewImage", item(change.newImage()));
    }
    if (change.hasOldImage()) {
      dynamodb.set("OldImage", item(change.oldImage()));
    }
    dynamodb.put("SequenceNumber", change.sequenceNumber());
    dynamodb.put("SizeBytes", change.sizeBytes());
    dynamodb.put("StreamViewType", change.streamViewTypeAsString());
    node.put("eventSourceARN", streamArn);
    if (record.userIdentity() != null) {
      node.putObject("userIdentity")
          .put("type", record.userIdentity().type())
          .put("principalId", record.userIdentity().principalId());
    }
    return node;
  }

  private static ObjectNode item(Map<String, AttributeValue> attributes) {
    ObjectNode node = NODES.objectNode();
    attributes.forEach((name, value) -> node.set(name, attribute(value)));
    return node;
  }

  private static ObjectNode attribute(AttributeValue value) {
    ObjectNode node = NODES.objectNode();
    switch (value.type()) {
      case S -> node.put("S", value.s());
      case N -> node.put("N", value.n());
      case B -> node.put("B", base64(value.b().asByteArrayUnsafe()));
      case BOOL -> node.put("BOOL", value.bool());
      case NUL -> node.put("NULL", true);
      case SS -> strings(node.putArray("SS"), value.ss());
      case NS -> strings(node.putArray("NS"), value.ns());
      case BS ->
          strings(
              node.putArray("BS"),
              value.bs().stream().map(bytes -> base64(bytes.asByteArrayUnsafe())).toList());
      case M -> node.set("M", item(value.m()));
      case L -> {
        ArrayNode list = node.putArray("L");
        value.l().forEach(element -> list.add(attribute(element)));
      }
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalArgumentException("attribute of a type the SDK does not know: " + value);
    }
    return node;
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
