package io.lambdatcc.participant;

import io.lambdatcc.participant.fence.BranchWork;
import io.lambdatcc.participant.fence.TryIntent;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.WireFormatException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** An author's participant, asked about one branch. */
record ParticipantWork<T>(TccParticipant<T> participant, Branch branch, @Nullable JsonText payload)
    implements BranchWork<TransactWriteItem, Map<String, AttributeValue>> {

  @Override
  public TryIntent<TransactWriteItem, Map<String, AttributeValue>> onTry() {
    if (payload == null) {
      throw new WireFormatException("payload", "is missing; a Try has one");
    }
    return participant.onTry(branch, payload.to(participant.payloadType())).intent();
  }

  @Override
  public List<TransactWriteItem> onConfirm(JsonText reservation) {
    return participant.onConfirm(branch, remembered(reservation));
  }

  @Override
  public List<TransactWriteItem> onCancel(JsonText reservation) {
    return participant.onCancel(branch, remembered(reservation));
  }

  private T remembered(JsonText reservation) {
    try {
      return reservation.to(participant.payloadType());
    } catch (WireFormatException e) {
      throw new IllegalStateException(
          "the reservation of "
              + branch.transactionId()
              + "/"
              + branch.branchId()
              + " no longer fits "
              + participant.payloadType().getName()
              + "; deploy a version that reads what earlier versions wrote",
          e);
    }
  }
}
