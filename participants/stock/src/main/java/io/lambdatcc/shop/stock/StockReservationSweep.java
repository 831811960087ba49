package io.lambdatcc.shop.stock;

import io.lambdatcc.client.TccClient;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.Environment;
import io.lambdatcc.participant.ReservationSweepHandler;
import io.lambdatcc.participant.fence.Inquiries;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Asks the coordinator about what the stock service holds reserved past its deadline.
 *
 * <p>Variables: {@code STOCK_TABLE} and {@code FENCE_TABLE}, as {@link StockFunction} has them;
 * {@code TCC_COORDINATOR} and {@code TCC_SIGNING}, as {@link TccClient#ofFunction} reads them.
 */
public final class StockReservationSweep extends ReservationSweepHandler {
  /** Of one question: there may be many, and who asks too early is told so by the next sweep. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** As configured by the function's environment. */
  public StockReservationSweep() {
    this(Environment.ofProcess(), TccClient.ofFunction(System.getenv(), PATIENCE)::inquire);
  }

  private StockReservationSweep(Environment environment, Inquiries inquiries) {
    this(
        DynamoDbClients.from(environment),
        environment.required("STOCK_TABLE"),
        environment.required("FENCE_TABLE"),
        inquiries);
  }

  /** On these tables. */
  public StockReservationSweep(
      DynamoDbClient client, String stockTable, String fenceTable, Inquiries inquiries) {
    super(StockFunction.reservationSweep(client, stockTable, fenceTable, inquiries));
  }
}
