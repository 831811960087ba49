package io.lambdatcc.example.coldstart.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Says hello and puts an item, with the asynchronous client that the coordinator uses. */
public final class AsyncPutFunction implements RequestHandler<Map<String, Object>, String> {
  private final DynamoDbAsyncClient dynamoDb =
      DynamoDbAsyncClient.builder().httpClient(NettyNioAsyncHttpClient.create()).build();
  private final String table = System.getenv("TABLE");

  @Override
  public String handleRequest(Map<String, Object> event, Context context) {
    dynamoDb
        .putItem(
            put ->
                put.tableName(table)
                    .item(Map.of("id", AttributeValue.fromS(context.getAwsRequestId()))))
        .join();
    return "hello";
  }
}
