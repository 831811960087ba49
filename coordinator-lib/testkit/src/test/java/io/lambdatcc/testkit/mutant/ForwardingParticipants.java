package io.lambdatcc.testkit.mutant;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.spi.ParticipantClient;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A way to the participants that passes everything on; mutants break its calls. */
class ForwardingParticipants implements ParticipantClient {
  private final ParticipantClient participants;

  ForwardingParticipants(ParticipantClient participants) {
    this.participants = participants;
  }

  @Override
  public boolean knows(String participant) {
    return participants.knows(participant);
  }

  @Override
  public Set<String> inquiring() {
    return participants.inquiring();
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    return participants.call(call);
  }
}
