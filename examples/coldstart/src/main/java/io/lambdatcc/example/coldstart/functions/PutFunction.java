package io.lambdatcc.example.coldstart.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Says hello and puts an item, with the client that starts soonest: that of the JDK. */
public final class PutFunction implements RequestHandler<Map<String, Object>, String> {
  private final DynamoDbClient dynamoDb =
      DynamoDbClient.builder().httpClient(UrlConnectionHttpClient.create()).build();
  private final String table = System.getenv("TABLE");

  @Override
  public String handleRequest(Map<String, Object> event, Context context) {
    dynamoDb.putItem(
        put ->
            put.tableName(table)
                .item(Map.of("id", AttributeValue.fromS(context.getAwsRequestId()))));
    return "hello";
  }
}
