package io.lambdatcc.aws;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.spi.ParticipantClient;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Participants that answer at once as a test says, and remember what they were asked. */
final class FakeParticipants implements ParticipantClient {
  private static final Set<String> UNKNOWN = Set.of("nobody");

  private final List<BranchCall> calls = new CopyOnWriteArrayList<>();
  private volatile Function<BranchCall, Answer> behaviour = call -> new Answer.Done(null);

  /** How every call is answered from now on; null means never. */
  FakeParticipants answering(Function<BranchCall, Answer> answers) {
    behaviour = answers;
    return this;
  }

  /** How calls of one operation are answered from now on; the others succeed. */
  FakeParticipants answering(Operation operation, Answer answer) {
    return answering(call -> call.operation() == operation ? answer : new Answer.Done(null));
  }

  List<BranchCall> calls() {
    return calls;
  }

  long calls(Operation operation) {
    return calls.stream().filter(call -> call.operation() == operation).count();
  }

  @Override
  public boolean knows(String participant) {
    return !UNKNOWN.contains(participant);
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    calls.add(call);
    return CompletableFuture.completedFuture(behaviour.apply(call));
  }
}
