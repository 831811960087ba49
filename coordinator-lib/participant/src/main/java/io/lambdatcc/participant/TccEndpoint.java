package io.lambdatcc.participant;

import io.lambdatcc.http.HttpReply;
import io.lambdatcc.http.HttpRequest;
import io.lambdatcc.http.ProblemException;
import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.dynamodb.DynamoDbFenceStore;
import io.lambdatcc.participant.fence.DueReservations;
import io.lambdatcc.participant.fence.FenceDriver;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceRules;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.Inquiries;
import io.lambdatcc.participant.fence.Patience;
import io.lambdatcc.participant.fence.Pauser;
import io.lambdatcc.participant.fence.ReservationSweep;
import io.lambdatcc.participant.fence.TryRequest;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantRequest;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.WireFormatException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The three HTTP endpoints of a participant: {@code POST {base}/tcc/try}, {@code /confirm} and
 * {@code /cancel}.
 *
 * <pre>{@code
 * TccEndpoint<StockLine> tcc =
 *     TccEndpoint.builder(new StockParticipant("items"))
 *         .name("stock")
 *         .fences(dynamoDb, "stock-fences")
 *         .build();
 * Routes routes = tcc.addTo(Routes.builder().route("GET", "/stock/find/{id}", this::find), "/stock").build();
 * }</pre>
 *
 * @param <T> the participant's payload
 */
public final class TccEndpoint<T> {
  private static final Logger log = LoggerFactory.getLogger(TccEndpoint.class);

  /** The transaction of nobody: an id without a nonce of its own. */
  private static final String PRIMING = "priming~0";

  private final TccParticipant<T> participant;
  private final String name;
  private final FenceRules rules;
  private final FenceDriver<TransactWriteItem, Map<String, AttributeValue>> driver;
  private final FenceStore<TransactWriteItem, Map<String, AttributeValue>> fences;
  private final InstantSource clock;
  private final @Nullable Set<String> allowedCallers;

  private TccEndpoint(
      TccParticipant<T> participant,
      String name,
      FenceRules rules,
      FenceDriver<TransactWriteItem, Map<String, AttributeValue>> driver,
      FenceStore<TransactWriteItem, Map<String, AttributeValue>> fences,
      InstantSource clock,
      @Nullable Set<String> allowedCallers) {
    this.participant = participant;
    this.name = name;
    this.rules = rules;
    this.driver = driver;
    this.fences = fences;
    this.clock = clock;
    this.allowedCallers = allowedCallers;
  }

  public static <T> Builder<T> builder(TccParticipant<T> participant) {
    return new Builder<>(participant);
  }

  /**
   * Adds the three routes.
   *
   * @param base what comes before {@code /tcc}, like {@code /stock}; may be empty
   */
  public Routes.Builder addTo(Routes.Builder routes, String base) {
    for (Operation operation : Operation.values()) {
      routes.route(
          "POST", base + "/tcc/" + operation.path(), request -> handle(operation, request));
    }
    return routes;
  }

  /**
   * All that a function serves: through the gateway these routes and those of the endpoint, to
   * allowed callers; through the alias for direct calls those of the endpoint and no others, to
   * whoever may invoke it there.
   *
   * @param routes what the service has besides
   * @param base what comes before {@code /tcc}
   * @param directAlias the alias of the function that the coordinator invokes; empty for none
   */
  public FunctionRoutes functionRoutes(
      Routes.Builder routes, String base, Optional<String> directAlias) {
    Routes.Builder direct = Routes.builder();
    for (Operation operation : Operation.values()) {
      direct.route("POST", base + "/tcc/" + operation.path(), request -> serve(operation, request));
    }
    return new FunctionRoutes(
        addTo(routes, base).build(),
        direct.build(),
        directAlias,
        this::prime,
        this::readFenceOfNobody,
        () -> {});
  }

