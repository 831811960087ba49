package io.lambdatcc.participant.dynamodb;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.DoubleAdder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** A client of the shared DynamoDB Local that writes down the requests it sends. */
final class Local implements ExecutionInterceptor {
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** What writes of single items have cost, indexes included. */
  final DoubleAdder writeUnits = new DoubleAdder();

  final DynamoDbClient client =
      DynamoDbClient.builder()
          .endpointOverride(DynamoDbLocal.sharedEndpoint())
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
          .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(this))
          .build();

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    String name = context.request().getClass().getSimpleName().replace("Request", "");
    boolean consistent =
        context.request() instanceof GetItemRequest get
            && Boolean.TRUE.equals(get.consistentRead());
    requests.add(consistent ? name + ", consistent" : name);
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    if (context.request() instanceof PutItemRequest put) {
      return put.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
    }
    return context.request() instanceof UpdateItemRequest update
        ? update.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build()
        : context.request();
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    if (context.response() instanceof PutItemResponse put) {
      writeUnits.add(put.consumedCapacity().capacityUnits());
    } else if (context.response() instanceof UpdateItemResponse update) {
      writeUnits.add(update.consumedCapacity().capacityUnits());
    }
  }

  /** A name no other test has. */
  static String table(String prefix) {
    return prefix + "-" + UUID.randomUUID();
  }
}
