package io.lambdatcc.participant.dynamodb;

import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The creation of tables with one string as partition key, for local use and tests. */
public final class StringKeyTable {
  private StringKeyTable() {}

  /** Creates the table, pay-per-request, unless there is one; returns when it is usable. */
  public static void createIfAbsent(DynamoDbClient client, String table, String key) {
    createIfAbsent(
        client,
        table,
        key,
        request -> request.attributeDefinitions(attribute(key, ScalarAttributeType.S)));
  }

  /** The same with more than its key; the attributes of all keys are the caller's to define. */
  static void createIfAbsent(
      DynamoDbClient client, String table, String key, Consumer<CreateTableRequest.Builder> more) {
    try {
      client.createTable(
          request ->
              request
                  .tableName(table)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .keySchema(key(key, KeyType.HASH))
                  .applyMutation(more));
    } catch (ResourceInUseException e) {
      // it is there already, perhaps still being created: waited for below
    }
    client.waiter().waitUntilTableExists(request -> request.tableName(table)).matched();
  }

  static AttributeDefinition attribute(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  static KeySchemaElement key(String attribute, KeyType type) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
  }
}
