package io.lambdatcc.participant.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/**
 * The table of fences: one string as partition key, and a TTL attribute.
 *
 * <table>
 * <caption>Attributes of a fence</caption>
 * <tr><td>{@code fence}</td><td>S, partition key</td><td>{@code <transactionId>/<branchId>}</td></tr>
 * <tr><td>{@code v}</td><td>N</td><td>version of the item's format; others than 1 are refused</td></tr>
 * <tr><td>{@code state}</td><td>S</td><td>TRIED, CONFIRMED, CANCELLED, REFUSED</td></tr>
 * <tr><td>{@code digest}</td><td>S</td><td>SHA-256 of the payload; none after an empty Cancel</td></tr>
 * <tr><td>{@code reservation}</td><td>S</td><td>JSON; while TRIED</td></tr>
 * <tr><td>{@code result}</td><td>S</td><td>JSON; if the Try returned one, until cancelled</td></tr>
 * <tr><td>{@code code}, {@code reason}</td><td>S</td><td>the refusal; when REFUSED</td></tr>
 * <tr><td>{@code ttl}</td><td>N</td><td>epoch seconds; absent while TRIED, so that a reservation never
 *     lapses</td></tr>
 * <tr><td>{@code dd}</td><td>N</td><td>deadline of the Try, epoch milliseconds; while TRIED, where the
 *     participant asks about what it holds</td></tr>
 * <tr><td>{@code ds}</td><td>N</td><td>shard of the index: hash of {@code fence} modulo 4; with {@code
 *     dd}</td></tr>
 * </table>
 *
 * <p>The index {@code due}, of {@code ds} and {@code dd} with its keys only, is read by the
 * {@linkplain io.lambdatcc.participant.fence.ReservationSweep sweep of reservations}. Without
 * {@code ds} nothing is in it, and it costs nothing.
 *
 * <p>TTL must be enabled on {@code ttl} or not at all; on any other attribute fences would be lost.
 * Several participants may share a table, as a branch id occurs once in a transaction. The function
 * needs {@code GetItem}, {@code PutItem}, {@code UpdateItem} on it, and the sweep {@code Query} on
 * the index.
 */
public final class FenceTable {
  static final String KEY = "fence";
  static final String TTL = "ttl";
  static final String DUE_INDEX = "due";
  static final String DUE_SHARD = "ds";
  static final String DUE_AT = "dd";

  /** A thousand writes a second each; never to be lowered while anything is reserved. */
  static final int SHARDS = 4;

  private FenceTable() {}

  /**
   * Creates the table, pay-per-request, with index and TTL, unless there is one; returns when it is
   * usable.
   *
   * <p>For local use and tests. Deployed tables belong into a template.
   */
  public static void createIfAbsent(DynamoDbClient client, String table) {
    StringKeyTable.createIfAbsent(client, table, KEY, FenceTable::withIndex);
    TimeToLiveStatus ttl =
        client
            .describeTimeToLive(request -> request.tableName(table))
            .timeToLiveDescription()
            .timeToLiveStatus();
    if (ttl != TimeToLiveStatus.ENABLED && ttl != TimeToLiveStatus.ENABLING) {
      client.updateTimeToLive(
          request ->
              request
                  .tableName(table)
                  .timeToLiveSpecification(
                      specification -> specification.enabled(true).attributeName(TTL)));
    }
  }

  private static void withIndex(CreateTableRequest.Builder request) {
    request
        .attributeDefinitions(
            StringKeyTable.attribute(KEY, ScalarAttributeType.S),
            StringKeyTable.attribute(DUE_SHARD, ScalarAttributeType.N),
            StringKeyTable.attribute(DUE_AT, ScalarAttributeType.N))
        .globalSecondaryIndexes(
            GlobalSecondaryIndex.builder()
                .indexName(DUE_INDEX)
                .keySchema(
                    StringKeyTable.key(DUE_SHARD, KeyType.HASH),
                    StringKeyTable.key(DUE_AT, KeyType.RANGE))
                .projection(projection -> projection.projectionType(ProjectionType.KEYS_ONLY))
                .build());
  }
}
