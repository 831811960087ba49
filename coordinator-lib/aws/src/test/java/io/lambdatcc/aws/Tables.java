package io.lambdatcc.aws;

import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/** Tables in the DynamoDB Local that all tests share. */
final class Tables {
  static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

  private Tables() {}

  /** The real client but for its time-outs: a busy machine must not look like a broken table. */
  static DynamoDbAsyncClientBuilder clientBuilder() {
    DynamoDbAsyncClientBuilder builder = DynamoDbClients.builder();
    return builder
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder()
                .maxConcurrency(200)
                .connectionTimeout(Duration.ofSeconds(25))
                .connectionAcquisitionTimeout(Duration.ofSeconds(50)))
        .overrideConfiguration(
            builder.overrideConfiguration().toBuilder()
                .apiCallAttemptTimeout(Duration.ofSeconds(25))
                .apiCallTimeout(Duration.ofSeconds(50))
                .build())
        .endpointOverride(DynamoDbLocal.sharedEndpoint())
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(CREDENTIALS);
  }

  static DynamoDbAsyncClient client() {
    return clientBuilder().build();
  }

  /** A client of which an interceptor sees, and may spoil, every request. */
  static DynamoDbAsyncClient client(ExecutionInterceptor interceptor) {
    DynamoDbAsyncClientBuilder builder = clientBuilder();
    return builder
        .overrideConfiguration(
            builder.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(interceptor)
                .build())
        .build();
  }

  static String freshName() {
    return "log-" + UUID.randomUUID();
  }

  /** Creates the table of this log and waits until it is there. */
  static DynamoDbTransactionLog created(DynamoDbTransactionLog log) throws Exception {
    Void unused = log.createTable().toCompletableFuture().get(60, TimeUnit.SECONDS);
    return log;
  }
}
