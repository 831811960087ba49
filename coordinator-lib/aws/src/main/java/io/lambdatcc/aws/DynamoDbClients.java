package io.lambdatcc.aws;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/**
 * DynamoDB clients that give up early, because the engine above them does not.
 *
 * <p>The engine repeats a write whose outcome it does not know, with the same token, until it
 * knows; a client that kept trying for the SDK's usual half minute would only hide from it that the
 * time is running. So a call has two attempts of at most {@link #ATTEMPT_TIMEOUT} each and at most
 * {@link #CALL_TIMEOUT} in all. A healthy DynamoDB answers in single-digit milliseconds.
 */
public final class DynamoDbClients {
  /** How often a call is sent, at most. */
  public static final int ATTEMPTS = 2;

  /** How long one attempt may take. */
  public static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(1);

  /** How long a call may take with all its attempts. */
  public static final Duration CALL_TIMEOUT = Duration.ofMillis(2_500);

  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
  private static final int MAX_CONNECTIONS = 200;

  private DynamoDbClients() {}

  /** A builder with these limits; Region, credentials and endpoint are the caller's to set. */
  public static DynamoDbAsyncClientBuilder builder() {
    return builder(http());
  }

  /** The same, on threads that are somebody else's to end. */
  static DynamoDbAsyncClientBuilder builder(EventLoops threads) {
    return builder(http().eventLoopGroup(threads.group()));
  }

  private static NettyNioAsyncHttpClient.Builder http() {
    return NettyNioAsyncHttpClient.builder()
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(ATTEMPT_TIMEOUT)
        .maxConcurrency(MAX_CONNECTIONS);
  }

  private static DynamoDbAsyncClientBuilder builder(NettyNioAsyncHttpClient.Builder http) {
    return DynamoDbAsyncClient.builder()
        .httpClientBuilder(http)
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                .apiCallTimeout(CALL_TIMEOUT)
                .retryStrategy(twoAttempts())
                .build());
  }

  private static RetryStrategy twoAttempts() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(ATTEMPTS)
        .backoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE))
        .build();
  }
}
