package io.lambdatcc.testkit.participant;

import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.TccEndpoint;
import io.lambdatcc.participant.TccParticipant;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.Pauser;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A participant that is built on the SDK, with the tables it works on, usually of DynamoDB Local.
 *
 * @param participant what its author wrote
 * @param fences where its fences are; those of earlier runs may still be there
 * @param holdings what its business data shows now
 * @param <T> its payload
 */
public record SdkParticipant<T>(
    TccParticipant<T> participant,
    FenceStore<TransactWriteItem, Map<String, AttributeValue>> fences,
    Supplier<Holdings> holdings) {

  /** Its endpoints, as a Lambda function serves them, on another store, clock and pauser. */
  public ParticipantUnderTest on(
      String name,
      FenceStore<TransactWriteItem, Map<String, AttributeValue>> store,
      InstantSource clock,
      Pauser pauser) {
    Routes routes =
        TccEndpoint.builder(participant)
            .name(name)
            .fences(store)
            .clock(clock)
            .pauser(pauser)
            .build()
            .addTo(Routes.builder(), "")
            .build();
    return ParticipantUnderTest.overFunction(routes::handle, "");
  }
}
