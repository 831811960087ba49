package io.lambdatcc.testkit;

import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.wire.JsonText;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** The contract of participants for tickets, however they are reached. */
abstract class TicketsContract extends ParticipantContract {
  static final Tickets TICKETS = new Tickets();

  private final String event = UUID.randomUUID().toString();

  @BeforeEach
  void putAnEventOnSale() {
    TICKETS.put(event, 10);
  }

  @Override
  protected String name() {
    return "tickets";
  }

  @Override
  protected JsonText payload() {
    return Tickets.order(event, 3);
  }

  @Override
  protected JsonText otherPayload() {
    return Tickets.order(event, 4);
  }

  @Override
  protected JsonText refusedPayload() {
    return Tickets.order(event, 11);
  }

  @Override
  protected void makeTheRefusedPossible() {
    TICKETS.put(event, 20);
  }

  @Override
  protected Holdings observe() {
    return TICKETS.holdings(event);
  }
}
