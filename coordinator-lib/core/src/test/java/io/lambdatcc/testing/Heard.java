package io.lambdatcc.testing;

import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.InvariantViolation;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionListener;
import java.util.ArrayList;
import java.util.List;

/** A listener that remembers what it heard. */
public final class Heard implements TransactionListener {
  private final List<TransactionState> landed = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<TransactionState> left = new ArrayList<>();
  private final List<TransactionId> inDoubt = new ArrayList<>();
  private final List<TransactionKey> shed = new ArrayList<>();
  private final List<InvariantViolation> violations = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<Throwable> causes = new ArrayList<>();

  @Override
  public void landed(TransactionState state) {
    landed.add(state);
  }

  @Override
  public void stepped(TransactionState before, Event event, Step step) {
    steps.add(step);
  }

  @Override
  public void left(TransactionState state) {
    left.add(state);
  }

  @Override
  public void inDoubt(TransactionId id) {
    inDoubt.add(id);
  }

  @Override
  public void shed(TransactionKey key) {
    shed.add(key);
  }

  @Override
  public void violated(TransactionId id, InvariantViolation violation) {
    violations.add(violation);
  }

  @Override
  public void failed(String where, Throwable cause) {
    failures.add(where);
    causes.add(cause);
  }

  public List<TransactionState> landed() {
    return List.copyOf(landed);
  }

  public List<Step> steps() {
    return List.copyOf(steps);
  }

  public List<TransactionState> left() {
    return List.copyOf(left);
  }

  public List<TransactionId> inDoubt() {
    return List.copyOf(inDoubt);
  }

  public List<TransactionKey> shed() {
    return List.copyOf(shed);
  }

  public List<InvariantViolation> violations() {
    return List.copyOf(violations);
  }

  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** What each failure came from. */
  public List<Throwable> causes() {
    return List.copyOf(causes);
  }
}
