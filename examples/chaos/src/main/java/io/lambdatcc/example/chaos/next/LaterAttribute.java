package io.lambdatcc.example.chaos.next;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * What makes the next version of the coordinator: it begins transactions with an attribute that the
 * present version has never heard of. Runs inside the deployed function, which finds it on its
 * class path.
 */
public final class LaterAttribute implements ExecutionInterceptor {
  /** The attribute. */
  public static final String NAME = "later";

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    if (!(context.request() instanceof PutItemRequest put)) {
      return context.request();
    }
    Map<String, AttributeValue> item = new HashMap<>(put.item());
    item.put(NAME, AttributeValue.fromS("kept by all who do not know it"));
    return put.toBuilder().item(item).build();
  }
}
