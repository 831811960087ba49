package io.lambdatcc.example.shop;

import io.lambdatcc.example.shop.demo.LogMeter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Tells a meter, from inside the coordinator's DynamoDB client, of the writes that succeed. */
record MeteredWrites(LogMeter meter) implements ExecutionInterceptor {

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
    meter.wrote(consumed == null ? Double.NaN : consumed.capacityUnits());
  }
}
