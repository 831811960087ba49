package io.lambdatcc.example.bench;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.spi.ParticipantClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Participants in memory that have already said yes. */
final class YesParticipants implements ParticipantClient {
  private static final Answer YES = new Answer.Done(null);

  @Override
  public boolean knows(String participant) {
    return true;
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    return CompletableFuture.completedFuture(YES);
  }
}
