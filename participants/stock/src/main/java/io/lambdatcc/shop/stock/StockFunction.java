package io.lambdatcc.shop.stock;

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
 * The stock service as a Lambda function: {@code /stock/*}, and {@code /stock/tcc/*} for the
 * coordinator, which knows it as {@code stock}.
 *
 * <p>Variables: {@code STOCK_TABLE}, {@code FENCE_TABLE}; {@code TCC_ALLOWED_CALLERS}, the roles
 * that may call {@code /stock/tcc/*}, where the gateway does not see to it; {@code
 * TCC_DIRECT_ALIAS}, the alias by which the coordinator invokes this function itself; {@code
 * TCC_INQUIRING}, the participants that ask about what they hold reserved, by commas; {@code
 * DYNAMODB_ENDPOINT} for an emulator.
 */
public final class StockFunction extends TccHandler {
  private static final String BASE = "/stock";
  private static final String NAME = "stock";

  /** As configured by the function's environment. */
  public StockFunction() {
    this(Environment.ofProcess());
  }

  StockFunction(Environment environment) {
    super(() -> routes(environment));
  }

  private static FunctionRoutes routes(Environment environment) {
    DynamoDbClient client = DynamoDbClients.from(environment);
    return routes(
            client,
            environment.required("STOCK_TABLE"),
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
  public StockFunction(DynamoDbClient client, String stockTable, String fenceTable) {
    this(client, stockTable, new DynamoDbFenceStore(client, fenceTable));
  }

  /** On this table, with its fences in this store, for whoever calls. */
  public StockFunction(DynamoDbClient client, String stockTable, DynamoDbFenceStore fences) {
    super(routes(client, stockTable, fences, Optional.empty(), Optional.empty()));
  }

  /** Creates the tables that are not there yet, for local use and tests. */
  public static void createTables(DynamoDbClient client, String stockTable, String fenceTable) {
    new Items(client, stockTable).createTable();
    FenceTable.createIfAbsent(client, fenceTable);
  }

  private static FunctionRoutes routes(
      DynamoDbClient client,
      String stockTable,
      DynamoDbFenceStore fences,
      Optional<String> directAlias,
      Optional<Set<String>> allowedCallers) {
    Items items = new Items(client, stockTable);
    TccEndpoint.Builder<StockLine> tcc = participant(items, fences);
    allowedCallers.ifPresent(tcc::allowedCallers);
    StockEndpoints endpoints = new StockEndpoints(items, () -> UUID.randomUUID().toString());
    return tcc.build().functionRoutes(endpoints.addTo(Routes.builder(), BASE), BASE, directAlias);
  }

  /** The sweep of what is reserved in these tables. */
  static ReservationSweep<?, ?> reservationSweep(
      DynamoDbClient client, String stockTable, String fenceTable, Inquiries inquiries) {
    DynamoDbFenceStore fences = new DynamoDbFenceStore(client, fenceTable);
    return participant(new Items(client, stockTable), fences)
        .build()
        .reservationSweep(fences, inquiries);
  }

  private static TccEndpoint.Builder<StockLine> participant(
      Items items, DynamoDbFenceStore fences) {
    return TccEndpoint.builder(new StockParticipant(items.stock())).name(NAME).fences(fences);
  }
}
