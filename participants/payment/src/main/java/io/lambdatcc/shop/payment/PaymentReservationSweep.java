package io.lambdatcc.shop.payment;

import io.lambdatcc.client.TccClient;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.Environment;
import io.lambdatcc.participant.ReservationSweepHandler;
import io.lambdatcc.participant.fence.Inquiries;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Asks the coordinator about what the payment service holds reserved past its deadline.
 *
 * <p>Variables: {@code PAYMENT_TABLE} and {@code FENCE_TABLE}, as {@link PaymentFunction} has them;
 * {@code TCC_COORDINATOR} and {@code TCC_SIGNING}, as {@link TccClient#ofFunction} reads them.
 */
public final class PaymentReservationSweep extends ReservationSweepHandler {
  /** Of one question: there may be many, and who asks too early is told so by the next sweep. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** As configured by the function's environment. */
  public PaymentReservationSweep() {
    this(Environment.ofProcess(), TccClient.ofFunction(System.getenv(), PATIENCE)::inquire);
  }

  private PaymentReservationSweep(Environment environment, Inquiries inquiries) {
    this(
        DynamoDbClients.from(environment),
        environment.required("PAYMENT_TABLE"),
        environment.required("FENCE_TABLE"),
        inquiries);
  }

  /** On these tables. */
  public PaymentReservationSweep(
      DynamoDbClient client, String paymentTable, String fenceTable, Inquiries inquiries) {
    super(PaymentFunction.reservationSweep(client, paymentTable, fenceTable, inquiries));
  }
}
