package io.lambdatcc.example.bench;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Adds up what is read through a client, where DynamoDB is asked what that consumes. */
final class ReadMeter implements ExecutionInterceptor {
  private final LongAdder requests = new LongAdder();
  private final DoubleAdder units = new DoubleAdder();

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    SdkResponse response = context.response();
    if (response instanceof GetItemResponse get) {
      requests.increment();
      units.add(get.consumedCapacity().capacityUnits());
    } else if (response instanceof QueryResponse query) {
      requests.increment();
      units.add(query.consumedCapacity().capacityUnits());
    }
  }

  long requests() {
    return requests.sum();
  }

  double units() {
    return units.sum();
  }
}
