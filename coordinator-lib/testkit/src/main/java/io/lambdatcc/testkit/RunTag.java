package io.lambdatcc.testkit;

import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.ParticipantRequest;
import java.util.UUID;

/**
 * Tells the runs of a simulation apart on tables that outlive them, where the transactions of every
 * run have the same ids: what a participant is shown ends differently in each.
 */
record RunTag(String ending) {

  static RunTag fresh() {
    return new RunTag("r" + UUID.randomUUID().toString().replace("-", ""));
  }

  /** The participant, shown transaction ids of this run alone. */
  ParticipantUnderTest on(ParticipantUnderTest participant) {
    return (operation, message, attempt) ->
        participant.send(
            operation,
            new ParticipantRequest(
                message.v(),
                message.transactionId() + ending,
                message.branchId(),
                message.participant(),
                message.deadline(),
                message.payload()),
            attempt);
  }
}
