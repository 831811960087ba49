package io.lambdatcc.shop.payment;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.participant.ReservableAmount;
import io.lambdatcc.participant.TccParticipant;
import io.lambdatcc.participant.TryPlan;
import io.lambdatcc.participant.fence.Verdict;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Reserves some of a user's credit; takes it, or gives it back. */
record PaymentParticipant(ReservableAmount credit) implements TccParticipant<Charge> {
  @Override
  public Class<Charge> payloadType() {
    return Charge.class;
  }

  @Override
  public TryPlan<Charge> onTry(Branch branch, Charge charge) {
    return TryPlan.reserve(charge)
        .write(credit.reserve(charge.userId(), charge.amount()), user -> verdict(user, charge));
  }

  @Override
  public List<TransactWriteItem> onConfirm(Branch branch, Charge charge) {
    return List.of(credit.spend(charge.userId(), charge.amount()));
  }

  @Override
  public List<TransactWriteItem> onCancel(Branch branch, Charge charge) {
    return List.of(credit.release(charge.userId(), charge.amount()));
  }

  private Verdict verdict(Map<String, AttributeValue> user, Charge charge) {
    return switch (credit.look(user, charge.amount())) {
      case ENOUGH -> Verdict.proceed();
      case HELD -> Verdict.notNow();
      case SHORT ->
          Verdict.never("insufficient-credit", "the user has less than " + charge.amount());
      case UNKNOWN -> Verdict.never("unknown-user", "there is no user " + charge.userId());
    };
  }
}
