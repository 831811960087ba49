package io.lambdatcc.testkit.participant;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Rejected;
import io.lambdatcc.wire.ParticipantReply.Unknown;
import io.lambdatcc.wire.ParticipantRequest;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.WireFormatException;

/** An object behind a server that handles one message at a time. */
final class ObjectParticipant implements ParticipantUnderTest {
  private static final ProblemType INVALID = ProblemType.INVALID_REQUEST;

  private final String name;
  private final SimulatedParticipant participant;

  ObjectParticipant(String name, SimulatedParticipant participant) {
    this.name = name;
    this.participant = participant;
  }

  @Override
  public synchronized ParticipantReply send(
      Operation operation, ParticipantRequest message, int attempt) {
    if (!message.participant().equals(name)) {
      return new Rejected(INVALID.status(), INVALID.slug(), "this is " + name);
    }
    try {
      return answer(operation, message);
    } catch (WireFormatException e) {
      return new Rejected(INVALID.status(), INVALID.slug(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new Unknown("failed: " + e);
    }
  }

  private ParticipantReply answer(Operation operation, ParticipantRequest message) {
    Branch branch = new Branch(message.transactionId(), message.branchId(), message.deadline());
    return switch (operation) {
      case TRY -> participant.onTry(branch, payload(message));
      case CONFIRM -> participant.onConfirm(branch);
      case CANCEL -> participant.onCancel(branch);
    };
  }

  private static JsonText payload(ParticipantRequest message) {
    if (message.payload() == null) {
      throw new WireFormatException("payload", "is missing; a Try has one");
    }
    return message.payload();
  }
}
