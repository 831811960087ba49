package io.lambdatcc.aws;

import io.lambdatcc.recorded.Items;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** A table with room for one item, where every condition holds: it shows what writers leave. */
final class OneItem implements DynamoDbAsyncClient {
  private Map<String, AttributeValue> item = Map.of();

  Map<String, AttributeValue> item() {
    return item;
  }

  @Override
  public CompletableFuture<PutItemResponse> putItem(PutItemRequest request) {
    item = request.item();
    return CompletableFuture.completedFuture(PutItemResponse.builder().build());
  }

  @Override
  public CompletableFuture<UpdateItemResponse> updateItem(UpdateItemRequest request) {
    item = Items.updated(item, request);
    return CompletableFuture.completedFuture(UpdateItemResponse.builder().build());
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
