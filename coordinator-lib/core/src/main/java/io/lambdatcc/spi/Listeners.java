package io.lambdatcc.spi;

import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import java.util.List;

/** Several listeners as one. */
record Listeners(List<TransactionListener> all) implements TransactionListener {

  @Override
  public void landed(TransactionState state) {
    all.forEach(each -> each.landed(state));
  }

  @Override
  public void stepped(TransactionState before, Event event, Step step) {
    all.forEach(each -> each.stepped(before, event, step));
  }

  @Override
  public void left(TransactionState state) {
    all.forEach(each -> each.left(state));
  }

  @Override
  public void inDoubt(TransactionId id) {
    all.forEach(each -> each.inDoubt(id));
  }

  @Override
  public void shed(TransactionKey key) {
    all.forEach(each -> each.shed(key));
  }

  @Override
  public void violated(TransactionId id, InvariantViolation violation) {
    all.forEach(each -> each.violated(id, violation));
  }

  @Override
  public void failed(String where, Throwable cause) {
    all.forEach(each -> each.failed(where, cause));
  }
}
