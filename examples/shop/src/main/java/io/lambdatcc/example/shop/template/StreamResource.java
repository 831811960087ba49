package io.lambdatcc.example.shop.template;

import java.time.Duration;
import java.util.List;

/**
 * A table's stream, mapped to a function.
 *
 * @param id logical id of the mapping
 * @param table logical id of the table
 * @param view such as {@code NEW_IMAGE}
 * @param function logical id
 * @param alias of the function that is called
 * @param filters patterns in JSON; a record that matches one of them is passed on
 * @param batchSize most records of an invocation
 * @param batchingWindow how long is waited for more
 * @param parallelization invocations at once per shard
 * @param maximumAge of records that are passed on
 * @param maximumRetries of a batch
 * @param reportsFailures whether the function answers which records have failed
 */
public record StreamResource(
    String id,
    String table,
    String view,
    String function,
    String alias,
    List<String> filters,
    int batchSize,
    Duration batchingWindow,
    int parallelization,
    Duration maximumAge,
    int maximumRetries,
    boolean reportsFailures) {

  /** Makes the list immutable. */
  public StreamResource {
    filters = List.copyOf(filters);
  }
}
