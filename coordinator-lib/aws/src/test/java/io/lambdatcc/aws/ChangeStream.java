package io.lambdatcc.aws;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsAsyncClient;

/**
 * The stream of a table in DynamoDB Local, and what Lambda makes of it: the event's JSON, read by
 * the very serializer of the Java runtime.
 */
final class ChangeStream implements AutoCloseable {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MAX_PAGES = 10;

  private final DynamoDbStreamsAsyncClient streams;
  private final String arn;

  /** The stream of this table. */
  ChangeStream(DynamoDbAsyncClient client, String table) throws Exception {
    this.arn =
        client
            .describeTable(request -> request.tableName(table))
            .get(60, TimeUnit.SECONDS)
            .table()
            .latestStreamArn();
    this.streams =
        DynamoDbStreamsAsyncClient.builder()
            .endpointOverride(io.lambdatcc.dynamodblocal.DynamoDbLocal.sharedEndpoint())
            .region(client.serviceClientConfiguration().region())
            .credentialsProvider(Tables.CREDENTIALS)
            .build();
  }

  /** Every change so far, oldest first. */
  List<Record> changes() throws Exception {
    List<Record> changes = new ArrayList<>();
    for (Shard shard :
        streams
            .describeStream(request -> request.streamArn(arn))
            .get(60, TimeUnit.SECONDS)
            .streamDescription()
            .shards()) {
      String iterator =
          streams
              .getShardIterator(
                  request ->
                      request
                          .streamArn(arn)
                          .shardId(shard.shardId())
                          .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .get(60, TimeUnit.SECONDS)
              .shardIterator();
      for (int page = 0; page < MAX_PAGES && iterator != null; page++) {
        String from = iterator;
        GetRecordsResponse read =
            streams.getRecords(request -> request.shardIterator(from)).get(60, TimeUnit.SECONDS);
        changes.addAll(read.records());
        iterator = read.records().isEmpty() ? null : read.nextShardIterator();
      }
    }
    return changes;
  }

  /** Those that the mapping's filter lets pass. */
  List<Record> handedOver() throws Exception {
    return changes().stream()
        .filter(change -> change.eventNameAsString().equals("MODIFY"))
        .filter(change -> AttributeValue.fromN("1").equals(change.dynamodb().newImage().get("ho")))
        .toList();
  }

  /** The event in which Lambda passes these on. */
  static DynamodbEvent event(List<Record> changes) {
    ObjectNode event = MAPPER.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (Record change : changes) {
      ObjectNode record = records.addObject();
      record.put("eventID", change.eventID());
      record.put("eventName", change.eventNameAsString());
      record.put("eventVersion", "1.1");
      record.put("eventSource", "aws:dynamodb");
      record.put("awsRegion", "eu-central-1");
      record.put("eventSourceARN", "arn:aws:dynamodb:eu-central-1:123456789012:table/log/stream/1");
      ObjectNode dynamodb = record.putObject("dynamodb");
      // seconds since the epoch, with a fraction, as Lambda writes them
      dynamodb.put("ApproximateCreationDateTime", 1.764106234E9);
      dynamodb.set("Keys", map(change.dynamodb().keys()));
      dynamodb.set("NewImage", map(change.dynamodb().newImage()));
      dynamodb.put("SequenceNumber", change.dynamodb().sequenceNumber());
      dynamodb.put("SizeBytes", change.dynamodb().sizeBytes());
      dynamodb.put("StreamViewType", change.dynamodb().streamViewTypeAsString());
    }
    return event(event.toString());
  }

  /** The event that the runtime makes of this JSON. */
  static DynamodbEvent event(String json) {
    PojoSerializer<DynamodbEvent> serializer = serializer(DynamodbEvent.class);
    return serializer.fromJson(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** The JSON that the runtime makes of this response. */
  static String json(StreamsEventResponse response) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    serializer(StreamsEventResponse.class).toJson(response, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** As the runtime interface client chooses it. */
  private static <T> PojoSerializer<T> serializer(Class<T> type) {
    if (LambdaEventSerializers.isLambdaSupportedEvent(type.getName())) {
      return LambdaEventSerializers.serializerFor(type, ChangeStream.class.getClassLoader());
    }
    return com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory
        .getInstance()
        .getSerializer(type);
  }

  private static ObjectNode map(Map<String, AttributeValue> attributes) {
    ObjectNode map = MAPPER.createObjectNode();
    attributes.forEach((name, value) -> map.set(name, value(value)));
    return map;
  }

  private static ObjectNode value(AttributeValue value) {
    ObjectNode node = MAPPER.createObjectNode();
    switch (value.type()) {
      case S -> node.put("S", value.s());
      case N -> node.put("N", value.n());
      case B -> node.put("B", Base64.getEncoder().encodeToString(value.b().asByteArray()));
      case M -> node.set("M", map(value.m()));
      case L -> {
        ArrayNode list = node.putArray("L");
        value.l().forEach(each -> list.add(value(each)));
      }
      default -> throw new IllegalArgumentException("the log has no " + value.type());
    }
    return node;
  }

  @Override
  public void close() {
    streams.close();
  }
}
