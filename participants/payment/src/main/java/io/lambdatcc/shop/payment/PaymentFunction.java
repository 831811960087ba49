package io.lambdatcc.shop.payment;

import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.DynamoDbClients;
import io.lambdatcc.participant.Environment;
import io.lambdatcc.participant.FunctionRoutes;
import io.lambdatcc.participant.TccEndpoint;
import io.lambdatcc.participant.TccHandler;
import io.lambdatcc.participant.dynamodb.FenceTable;
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
 * DYNAMODB_ENDPOINT} for an emulator.
 */
public final class PaymentFunction extends TccHandler {
  private static final String BASE = "/payment";

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
            environment.required("FENCE_TABLE"),
            environment.optional("TCC_DIRECT_ALIAS"),
            environment.optionalSet("TCC_ALLOWED_CALLERS"))
        .closing(client);
  }

  /** On these tables, for whoever calls. */
  public PaymentFunction(DynamoDbClient client, String paymentTable, String fenceTable) {
    super(routes(client, paymentTable, fenceTable, Optional.empty(), Optional.empty()));
  }

  /** Creates the tables that are not there yet, for local use and tests. */
  public static void createTables(DynamoDbClient client, String paymentTable, String fenceTable) {
    new Users(client, paymentTable).createTable();
    FenceTable.createIfAbsent(client, fenceTable);
  }

  private static FunctionRoutes routes(
      DynamoDbClient client,
      String paymentTable,
      String fenceTable,
      Optional<String> directAlias,
      Optional<Set<String>> allowedCallers) {
    Users users = new Users(client, paymentTable);
    TccEndpoint.Builder<Charge> tcc =
        TccEndpoint.builder(new PaymentParticipant(users.credit()))
            .name("payment")
            .fences(client, fenceTable);
    allowedCallers.ifPresent(tcc::allowedCallers);
    PaymentEndpoints endpoints = new PaymentEndpoints(users, () -> UUID.randomUUID().toString());
    return tcc.build().functionRoutes(endpoints.addTo(Routes.builder(), BASE), BASE, directAlias);
  }
}
