package com.example.booking;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.example.booking.Bookings.Charge;
import com.example.booking.Bookings.Stay;
import io.lambdatcc.api.TccOutcome;
import java.time.Duration;
import java.util.Map;

/** The Lambda function that takes bookings: the coordinator is one of its objects. */
public final class BookingFunction
    implements RequestHandler<Map<String, String>, Map<String, String>> {
  /** Kept back from the function's time for the answer. */
  private static final Duration RESERVE = Duration.ofSeconds(1);

  private final Bookings bookings = Bookings.from(System.getenv());

  @Override
  public Map<String, String> handleRequest(Map<String, String> event, Context context) {
    TccOutcome outcome =
        bookings.book(
            event.get("id"),
            new Stay(event.get("hotel"), Integer.parseInt(event.get("rooms"))),
            new Charge(event.get("user"), Integer.parseInt(event.get("amount"))),
            Duration.ofMillis(context.getRemainingTimeInMillis()).minus(RESERVE));
    // CONFIRMED, CANCELLED, or a phase before them: then the sweep brings it to its end
    return Map.of("phase", outcome.transaction().phase().name());
  }
}
