package io.lambdatcc.participant.dynamodb;

import io.lambdatcc.recorded.Items;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** A table with room for one fence, where every condition holds: it shows what writers leave. */
final class OneFence implements DynamoDbClient {
  private Map<String, AttributeValue> item = Map.of();

  Map<String, AttributeValue> item() {
    return item;
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    item = request.item();
    return PutItemResponse.builder().build();
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    item = Items.updated(item, request);
    return UpdateItemResponse.builder().build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
