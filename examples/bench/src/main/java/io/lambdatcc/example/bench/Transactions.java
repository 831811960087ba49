package io.lambdatcc.example.bench;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.TransactionLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Transactions of three branches, unless said otherwise, each under a name of its own. */
final class Transactions {
  /** Whose they are. */
  static final String SCOPE = "arn:aws:iam::000000000000:role/bench";

  /** How many branches they have. */
  static final int BRANCHES = 3;

  /** The participants of the branches. */
  static final List<String> PARTICIPANTS = List.of("order", "stock", "payment");

  /** What is tried at each of them. */
  static final String PAYLOAD = "{\"item_id\":\"6f1d2c\",\"quantity\":1}";

  /** A machine that is very slow makes figures worse, and nothing fail. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final TccCoordinator tcc;
  private final String prefix;
  private final List<String> participants;
  private final AtomicLong numbers = new AtomicLong();

  /**
   * Transactions of this coordinator.
   *
   * @param prefix of their names, which nobody else has
   */
  Transactions(TccCoordinator tcc, String prefix) {
    this(tcc, prefix, PARTICIPANTS);
  }

  /** The same, of as many branches as there are participants. */
  Transactions(TccCoordinator tcc, String prefix, List<String> participants) {
    this.tcc = tcc;
    this.prefix = prefix;
    this.participants = List.copyOf(participants);
  }

  /** A coordinator that does nothing when nobody waits, as a deployed one. */
  static TccCoordinator coordinator(TransactionLog log, ParticipantClient participants) {
    return TccCoordinator.builder(log, participants)
        .scope(SCOPE)
        .settings(TccSettings.builder().continuesUnattended(false).defaultWait(PATIENCE).build())
        .answersInquiries()
        .build();
  }

  /** One that is to be confirmed at every branch; fails if it is not. */
  CompletionStage<TccOutcome> completed() {
    return confirmed(WaitFor.COMPLETED);
  }

  /** One that is to be decided; what follows is somebody else's. */
  CompletionStage<TccOutcome> decided() {
    return confirmed(WaitFor.DECIDED);
  }

  private CompletionStage<TccOutcome> confirmed(WaitFor waitFor) {
    return tcc.execute(request(waitFor)).thenApply(Transactions::checked);
  }

  private TccRequest request(WaitFor waitFor) {
    // with payloads read anew each time, as they come with each request
    List<TccBranch> branches = new ArrayList<>(participants.size());
    for (String participant : participants) {
      branches.add(TccBranch.at(participant, Payload.of(PAYLOAD)));
    }
    return TccRequest.of(prefix + numbers.incrementAndGet(), branches)
        .withTimeout(PATIENCE)
        .waitingFor(waitFor, null);
  }

  private static TccOutcome checked(TccOutcome outcome) {
    if (outcome instanceof TccOutcome.Confirmed) {
      return outcome;
    }
    throw new IllegalStateException("not confirmed: " + outcome);
  }
}
