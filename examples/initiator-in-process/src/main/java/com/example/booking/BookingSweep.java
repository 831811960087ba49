package com.example.booking;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.lambdatcc.aws.SweepHandler;
import java.util.Map;

/**
 * The Lambda function that finishes what a dead or frozen {@link BookingFunction} left behind:
 * deploy it too, with the same environment, every minute. A server calls {@code tcc.sweep(…)} on a
 * timer instead.
 */
public final class BookingSweep
    implements RequestHandler<Map<String, Object>, Map<String, Long>> {
  private final SweepHandler sweep = new SweepHandler(Bookings.from(System.getenv()).coordinator());

  @Override
  public Map<String, Long> handleRequest(Map<String, Object> event, Context context) {
    return sweep.handleRequest(event, context);
  }
}
