package com.example.booking;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.booking.Bookings.Charge;
import com.example.booking.Bookings.Stay;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.aws.HttpParticipants;
import io.lambdatcc.memory.InMemoryTransactionLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BookingsTest {
  private static final Stay STAY = new Stay("ritz", 2);
  private static final Charge CHARGE = new Charge("7", 400);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Services services = new Services();
  private final HttpParticipants participants = services.participants();
  private final InMemoryTransactionLog log = new InMemoryTransactionLog();
  private final Bookings bookings = new Bookings(log, participants, InstantSource.system());

  BookingsTest() throws IOException {}

  @AfterEach
  void close() {
    bookings.coordinator().close();
    participants.close();
    services.close();
  }

  @Test
  void aBookingHappensAtBoth() {
    assertThat(bookings.book("b-1", STAY, CHARGE, LONG)).isInstanceOf(TccOutcome.Confirmed.class);
    assertThat(services.done()).contains("/rooms/tcc/confirm", "/payment/tcc/confirm");
  }

  @Test
  void whoCannotPayHasNoRooms() {
    services.on(
        "/payment/tcc/try",
        new Services.Reply(
            409,
            """
            {"type":"https://lambdatcc.io/problems/refused","code":"no-credit","reason":"no"}\
            """));
    assertThat(bookings.book("b-2", STAY, CHARGE, LONG)).isInstanceOf(TccOutcome.Cancelled.class);
    assertThat(services.done()).contains("/rooms/tcc/cancel").doesNotContain("/rooms/tcc/confirm");
  }

  @Test
  void theSweepFinishesWhatADeadCoordinatorHasDecided() {
    services.on("/payment/tcc/confirm", new Services.Reply(503, "{}"));
    CompletableFuture.supplyAsync(() -> bookings.book("b-3", STAY, CHARGE, LONG));
    services.asked("/payment/tcc/confirm").join(); // so it is decided
    bookings.coordinator().close(); // and whoever has asked hears nothing

    services.on("/payment/tcc/confirm", new Services.Reply(200, "{\"outcome\":\"CONFIRMED\"}"));
    InstantSource later = () -> Instant.now().plus(Duration.ofHours(1));
    Bookings elsewhere = new Bookings(log, participants, later);
    SweepReport swept = elsewhere.coordinator().sweep(LONG).toCompletableFuture().join();

    assertThat(swept.finished()).isEqualTo(1);
    assertThat(elsewhere.book("b-3", STAY, CHARGE, LONG)).isInstanceOf(TccOutcome.Confirmed.class);
    elsewhere.coordinator().close();
  }
}