  /**
   * The sweep by which this participant asks about what it holds reserved past its deadline, which
   * makes it one that the coordinator can be told is inquiring.
   *
   * @param due such as the {@linkplain DynamoDbFenceStore#inquiring store} of the fences
   * @param inquiries how the coordinator is asked, such as {@code TccClient::inquire}
   */
  public ReservationSweep<TransactWriteItem, Map<String, AttributeValue>> reservationSweep(
      DueReservations due, Inquiries inquiries) {
    return new ReservationSweep<>(
        name,
        rules,
        fences,
        driver,
        this::workWithoutPayload,
        due,
        inquiries,
        clock,
        new LoggedSweep(name));
  }

  private ParticipantWork<T> workWithoutPayload(DueReservations.Due reserved) {
    FenceKey key = reserved.key();
    return new ParticipantWork<>(
        participant, new Branch(key.transactionId(), key.branchId(), reserved.deadline()), null);
  }

  /** Understands a message and writes a reply. */
  private void prime() {
    ParticipantRequest message =
        ParticipantRequest.fromJson(
            new ParticipantRequest(
                    ParticipantRequest.VERSION,
                    PRIMING,
                    "none",
                    name,
                    Instant.EPOCH,
                    JsonText.parse("{}"))
                .toJson());
    String digest = digest(message.payload());
    ParticipantReply.Message reply = new ParticipantReply.Done(Operation.TRY, null).write();
    log.debug("primed: {} {}", digest, reply.status());
  }

  private void readFenceOfNobody() {
    FenceStore.Sight sight = fences.look(new FenceKey(PRIMING, "none"));
    log.debug("primed: {}", sight);
  }

  private HttpReply handle(Operation operation, HttpRequest request) {
    requireAllowed(request);
    return serve(operation, request);
  }

  private HttpReply serve(Operation operation, HttpRequest request) {
    ParticipantRequest message = ParticipantRequest.fromJson(request.body());
    requireForUs(operation, request, message);
    ParticipantReply reply = answer(operation, message, isRepeated(request));
    record(operation, message, reply);
    ParticipantReply.Message written = reply.write();
    return new HttpReply(written.status(), written.headers(), written.body());
  }

  private ParticipantReply answer(
      Operation operation, ParticipantRequest message, boolean repeated) {
    Branch branch = new Branch(message.transactionId(), message.branchId(), message.deadline());
    FenceKey key = new FenceKey(message.transactionId(), message.branchId());
    ParticipantWork<T> work = new ParticipantWork<>(participant, branch, message.payload());
    try {
      return switch (operation) {
        case TRY ->
            driver.onTry(
                new TryRequest(key, digest(message.payload()), message.deadline(), repeated), work);
        case CONFIRM -> driver.onConfirm(key, work);
        case CANCEL -> driver.onCancel(key, work);
      };
    } catch (ProblemException e) {
      if (e.problem().is(ProblemType.REFUSED) || e.problem().is(ProblemType.VIOLATION)) {
        // sent as it is, it would be taken for an answer that the fence remembers
        throw new IllegalStateException(
            participant.getClass().getName()
                + " threw '"
                + e.problem().title()
                + "', which only the fence can say; return TryPlan.refuse(code, reason) instead",
            e);
      }
      throw e;
    }
  }

  private void requireAllowed(HttpRequest request) {
    if (allowedCallers != null && request.caller().filter(allowedCallers::contains).isEmpty()) {
      throw new ProblemException(
          ProblemType.UNAUTHORIZED, "this caller may not call participant " + name);
    }
  }

  /** What was meant for someone else never touches a fence. */
  private void requireForUs(Operation operation, HttpRequest request, ParticipantRequest message) {
    if (!message.participant().equals(name)) {
      throw new WireFormatException(
          "participant",
          "is "
              + message.participant()
              + ", but this is "
              + name
              + "; is its URL configured right?");
    }
    String expected = message.idempotencyKey(operation);
    if (!request
        .header(ParticipantRequest.IDEMPOTENCY_KEY_HEADER)
        .orElse(expected)
        .equals(expected)) {
      throw new WireFormatException("Idempotency-Key", "is not that of the body: " + expected);
    }
  }

