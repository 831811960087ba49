package io.lambdatcc.testkit.participant;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;

/**
 * A participant that is an object: what it answers, and what it holds.
 *
 * <p>Usually an adapter of a few lines in front of a service's own code. Called by one thread at a
 * time. Whatever a method has done when it returns is taken for durable: a process that dies keeps
 * it. A {@link io.lambdatcc.wire.WireFormatException} stands for a bad request, anything else that
 * is thrown for a failed one.
 */
public interface SimulatedParticipant {

  /** Answers a Try: done, refused for ever, or not now. */
  ParticipantReply onTry(Branch branch, JsonText payload);

  /** Answers a Confirm. */
  ParticipantReply onConfirm(Branch branch);

  /** Answers a Cancel, also of a branch whose Try never came. */
  ParticipantReply onCancel(Branch branch);

  /** What it holds now. */
  Holdings observe();
}
