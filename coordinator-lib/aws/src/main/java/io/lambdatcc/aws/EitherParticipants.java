package io.lambdatcc.aws;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.wire.ParticipantList;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Participants that speak this library's protocol, and others that speak TCC for REST. */
record EitherParticipants(HttpParticipants ours, RestParticipants rest)
    implements ParticipantClient {

  @Override
  public boolean knows(String participant) {
    return ours.knows(participant) || rest.knows(participant);
  }

  @Override
  public Set<String> inquiring() {
    return ours.inquiring();
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    return rest.knows(call.participant()) ? rest.call(call) : ours.call(call);
  }

  /** How they look from here, by name. */
  ParticipantList health() {
    return new ParticipantList(
        Stream.concat(ours.health().participants().stream(), rest.health().stream())
            .sorted(Comparator.comparing(ParticipantList.Participant::name))
            .toList());
  }
}
