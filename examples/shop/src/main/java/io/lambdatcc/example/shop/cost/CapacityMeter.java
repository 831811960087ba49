package io.lambdatcc.example.shop.cost;

import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Asks DynamoDB, inside a client, what every request consumes, and adds it up, indexes included.
 * Safe for use by many threads.
 *
 * <p>Knows the five operations that the coordinator's log and the participants use, and refuses any
 * other rather than leaving it out of the bill.
 */
final class CapacityMeter implements ExecutionInterceptor {
  private static final ReturnConsumedCapacity TOTAL = ReturnConsumedCapacity.TOTAL;

  private final DoubleAdder reads = new DoubleAdder();
  private final DoubleAdder writes = new DoubleAdder();
  private final DoubleAdder transactional = new DoubleAdder();

  /** What every query takes, but not in DynamoDB Local, where one that finds nothing is free. */
  private static final double LEAST_QUERY = 0.5;

  /**
   * Units so far.
   *
   * @param write of single items
   * @param transactional as DynamoDB reports them: see {@link Measurement}
   */
  record Units(double read, double write, double transactional) {
    Units since(Units before) {
      return new Units(
          read - before.read, write - before.write, transactional - before.transactional);
    }
  }

  Units units() {
    return new Units(reads.sum(), writes.sum(), transactional.sum());
  }

  @Override
  public SdkRequest modifyRequest(
      Context.ModifyRequest context, ExecutionAttributes executionAttributes) {
    SdkRequest request = context.request();
    if (request instanceof GetItemRequest get) {
      return get.toBuilder().returnConsumedCapacity(TOTAL).build();
    } else if (request instanceof QueryRequest query) {
      return query.toBuilder().returnConsumedCapacity(TOTAL).build();
    } else if (request instanceof PutItemRequest put) {
      return put.toBuilder().returnConsumedCapacity(TOTAL).build();
    } else if (request instanceof UpdateItemRequest update) {
      return update.toBuilder().returnConsumedCapacity(TOTAL).build();
    } else if (request instanceof TransactWriteItemsRequest transaction) {
      return transaction.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    throw new IllegalStateException("not metered: " + request.getClass().getSimpleName());
  }

  @Override
  public void afterExecution(
      Context.AfterExecution context, ExecutionAttributes executionAttributes) {
    SdkResponse response = context.response();
    if (response instanceof GetItemResponse get) {
      reads.add(units(get.consumedCapacity()));
    } else if (response instanceof QueryResponse query) {
      reads.add(Math.max(LEAST_QUERY, units(query.consumedCapacity())));
    } else if (response instanceof PutItemResponse put) {
      writes.add(units(put.consumedCapacity()));
    } else if (response instanceof UpdateItemResponse update) {
      writes.add(units(update.consumedCapacity()));
    } else if (response instanceof TransactWriteItemsResponse written) {
      transactional.add(units(written));
    }
  }

  /** Of all tables together. */
  static double units(TransactWriteItemsResponse written) {
    return written.consumedCapacity().stream().mapToDouble(CapacityMeter::units).sum();
  }

  /** Not a number where DynamoDB did not say, so that the sum is none either. */
  private static double units(@Nullable ConsumedCapacity consumed) {
    return consumed == null ? Double.NaN : consumed.capacityUnits();
  }
}
