package io.lambdatcc.example.bench;

import io.lambdatcc.aws.DynamoDbClients;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/**
 * Clients as the deployed coordinator has them, but for where they call, whose credentials they
 * have, and how long they wait: a machine that is very slow makes figures worse, and nothing fail.
 */
final class DynamoDb {
  static final String REGION = "us-east-1";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private DynamoDb() {}

  static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench"));
  }

  static DynamoDbAsyncClient client(URI endpoint) {
    return builder(endpoint).build();
  }

  /** A client for what is prepared, that waits for as long as the SDK usually does. */
  static DynamoDbAsyncClient patientClient(URI endpoint) {
    return DynamoDbAsyncClient.builder()
        .endpointOverride(endpoint)
        .region(Region.of(REGION))
        .credentialsProvider(credentials())
        .build();
  }

  /** A client that somebody listens to. */
  static DynamoDbAsyncClient client(URI endpoint, ExecutionInterceptor listener) {
    DynamoDbAsyncClientBuilder builder = builder(endpoint);
    ClientOverrideConfiguration usual = builder.overrideConfiguration();
    return builder
        .overrideConfiguration(usual.toBuilder().addExecutionInterceptor(listener).build())
        .build();
  }

  private static DynamoDbAsyncClientBuilder builder(URI endpoint) {
    DynamoDbAsyncClientBuilder builder = DynamoDbClients.builder();
    return builder
        .overrideConfiguration(
            builder.overrideConfiguration().toBuilder()
                .apiCallAttemptTimeout(PATIENCE)
                .apiCallTimeout(PATIENCE)
                .build())
        .endpointOverride(endpoint)
        .region(Region.of(REGION))
        .credentialsProvider(credentials());
  }
}
