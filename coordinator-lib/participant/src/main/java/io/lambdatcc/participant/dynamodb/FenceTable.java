package io.lambdatcc.participant.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
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
 * </table>
 *
 * <p>TTL must be enabled on {@code ttl} or not at all; on any other attribute fences would be lost.
 * Several participants may share a table, as a branch id occurs once in a transaction. The function
 * needs {@code GetItem}, {@code PutItem}, {@code UpdateItem} on it.
 */
public final class FenceTable {
  static final String KEY = "fence";
  static final String TTL = "ttl";

  private FenceTable() {}

  /**
   * Creates the table, pay-per-request and with TTL, unless there is one; returns when it is
   * usable.
   *
   * <p>For local use and tests. Deployed tables belong into a template.
   */
  public static void createIfAbsent(DynamoDbClient client, String table) {
    StringKeyTable.createIfAbsent(client, table, KEY);
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
}
