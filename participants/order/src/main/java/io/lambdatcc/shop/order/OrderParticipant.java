package io.lambdatcc.shop.order;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.participant.TccParticipant;
import io.lambdatcc.participant.TryPlan;
import io.lambdatcc.participant.fence.Verdict;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Marks an order as being paid by a transaction; has it paid, or takes the mark away.
 *
 * <p>While the mark is there nothing about the order changes, so what is paid is what was ordered.
 */
final class OrderParticipant implements TccParticipant<Purchase> {
  static final String ALREADY_PAID = "already-paid";

  private final Orders orders;

  OrderParticipant(Orders orders) {
    this.orders = orders;
  }

  @Override
  public Class<Purchase> payloadType() {
    return Purchase.class;
  }

  @Override
  public TryPlan<Purchase> onTry(Branch branch, Purchase purchase) {
    return TryPlan.reserve(purchase)
        .write(
            orders.mark(purchase.orderId(), purchase.version(), branch.transactionId()),
            item -> verdict(item, purchase));
  }

  @Override
  public List<TransactWriteItem> onConfirm(Branch branch, Purchase purchase) {
    return List.of(orders.paid(purchase.orderId(), branch.transactionId()));
  }

  @Override
  public List<TransactWriteItem> onCancel(Branch branch, Purchase purchase) {
    return List.of(orders.unmark(purchase.orderId(), branch.transactionId()));
  }

  private static Verdict verdict(Map<String, AttributeValue> item, Purchase purchase) {
    if (item.isEmpty()) {
      return Verdict.never("unknown-order", "there is no order " + purchase.orderId());
    }
    if (Orders.isPaid(item)) {
      return Verdict.never(ALREADY_PAID, "order " + purchase.orderId() + " is paid");
    }
    if (Orders.version(item) != purchase.version()) {
      return Verdict.never(
          "order-changed", "order " + purchase.orderId() + " was changed since its checkout began");
    }
    return Orders.isBeingPaid(item) ? Verdict.notNow() : Verdict.proceed();
  }
}
