package io.lambdatcc.example.bench;

import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.aws.SigV4;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** Participants at URLs, and the client that calls them, as the deployed coordinator has them. */
final class Http {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LONGER_THAN_A_CALL = Duration.ofSeconds(30);
  private static final int CONNECTIONS = 384;

  private Http() {}

  static SdkAsyncHttpClient client() {
    return NettyNioAsyncHttpClient.builder()
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(LONGER_THAN_A_CALL)
        .readTimeout(LONGER_THAN_A_CALL)
        .writeTimeout(LONGER_THAN_A_CALL)
        .maxConcurrency(CONNECTIONS)
        .build();
  }

  /** The participants of {@link Transactions}, each below its name at this base, signed for. */
  static HttpParticipants participants(SdkAsyncHttpClient client, URI base) {
    return builder(client, base).build();
  }

  /** The same, to which others can be added. */
  static HttpParticipants.Builder builder(SdkAsyncHttpClient client, URI base) {
    HttpParticipants.Builder participants = HttpParticipants.builder().httpClient(client);
    for (String name : Transactions.PARTICIPANTS) {
      participants.participant(name, URI.create(base + "/" + name), signing());
    }
    return participants;
  }

  static SigV4 signing() {
    return SigV4.forApiGateway(DynamoDb.REGION, DynamoDb.credentials());
  }
}
