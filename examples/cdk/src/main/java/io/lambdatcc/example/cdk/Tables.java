package io.lambdatcc.example.cdk;

import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.GlobalSecondaryIndexProps;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.ProjectionType;
import software.amazon.awscdk.services.dynamodb.StreamViewType;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.constructs.Construct;

/** The tables: on demand, encrypted, recoverable, and kept when their stack goes. */
final class Tables {
  /** The index of unfinished transactions, and that of reservations. */
  static final String DUE = "due";

  private Tables() {}

  /** The coordinator's log, with its index of unfinished transactions and its stream. */
  static Table log(Construct scope, String id, Settings settings) {
    return due(table(scope, id, "id", "ttl", StreamViewType.NEW_IMAGE, settings));
  }

  /**
   * What a participant remembers of its branches, until its time to live, with an index of what is
   * reserved, which is empty and costs nothing while the participant does not ask about it.
   */
  static Table fences(Construct scope, String id, Settings settings) {
    return due(table(scope, id, "fence", "ttl", null, settings));
  }

  private static Table due(Table table) {
    table.addGlobalSecondaryIndex(
        GlobalSecondaryIndexProps.builder()
            .indexName(DUE)
            .partitionKey(attribute("ds", AttributeType.NUMBER))
            .sortKey(attribute("dd", AttributeType.NUMBER))
            .projectionType(ProjectionType.KEYS_ONLY)
            .build());
    return table;
  }

  /** What a service owns, under this key. */
  static Table business(Construct scope, String id, String key, Settings settings) {
    return table(scope, id, key, null, null, settings);
  }

  private static Table table(
      Construct scope,
      String id,
      String key,
      @Nullable String timeToLive,
      @Nullable StreamViewType stream,
      Settings settings) {
    Table.Builder table =
        Table.Builder.create(scope, id)
            .partitionKey(attribute(key, AttributeType.STRING))
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .encryption(TableEncryption.AWS_MANAGED)
            .pointInTimeRecoverySpecification(
                PointInTimeRecoverySpecification.builder().pointInTimeRecoveryEnabled(true).build())
            .deletionProtection(settings.deletionProtection())
            .removalPolicy(RemovalPolicy.RETAIN);
    if (timeToLive != null) {
      table.timeToLiveAttribute(timeToLive);
    }
    if (stream != null) {
      table.stream(stream);
    }
    return table.build();
  }

  private static Attribute attribute(String name, AttributeType type) {
    return Attribute.builder().name(name).type(type).build();
  }
}
