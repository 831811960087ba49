package io.lambdatcc.testkit;

import io.lambdatcc.http.Routes;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;

class TicketsContractTest extends TicketsContract {
  private static final Routes ROUTES = TICKETS.routes();

  @Override
  protected ParticipantUnderTest participant() {
    return ParticipantUnderTest.overFunction(ROUTES::handle, "/tickets");
  }
}
