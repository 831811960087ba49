package io.lambdatcc.example.testing;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.SimulatedParticipant;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;

/** Gift cards as the test kit wants to talk to them. */
record GiftCardsParticipant(GiftCards cards) implements SimulatedParticipant {
  @Override
  public ParticipantReply onTry(Branch branch, JsonText payload) {
    return cards.tryToPay(id(branch), branch.deadline(), payload);
  }

  @Override
  public ParticipantReply onConfirm(Branch branch) {
    return cards.confirm(id(branch));
  }

  @Override
  public ParticipantReply onCancel(Branch branch) {
    return cards.cancel(id(branch));
  }

  @Override
  public Holdings observe() {
    return new Holdings(cards.balance(), cards.reserved(), cards.spent());
  }

  private static String id(Branch branch) {
    return branch.transactionId() + "/" + branch.branchId();
  }
}
