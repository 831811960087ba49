package io.lambdatcc.participant;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * DynamoDB clients as a participant needs them: two attempts and explicit time-outs.
 *
 * <p>The coordinator repeats what it hears nothing about, and the fence makes that harmless. So a
 * participant that answers soon is worth more than one that tries long: a call ends after {@link
 * #CALL_TIMEOUT} at the latest, well below the coordinator's own time-out.
 */
public final class DynamoDbClients {
  /** The end of a call, its second attempt included. */
  public static final Duration CALL_TIMEOUT = Duration.ofMillis(3500);

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(1700);
  private static final Duration EMULATOR_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final int MAX_ATTEMPTS = 2;
  private static final int MAX_CONNECTIONS = 100;

  private DynamoDbClients() {}

  /**
   * A client of the function's Region, or of the emulator that {@code DYNAMODB_ENDPOINT} names.
   *
   * @throws IllegalStateException when the variable is no URI
   */
  public static DynamoDbClient from(Environment environment) {
    return environment
        .optionalUri("DYNAMODB_ENDPOINT")
        .map(DynamoDbClients::ofEmulator)
        .orElseGet(() -> builder(ATTEMPT_TIMEOUT, CALL_TIMEOUT).build());
  }

  /** A client of the DynamoDB at this endpoint, by the environment's Region and credentials. */
  public static DynamoDbClient at(URI endpoint) {
    return builder(ATTEMPT_TIMEOUT, CALL_TIMEOUT).endpointOverride(endpoint).build();
  }

  /**
   * A client of DynamoDB Local or the like, which asks for credentials but does not check them, and
   * may take seconds to answer on a busy machine: it is given ten.
   */
  public static DynamoDbClient ofEmulator(URI endpoint) {
    return builder(EMULATOR_TIMEOUT, EMULATOR_TIMEOUT.multipliedBy(2))
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .build();
  }

  private static DynamoDbClientBuilder builder(Duration attemptTimeout, Duration callTimeout) {
    return DynamoDbClient.builder()
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(attemptTimeout)
                .connectionAcquisitionTimeout(CONNECT_TIMEOUT)
                .maxConnections(MAX_CONNECTIONS))
        .overrideConfiguration(
            configuration ->
                configuration
                    .retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(MAX_ATTEMPTS).build())
                    .apiCallAttemptTimeout(attemptTimeout)
                    .apiCallTimeout(callTimeout));
  }
}
