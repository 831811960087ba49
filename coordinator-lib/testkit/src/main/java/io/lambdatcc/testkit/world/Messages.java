package io.lambdatcc.testkit.world;

import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantRequest;

/** Calls of the engine as the messages that go to participants. */
final class Messages {
  private Messages() {}

  static Operation operation(BranchCall call) {
    return switch (call.operation()) {
      case TRY -> Operation.TRY;
      case CONFIRM -> Operation.CONFIRM;
      case CANCEL -> Operation.CANCEL;
    };
  }

  static ParticipantRequest request(BranchCall call) {
    String payload = call.payload();
    return new ParticipantRequest(
        ParticipantRequest.VERSION,
        call.transactionId().toString(),
        call.branchId(),
        call.participant(),
        call.deadline(),
        payload == null ? null : JsonText.parse(payload));
  }
}
