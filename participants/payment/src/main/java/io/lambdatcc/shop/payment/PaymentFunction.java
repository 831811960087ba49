package io.lambdatcc.shop.payment;

import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.Environment;
import io.lambdatcc.participant.FunctionRoutes;
import io.lambdatcc.participant.TccEndpoint;
import io.lambdatcc.participant.TccHandler;
import io.lambdatcc.participant.dynamodb.DynamoDbFenceStore;
import io.lambdatcc.participant.dynamodb.FenceTable;
import io.lambdatcc.participant.fence.Inquiries;
import io.lambdatcc.participant.fence.ReservationSweep;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The payment service as a Lambda function: {@code /payment/*}, and {@code /payment/tcc/*} for the
 * coordinator, which knows it as {@code payment}.
 *
 * <p>Variables: {@code PAYMENT_TABLE}, {@code FENCE_TABLE}; {@code TCC_ALLOWED_CALLERS}, the roles
 * that may call {@code /payment/tcc/*}, where the gateway does not see to it; {@code
 * TCC_DIRECT_ALIAS}, the alias by which the coordinator invokes this function itself; {@code
 * TCC_INQUIRING}, the participants that ask about what they hold reserved, by commas; {@code
 * DYNAMODB_ENDPOINT} for an emulator.
 */
public final class PaymentFunction extends TccHandler {
  private static final String BASE = "/payment";
  private static final String NAME = "payment";

  /** As configured by the function's environment. */
  public PaymentFunction() {
    this(Environment.ofProcess());
  }

  PaymentFunction(Environment environment) {
    super(() -> routes(environment));
  }

  private static FunctionRoutes routes(Environment environment) {
    DynamoDbClient client = DynamoDbClients.from(environment);
    return routes(
            client,
            environment.required("PAYMENT_TABLE"),
            fences(client, environment),
            environment.optional("TCC_DIRECT_ALIAS"),
            environment.optionalSet("TCC_ALLOWED_CALLERS"))
        .closing(client);
  }

  private static DynamoDbFenceStore fences(DynamoDbClient client, Environment environment) {
    DynamoDbFenceStore fences = new DynamoDbFenceStore(client, environment.required("FENCE_TABLE"));
    return environment.optionalSet("TCC_INQUIRING").orElse(Set.of()).contains(NAME)
        ? fences.inquiring()
        : fences;
  }

  /** On these tables, for whoever calls. */
  PaymentFunction(DynamoDbClient client, String paymentTable, String fenceTable) {
    this(client, paymentTable, new DynamoDbFenceStore(client, fenceTable));
  }

  /** On this table, with its fences in this store, for whoever calls. */
  public PaymentFunction(DynamoDbClient client, String paymentTable, DynamoDbFenceStore fences) {
    super(routes(client, paymentTable, fences, Optional.empty(), Optional.empty()));
  }

  /** Creates the tables that are not there yet, for local use and tests. */
  public static void createTables(DynamoDbClient client, String paymentTable, String fenceTable) {
    new Users(client, paymentTable).createTable();
    FenceTable.createIfAbsent(client, fenceTable);
  }

  private static FunctionRoutes routes(
      DynamoDbClient client,
      String paymentTable,
      DynamoDbFenceStore fences,
      Optional<String> directAlias,
      Optional<Set<String>> allowedCallers) {
    Users users = new Users(client, paymentTable);
    TccEndpoint.Builder<Charge> tcc = participant(users, fences);
    allowedCallers.ifPresent(tcc::allowedCallers);
    PaymentEndpoints endpoints = new PaymentEndpoints(users, () -> UUID.randomUUID().toString());
    return tcc.build().functionRoutes(endpoints.addTo(Routes.builder(), BASE), BASE, directAlias);
  }

  /** The sweep of what is reserved in these tables. */
  static ReservationSweep<?, ?> reservationSweep(
      DynamoDbClient client, String paymentTable, String fenceTable, Inquiries inquiries) {
    DynamoDbFenceStore fences = new DynamoDbFenceStore(client, fenceTable);
    return participant(new Users(client, paymentTable), fences)
        .build()
        .reservationSweep(fences, inquiries);
  }

  private static TccEndpoint.Builder<Charge> participant(Users users, DynamoDbFenceStore fences) {
    return TccEndpoint.builder(new PaymentParticipant(users.credit())).name(NAME).fences(fences);
  }
}