  private static boolean isRepeated(HttpRequest request) {
    return request
        .header(ParticipantRequest.ATTEMPT_HEADER)
        .filter(attempt -> attempt.matches("[0-9]{1,9}") && Integer.parseInt(attempt) > 1)
        .isPresent();
  }

  private static String digest(@Nullable JsonText payload) {
    if (payload == null) {
      throw new WireFormatException("payload", "is missing; a Try has one");
    }
    return HexFormat.of().formatHex(payload.sha256());
  }

  private void record(Operation operation, ParticipantRequest message, ParticipantReply reply) {
    if (reply instanceof ParticipantReply.Violated violated) {
      log.error(
          "violation: {} of {}/{} at {}: {}",
          operation,
          message.transactionId(),
          message.branchId(),
          name,
          violated.reason());
    } else {
      log.debug(
          "{} of {}/{} at {}: {}",
          operation,
          message.transactionId(),
          message.branchId(),
          name,
          reply.getClass().getSimpleName());
    }
  }

  /** Collects what an endpoint needs: {@link #name} and {@link #fences} at least. */
  public static final class Builder<T> {
    private final TccParticipant<T> participant;
    private @Nullable String name;
    private @Nullable FenceStore<TransactWriteItem, Map<String, AttributeValue>> fences;
    private @Nullable Set<String> allowedCallers;
    private Duration retention = FenceRules.MIN_RETENTION;
    private InstantSource clock = InstantSource.system();
    private Pauser pauser = new JitteredPauser();

    private Builder(TccParticipant<T> participant) {
      this.participant = participant;
    }

    /** The name the coordinator knows this participant by; messages to other names are refused. */
    public Builder<T> name(String name) {
      this.name = name;
      return this;
    }

    /**
     * Keeps fences in this DynamoDB table, of the same account and Region as the writes' tables.
     */
    public Builder<T> fences(DynamoDbClient client, String table) {
      return fences(new DynamoDbFenceStore(client, table));
    }

    /** Keeps fences in this store. */
    public Builder<T> fences(FenceStore<TransactWriteItem, Map<String, AttributeValue>> fences) {
      this.fences = fences;
      return this;
    }

    /**
     * The roles that may call, by their ARNs; without this call the gateway alone decides. A role's
     * path does not count: the gateway does not tell it, and no two roles of an account differ in
     * it alone. Direct calls are not compared.
     */
    public Builder<T> allowedCallers(Set<String> roles) {
      this.allowedCallers =
          roles.stream().map(HttpRequest::withoutPath).collect(Collectors.toUnmodifiableSet());
      return this;
    }

    /**
     * How long finished fences are kept, {@link FenceRules#MIN_RETENTION} by default and at least.
     */
    public Builder<T> retention(Duration retention) {
      this.retention = retention;
      return this;
    }

    public Builder<T> clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    public Builder<T> pauser(Pauser pauser) {
      this.pauser = pauser;
      return this;
    }

    /**
     * Builds the endpoint.
     *
     * @throws IllegalStateException when name or fences are missing
     */
    public TccEndpoint<T> build() {
      if (name == null || fences == null) {
        throw new IllegalStateException(
            "a participant needs " + (name == null ? "name(…)" : "fences(…)") + " before build()");
      }
      FenceRules rules = new FenceRules(retention);
      FenceDriver<TransactWriteItem, Map<String, AttributeValue>> driver =
          new FenceDriver<>(rules, fences, clock, pauser, Patience.OF_TRY, Patience.OF_FINISH);
      return new TccEndpoint<>(participant, name, rules, driver, fences, clock, allowedCallers);
    }
  }
}
