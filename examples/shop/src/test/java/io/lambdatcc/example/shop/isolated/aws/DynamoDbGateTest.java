package io.lambdatcc.example.shop.isolated.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.isolated.iam.Account;
import io.lambdatcc.example.shop.isolated.iam.Policy;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.participant.DynamoDbClients;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class DynamoDbGateTest {
  private static final String MINE = "gate-mine";
  private static final String THEIRS = "gate-theirs";
  private static final String TABLES = "arn:aws:dynamodb:us-east-1:000000000000:table/";
  private static final Map<String, AttributeValue> ITEM = Map.of("id", AttributeValue.fromS("1"));

  private final Account account = new Account("000000000000");
  private final DynamoDbGate gate =
      new DynamoDbGate(DynamoDbLocal.sharedEndpoint(), account, "us-east-1");

  @BeforeAll
  static void createTables() {
    try (DynamoDbClient client = DynamoDbClients.ofEmulator(DynamoDbLocal.sharedEndpoint())) {
      for (String table : List.of(MINE, THEIRS)) {
        client.createTable(
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
                            .build()));
      }
    }
  }

  @AfterAll
  static void deleteTables() {
    try (DynamoDbClient client = DynamoDbClients.ofEmulator(DynamoDbLocal.sharedEndpoint())) {
      List.of(MINE, THEIRS).forEach(table -> client.deleteTable(d -> d.tableName(table)));
    }
  }

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void whatIsAllowedPasses() {
    try (DynamoDbClient client = writer()) {
      client.putItem(put -> put.tableName(MINE).item(ITEM));
      assertThat(account.unused()).isEmpty();
      assertThat(account.refused()).isEmpty();
    }
  }

  @Test
  void whatIsNotAllowedIsRefusedAsDynamoDbDoes() {
    try (DynamoDbClient client = writer()) {
      assertThatThrownBy(() -> client.putItem(put -> put.tableName(THEIRS).item(ITEM)))
          .isInstanceOfSatisfying(
              DynamoDbException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(400);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo(
                        "User: arn:aws:sts::000000000000:assumed-role/writer/one is not authorized"
                            + " to perform: dynamodb:PutItem on resource: "
                            + TABLES
                            + THEIRS
                            + " because no identity-based policy allows the dynamodb:PutItem"
                            + " action");
              });
      assertThatThrownBy(() -> client.getItem(get -> get.tableName(MINE).key(ITEM)))
          .hasMessageContaining("dynamodb:GetItem");
    }
  }

  @Test
  void eachElementOfATransactionIsLookedAt() {
    try (DynamoDbClient client = writer()) {
      client.transactWriteItems(t -> t.transactItems(put(MINE)));
      assertThatThrownBy(
              () -> client.transactWriteItems(t -> t.transactItems(put(MINE), put(THEIRS))))
          .hasMessageContaining("dynamodb:PutItem on resource: " + TABLES + THEIRS);
    }
  }

  @Test
  void whatIsNotKnownIsNotLetThrough() {
    try (DynamoDbClient client = client(role("*", "*"))) {
      assertThatThrownBy(() -> client.deleteTable(delete -> delete.tableName(MINE)))
          .hasMessageContaining("DeleteTable is not let through here");
    }
  }

  @Test
  void endedSessionIsNobody() {
    Principal writer = role("dynamodb:PutItem", TABLES + MINE);
    account.revoke("one");
    try (DynamoDbClient client = client(writer)) {
      assertThatThrownBy(() -> client.putItem(put -> put.tableName(MINE).item(ITEM)))
          .hasMessageContaining("The security token included in the request is invalid.");
    }
  }

  @Test
  void durableWriteIsToldBeforeItsSenderHears() {
    List<DynamoDbGate.Write> told = new CopyOnWriteArrayList<>();
    gate.watch(
        write -> {
          told.add(write);
          return CompletableFuture.completedFuture(write);
        });
    try (DynamoDbClient client = writer()) {
      client.putItem(put -> put.tableName(MINE).item(ITEM));
    }
    assertThat(told).hasSize(1);
    assertThat(told.get(0).sender().session()).isEqualTo("one");
    assertThat(told.get(0).table()).isEqualTo(MINE);
    assertThat(told.get(0).units()).isEqualTo(1);
    assertThat(told.get(0).writes("1")).isTrue();
    assertThat(told.get(0).writes("2")).isFalse();
  }

  private static TransactWriteItem put(String table) {
    return TransactWriteItem.builder().put(put -> put.tableName(table).item(ITEM)).build();
  }

  private DynamoDbClient writer() {
    return client(role("dynamodb:PutItem", TABLES + MINE));
  }

  private Principal role(String action, String resource) {
    account.role(
        "writer",
        Policy.of(
            "writer",
            List.of(
                Map.of("Sid", "S", "Effect", "Allow", "Action", action, "Resource", resource))));
    return account.assume("writer", "one");
  }

  private DynamoDbClient client(Principal principal) {
    return DynamoDbClient.builder()
        .endpointOverride(gate.uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    principal.accessKeyId(),
                    principal.secretAccessKey(),
                    principal.sessionToken().orElseThrow())))
        .build();
  }
}
