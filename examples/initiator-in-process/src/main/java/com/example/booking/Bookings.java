package com.example.booking;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.aws.DynamoDbClients;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.aws.SigV4;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.wire.JsonText;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Books rooms and takes the money for them: both, or neither.
 *
 * <p>Safe for use by many threads; one per process is enough.
 */
final class Bookings {
  private final TccCoordinator tcc;

  /** What the rooms' service is asked to hold. */
  record Stay(String hotel, int rooms) {}

  /** What the payment service is asked to hold. */
  record Charge(@JsonProperty("user_id") String user, int amount) {}

  /** Bookings that are remembered in this log, with these participants. */
  Bookings(TransactionLog log, ParticipantClient participants, InstantSource clock) {
    tcc =
        TccCoordinator.builder(log, participants)
            .scope("booking")
            .clock(clock)
            // a Lambda function is frozen when it has answered; leave this out in a server
            .settings(TccSettings.builder().continuesUnattended(false).build())
            .build();
  }

  /** As a function's environment says; calls are signed by the function's own role. */
  static Bookings from(Map<String, String> environment) {
    DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
    SigV4 signing = SigV4.forApiGateway(environment.get("AWS_REGION"), credentials);
    return new Bookings(
        DynamoDbTransactionLog.builder(
                DynamoDbClients.builder().build(), environment.get("TRANSACTIONS_TABLE"))
            .build(),
        HttpParticipants.builder()
            .participant("rooms", URI.create(environment.get("ROOMS_URL")), signing)
            .participant("payment", URI.create(environment.get("PAYMENT_URL")), signing)
            .build(),
        InstantSource.system());
  }

  /**
   * Books, or says what became of the booking of that id. Whoever is told nothing, because this
   * process died or {@link io.lambdatcc.api.TccInDoubtException} was thrown, asks again with the
   * same id.
   */
  TccOutcome book(String id, Stay stay, Charge charge, Duration atMost) {
    TccRequest request =
        TccRequest.of(
            id,
            List.of(
                TccBranch.at("rooms", Payload.of(JsonText.of(stay).text())),
                TccBranch.at("payment", Payload.of(JsonText.of(charge).text()))));
    return tcc.execute(request.waitingFor(WaitFor.COMPLETED, atMost)).toCompletableFuture().join();
  }

  /** The coordinator, for whoever sweeps. */
  TccCoordinator coordinator() {
    return tcc;
  }
}
