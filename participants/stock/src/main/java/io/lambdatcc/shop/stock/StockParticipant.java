package io.lambdatcc.shop.stock;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.participant.ReservableAmount;
import io.lambdatcc.participant.TccParticipant;
import io.lambdatcc.participant.TryPlan;
import io.lambdatcc.participant.fence.Verdict;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Reserves some of an item; sells it, or puts it back. */
record StockParticipant(ReservableAmount stock) implements TccParticipant<StockLine> {
  @Override
  public Class<StockLine> payloadType() {
    return StockLine.class;
  }

  @Override
  public TryPlan<StockLine> onTry(Branch branch, StockLine line) {
    return TryPlan.reserve(line)
        .write(stock.reserve(line.itemId(), line.quantity()), item -> verdict(item, line));
  }

  @Override
  public List<TransactWriteItem> onConfirm(Branch branch, StockLine line) {
    return List.of(stock.spend(line.itemId(), line.quantity()));
  }

  @Override
  public List<TransactWriteItem> onCancel(Branch branch, StockLine line) {
    return List.of(stock.release(line.itemId(), line.quantity()));
  }

  private Verdict verdict(Map<String, AttributeValue> item, StockLine line) {
    return switch (stock.look(item, line.quantity())) {
      case ENOUGH -> Verdict.proceed();
      case HELD -> Verdict.notNow();
      case SHORT -> Verdict.never("out-of-stock", "less than " + line.quantity() + " are left");
      case UNKNOWN -> Verdict.never("unknown-item", "there is no item " + line.itemId());
    };
  }
}
