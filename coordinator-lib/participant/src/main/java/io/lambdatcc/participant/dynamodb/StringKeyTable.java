package io.lambdatcc.participant.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The creation of tables with one string as partition key, for local use and tests. */
public final class StringKeyTable {
  private StringKeyTable() {}

  /** Creates the table, pay-per-request, unless there is one; returns when it is usable. */
  public static void createIfAbsent(DynamoDbClient client, String table, String key) {
    try {
      client.createTable(
          request ->
              request
                  .tableName(table)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(
                      AttributeDefinition.builder()
                          .attributeName(key)
                          .attributeType(ScalarAttributeType.S)
                          .build())
                  .keySchema(
                      KeySchemaElement.builder().attributeName(key).keyType(KeyType.HASH).build()));
    } catch (ResourceInUseException e) {
      // it is there already, perhaps still being created: waited for below
    }
    client.waiter().waitUntilTableExists(request -> request.tableName(table)).matched();
  }
}
