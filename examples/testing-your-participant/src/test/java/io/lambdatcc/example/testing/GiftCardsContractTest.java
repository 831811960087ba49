package io.lambdatcc.example.testing;

import io.lambdatcc.testkit.ParticipantContract;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;

class GiftCardsContractTest extends ParticipantContract {
  private final GiftCards cards = new GiftCards(InstantSource.system());
  private final GiftCardsParticipant participant = new GiftCardsParticipant(cards);

  @BeforeEach
  void chargeACard() {
    cards.charge("4711", 50);
  }

  @Override
  protected ParticipantUnderTest participant() {
    return ParticipantUnderTest.of(name(), participant);
  }

  @Override
  protected String name() {
    return "gift-cards";
  }

  @Override
  protected JsonText payload() {
    return payment(20);
  }

  @Override
  protected JsonText otherPayload() {
    return payment(30);
  }

  @Override
  protected JsonText refusedPayload() {
    return payment(51);
  }

  @Override
  protected void makeTheRefusedPossible() {
    cards.charge("4711", 50);
  }

  @Override
  protected Holdings observe() {
    return participant.observe();
  }

  private static JsonText payment(long amount) {
    return JsonText.of(new GiftCards.Payment("4711", amount));
  }
}
