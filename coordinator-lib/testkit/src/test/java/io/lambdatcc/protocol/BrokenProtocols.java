package io.lambdatcc.protocol;

import io.lambdatcc.protocol.Effect.Call;
import io.lambdatcc.protocol.Event.Answered;
import io.lambdatcc.protocol.Event.ContentionDue;
import io.lambdatcc.protocol.Step.Advance;
import io.lambdatcc.protocol.Step.Ignore;
import java.util.ArrayList;
import java.util.List;

/** Protocols with one wrong rule each. */
public final class BrokenProtocols {
  private BrokenProtocols() {}

  /** The last missing Tried confirms, even where it has been decided to cancel meanwhile. */
  public static Protocol lateTriedFlipsCancelling(int parkAfter) {
    return new Protocol(parkAfter) {
      @Override
      public Step decide(TransactionState state, Event event) {
        if (state.phase() == Phase.CANCELLING
            && event instanceof Answered answered
            && answered.operation() == Operation.TRY
            && answered.answer() instanceof Answer.Done done) {
          TransactionState heard =
              state.withBranch(
                  answered.branch(), branch -> branch.tried(done.result(), event.at()), event.at());
          if (heard.every(branch -> branch.status() == BranchStatus.TRIED)) {
            return confirmAll(heard.decided(Phase.CONFIRMING, null, event.at()));
          }
        }
        return super.decide(state, event);
      }
    };
  }

  private static Step confirmAll(TransactionState confirming) {
    List<Effect> confirms = new ArrayList<>();
    List<BranchState> called = new ArrayList<>();
    for (BranchState branch : confirming.branches()) {
      confirms.add(new Call(called.size(), Operation.CONFIRM));
      called.add(branch.called());
    }
    TransactionState next = confirming.heard(called, confirming.createdAt());
    return new Advance(next, new Effects(next, confirms));
  }

  /** Who waits for what others hold goes on waiting, whatever it holds itself. */
  public static Protocol parallelWaitWithoutBound(int parkAfter) {
    return new Protocol(parkAfter) {
      @Override
      public Step decide(TransactionState state, Event event) {
        return event instanceof ContentionDue
            ? new Ignore("it may yet come free")
            : super.decide(state, event);
      }
    };
  }
}
