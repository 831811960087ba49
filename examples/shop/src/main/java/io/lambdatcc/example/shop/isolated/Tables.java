package io.lambdatcc.example.shop.isolated;

import io.lambdatcc.example.shop.template.Stack;
import io.lambdatcc.example.shop.template.Value;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/** Creates the template's tables, by the template's definitions. */
final class Tables {
  private final Stack stack;
  private final DynamoDbClient client;

  Tables(Stack stack, DynamoDbClient client) {
    this.stack = stack;
    this.client = client;
  }

  /** The ids of all, which are their names as well. */
  List<String> ids() {
    return stack.idsOf("AWS::DynamoDB::Table");
  }

  /**
   * Creates a table, unless it is there already.
   *
   * @return the ARN of its stream, if it is to have one
   */
  Optional<String> create(String id) {
    Value table = stack.properties(id);
    try {
      var unused = client.createTable(request(id, table));
      Value ttl = table.at("TimeToLiveSpecification");
      if (ttl.at("Enabled").isTrue()) {
        forgetBy(id, ttl.at("AttributeName").text());
      }
    } catch (ResourceInUseException e) {
      // by an earlier shop on this DynamoDB
    }
    return Optional.ofNullable(
        client.describeTable(describe -> describe.tableName(id)).table().latestStreamArn());
  }

  private void forgetBy(String id, String attribute) {
    var unused =
        client.updateTimeToLive(
            update ->
                update
                    .tableName(id)
                    .timeToLiveSpecification(s -> s.enabled(true).attributeName(attribute)));
  }

  private static CreateTableRequest request(String id, Value table) {
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName(id)
            .billingMode(BillingMode.fromValue(table.at("BillingMode").text()))
            .attributeDefinitions(
                table.at("AttributeDefinitions").list().stream()
                    .map(
                        a ->
                            AttributeDefinition.builder()
                                .attributeName(a.at("AttributeName").text())
                                .attributeType(a.at("AttributeType").text())
                                .build())
                    .toList())
            .keySchema(keys(table));
    List<Value> indexes = table.at("GlobalSecondaryIndexes").list();
    if (!indexes.isEmpty()) {
      request.globalSecondaryIndexes(indexes.stream().map(Tables::index).toList());
    }
    Value view = table.at("StreamSpecification").at("StreamViewType");
    if (!view.isAbsent()) {
      request.streamSpecification(
          StreamSpecification.builder().streamEnabled(true).streamViewType(view.text()).build());
    }
    return request.build();
  }

  private static GlobalSecondaryIndex index(Value index) {
    return GlobalSecondaryIndex.builder()
        .indexName(index.at("IndexName").text())
        .keySchema(keys(index))
        .projection(
            Projection.builder()
                .projectionType(index.at("Projection").at("ProjectionType").text())
                .build())
        .build();
  }

  private static List<KeySchemaElement> keys(Value of) {
    return of.at("KeySchema").list().stream()
        .map(
            key ->
                KeySchemaElement.builder()
                    .attributeName(key.at("AttributeName").text())
                    .keyType(key.at("KeyType").text())
                    .build())
        .toList();
  }
}
