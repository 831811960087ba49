package io.lambdatcc.lambdalocal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.lambdalocal.handlers.PrintingHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

class EventSourcesTest {

  private static final StaticCredentialsProvider ANYBODY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

  private final List<String> printed = new CopyOnWriteArrayList<>();

  @Test
  void changesThatPassTheFilterReachTheFunctionInOrder() throws Exception {
    URI endpoint = DynamoDbLocal.sharedEndpoint();
    try (DynamoDbClient dynamoDb =
            DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(ANYBODY)
                .build();
        DynamoDbStreamsClient streams =
            DynamoDbStreamsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(ANYBODY)
                .build();
        LocalLambda lambda =
            LocalLambda.builder().log((function, line) -> printed.add(line)).build()) {
      lambda.add(printer("completion"));
      String stream = tableWithStream(dynamoDb, "streamed");
      put(dynamoDb, "streamed", "before", "1");
      StreamMapping mapping =
          StreamMapping.of(stream, "completion", null)
              .filters(List.of("{\"dynamodb\":{\"NewImage\":{\"ho\":{\"N\":[\"1\"]}}}}"))
              .reportBatchItemFailures(true)
              .pollInterval(Duration.ofMillis(20))
              .build();
      try (StreamPoller poller = StreamPoller.start(lambda, streams, mapping)) {
        put(dynamoDb, "streamed", "first", "1");
        put(dynamoDb, "streamed", "second", "2");
        put(dynamoDb, "streamed", "third", "1");

        LocalLambdaTest.await("both", () -> records().size() == 2);
        assertThat(poller).isNotNull();
      }
      JsonNode first = records().get(0);
      assertThat(first.path("dynamodb").path("Keys").path("id").path("S").asText())
          .isEqualTo("first");
      assertThat(records().get(1).path("dynamodb").path("Keys").path("id").path("S").asText())
          .isEqualTo("third");
      assertThat(first.path("eventName").asText()).isEqualTo("INSERT");
      assertThat(first.path("eventSource").asText()).isEqualTo("aws:dynamodb");
      assertThat(first.path("awsRegion").asText()).isEqualTo("eu-west-1");
      assertThat(first.path("eventSourceARN").asText()).isEqualTo(stream);
      assertThat(first.path("eventID").asText()).isNotEmpty();
      assertThat(first.path("dynamodb").path("ApproximateCreationDateTime").isIntegralNumber())
          .isTrue();
      assertThat(first.path("dynamodb").path("StreamViewType").asText()).isEqualTo("NEW_IMAGE");
      assertThat(first.path("dynamodb").path("SequenceNumber").asText()).matches("[0-9]+");
      assertThat(first.path("dynamodb").path("SizeBytes").asInt()).isPositive();
      assertThat(first.path("dynamodb").path("NewImage"))
          .isEqualTo(
              new ObjectMapper()
                  .readTree(
                      "{\"all\":{\"M\":{\"b\":{\"B\":\"AQ==\"},\"l\":{\"L\":[{\"BOOL\":true},{\"NULL\":true}]},"
                          + "\"n\":{\"NS\":[\"7\"]},\"s\":{\"SS\":[\"a\"]}}},"
                          + "\"ho\":{\"N\":\"1\"},\"id\":{\"S\":\"first\"}}"));
    }
  }

  @Test
  void changesOfATableThatWasStillEmptyReachTheFunction() throws Exception {
    URI endpoint = DynamoDbLocal.sharedEndpoint();
    try (DynamoDbClient dynamoDb =
            DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(ANYBODY)
                .build();
        DynamoDbStreamsClient streams =
            DynamoDbStreamsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(ANYBODY)
                .build();
        LocalLambda lambda =
            LocalLambda.builder().log((function, line) -> printed.add(line)).build()) {
      lambda.add(printer("completion"));
      StreamMapping mapping =
          StreamMapping.of(tableWithStream(dynamoDb, "empty"), "completion", null)
              .pollInterval(Duration.ofMillis(20))
              .build();
      try (StreamPoller poller = StreamPoller.start(lambda, streams, mapping)) {
        // writes to other tables count on the sequence numbers that DynamoDB Local gives out
        tableWithStream(dynamoDb, "other");
        put(dynamoDb, "other", "elsewhere", "1");
        put(dynamoDb, "other", "elsewhere", "2");
        put(dynamoDb, "empty", "only", "1");

        LocalLambdaTest.await("the event", () -> records().size() == 1);
        assertThat(poller).isNotNull();
      }
      assertThat(records().get(0).path("dynamodb").path("Keys").path("id").path("S").asText())
          .isEqualTo("only");
    }
  }

  @Test
  void scheduleInvokesAgainAndAgainAndOneAtATime() {
    try (LocalLambda lambda =
        LocalLambda.builder().log((function, line) -> printed.add(line)).build()) {
      lambda.add(printer("sweep"));
      try (Schedule schedule =
          Schedule.start(lambda, "EveryMinute", Duration.ofMillis(5), "sweep", null)) {
        assertThat(schedule).isNotNull();
        LocalLambdaTest.await("three events", () -> printed.size() >= 3);
      }
      assertThat(lambda.coldStarts("sweep")).isEqualTo(1);
      assertThat(printed.get(0))
          .contains("\"detail-type\":\"Scheduled Event\"")
          .contains("\"source\":\"aws.events\"")
          .contains("arn:aws:events:eu-west-1:000000000000:rule/EveryMinute");
    }
  }

  private List<JsonNode> records() {
    List<JsonNode> records = new CopyOnWriteArrayList<>();
    for (String line : printed) {
      if (!line.startsWith("event ")) {
        continue; // the poller's own
      }
      try {
        new ObjectMapper()
            .readTree(line.substring("event ".length()))
            .path("Records")
            .forEach(records::add);
      } catch (IOException e) {
        throw new AssertionError(line, e);
      }
    }
    return records;
  }

  private static FunctionConfiguration printer(String name) {
    return FunctionConfiguration.named(name)
        .handler(PrintingHandler.class.getName())
        .classPath(Path.of("target", "test-classes"))
        .timeout(Duration.ofSeconds(10))
        .queue(10)
        .build();
  }

  private static String tableWithStream(DynamoDbClient dynamoDb, String table) {
    return dynamoDb
        .createTable(
            create ->
                create
                    .tableName(table)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build())
                    .streamSpecification(
                        stream ->
                            stream.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)))
        .tableDescription()
        .latestStreamArn();
  }

  private static void put(DynamoDbClient dynamoDb, String table, String id, String handedOver) {
    dynamoDb.putItem(
        put ->
            put.tableName(table)
                .item(
                    Map.of(
                        "id", AttributeValue.fromS(id),
                        "ho", AttributeValue.fromN(handedOver),
                        "all",
                            AttributeValue.fromM(
                                Map.of(
                                    "b",
                                    AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1})),
                                    "l",
                                    AttributeValue.fromL(
                                        List.of(
                                            AttributeValue.fromBool(true),
                                            AttributeValue.fromNul(true))),
                                    "n",
                                    AttributeValue.fromNs(List.of("7")),
                                    "s",
                                    AttributeValue.fromSs(List.of("a")))))));
  }
}
