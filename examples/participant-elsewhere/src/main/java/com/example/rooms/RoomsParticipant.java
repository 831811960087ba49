package com.example.rooms;

import io.lambdatcc.participant.Branch;
import io.lambdatcc.participant.ReservableAmount;
import io.lambdatcc.participant.TccParticipant;
import io.lambdatcc.participant.TryPlan;
import io.lambdatcc.participant.fence.Verdict;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Holds rooms; books them, or lets them go. */
final class RoomsParticipant implements TccParticipant<Stay> {
  private final ReservableAmount rooms;

  RoomsParticipant(ReservableAmount rooms) {
    this.rooms = rooms;
  }

  @Override
  public Class<Stay> payloadType() {
    return Stay.class;
  }

  @Override
  public TryPlan<Stay> onTry(Branch branch, Stay stay) {
    return TryPlan.reserve(stay)
        .write(rooms.reserve(stay.hotel(), stay.rooms()), hotel -> verdict(hotel, stay));
  }

  @Override
  public List<TransactWriteItem> onConfirm(Branch branch, Stay stay) {
    return List.of(rooms.spend(stay.hotel(), stay.rooms()));
  }

  @Override
  public List<TransactWriteItem> onCancel(Branch branch, Stay stay) {
    return List.of(rooms.release(stay.hotel(), stay.rooms()));
  }

  /** What it means when the rooms cannot be held. */
  private Verdict verdict(Map<String, AttributeValue> hotel, Stay stay) {
    return switch (rooms.look(hotel, stay.rooms())) {
      case ENOUGH -> Verdict.proceed();
      case HELD -> Verdict.notNow(); // others hold them, and may let them go
      case SHORT -> Verdict.never("fully-booked", "less than " + stay.rooms() + " rooms are free");
      case UNKNOWN -> Verdict.never("unknown-hotel", "there is no hotel " + stay.hotel());
    };
  }
}
