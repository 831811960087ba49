package io.lambdatcc.example.shop;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Clients of one DynamoDB, with the limits that the library recommends.
 *
 * <p>At an https endpoint credentials and Region are those of the environment, as for every AWS
 * program; at any other one, such as DynamoDB Local, they do not matter.
 */
final class DynamoDb implements AutoCloseable {
  /** DynamoDB Local may take seconds to answer on a busy machine. */
  private static final Duration LOCAL_TIMEOUT = Duration.ofSeconds(10);

  private static final int MAX_CONNECTIONS = 200;

  private final DynamoDbClient client;
  private final DynamoDbAsyncClient asyncClient;

  /** Clients of the DynamoDB at this endpoint. */
  DynamoDb(URI endpoint, ExecutionInterceptor meter) {
    boolean real = "https".equals(endpoint.getScheme());
    DynamoDbAsyncClientBuilder async =
        io.lambdatcc.aws.DynamoDbClients.builder().endpointOverride(endpoint);
    if (!real) {
      async
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
          // the first connection waits for this JVM to load all that makes one
          .httpClientBuilder(
              NettyNioAsyncHttpClient.builder()
                  .connectionTimeout(LOCAL_TIMEOUT)
                  .connectionAcquisitionTimeout(LOCAL_TIMEOUT)
                  .maxConcurrency(MAX_CONNECTIONS));
    }
    ClientOverrideConfiguration.Builder limits =
        async.overrideConfiguration().toBuilder().addExecutionInterceptor(meter);
    if (!real) {
      limits.apiCallAttemptTimeout(LOCAL_TIMEOUT).apiCallTimeout(LOCAL_TIMEOUT.multipliedBy(2));
    }
    async.overrideConfiguration(limits.build());
    asyncClient = async.build();
    client =
        real
            ? io.lambdatcc.participant.DynamoDbClients.at(endpoint)
            : io.lambdatcc.participant.DynamoDbClients.ofEmulator(endpoint);
  }

  DynamoDbClient client() {
    return client;
  }

  DynamoDbAsyncClient asyncClient() {
    return asyncClient;
  }

  @Override
  public void close() {
    client.close();
    asyncClient.close();
  }
}
