package io.lambdatcc.testkit.world;

import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.wire.ParticipantReply;
import java.util.function.Consumer;

/** A participant in a simulated world. */
interface Participant {

  /**
   * Handles one copy of a call, now and later; perhaps never answers.
   *
   * @param refusing whether the business says no to this one for ever
   * @param reply told at most once
   */
  void handle(BranchCall call, boolean refusing, Consumer<ParticipantReply> reply);

  /** Tells the history what it holds. */
  void tellHoldings();

  /** Everything that its future depends on, as a number. */
  long memory();
}
