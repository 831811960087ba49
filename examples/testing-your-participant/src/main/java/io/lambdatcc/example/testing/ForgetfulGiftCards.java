package io.lambdatcc.example.testing;

import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import java.time.InstantSource;

/**
 * Gift cards with the mistake that is made most often: where there is nothing to cancel, nothing is
 * remembered either. Every test passes in which messages come in the order in which they are sent.
 */
public final class ForgetfulGiftCards extends GiftCards {

  /** No cards yet. */
  public ForgetfulGiftCards(InstantSource clock) {
    super(clock);
  }

  @Override
  public synchronized ParticipantReply cancel(String branch) {
    return knows(branch) ? super.cancel(branch) : new Done(Operation.CANCEL, null);
  }
}
