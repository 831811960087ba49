package io.lambdatcc.example.shop.demo;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Counts, inside the coordinator's DynamoDB client, the writes that succeed and the write units
 * that DynamoDB says they took, index included. Safe for use by many threads.
 */
public final class LogMeter implements ExecutionInterceptor {
  private final AtomicLong writes = new AtomicLong();
  private final DoubleAdder units = new DoubleAdder();

  /** Nothing counted yet. */
  public LogMeter() {}

  @Override
  public void afterExecution(
      Context.AfterExecution context, ExecutionAttributes executionAttributes) {
    SdkResponse response = context.response();
    if (response instanceof PutItemResponse put) {
      count(put.consumedCapacity());
    } else if (response instanceof UpdateItemResponse update) {
      count(update.consumedCapacity());
    }
  }

  private void count(@Nullable ConsumedCapacity consumed) {
    writes.incrementAndGet();
    units.add(consumed == null ? Double.NaN : consumed.capacityUnits());
  }

  long writes() {
    return writes.get();
  }

  double writeUnits() {
    return units.sum();
  }
}
