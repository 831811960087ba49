package io.lambdatcc.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.http.EventJson;
import io.lambdatcc.http.RequestId;
import io.lambdatcc.http.Restorable;
import io.lambdatcc.wire.ParticipantList;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's HTTP API as a Lambda function behind an API Gateway HTTP API.
 *
 * <table>
 * <caption>Endpoints</caption>
 * <tr><th>request</th><th>replies</th></tr>
 * <tr><td>{@code PUT /transactions/{name}}, {@code POST /transactions} with Idempotency-Key</td>
 *     <td>201 confirmed, 409 {@code cancelled}, 202 not yet, 422 {@code name-conflict}, 413
 *     {@code too-large}, 503 {@code in-doubt}: repeat it under the same name</td></tr>
 * <tr><td>{@code GET /transactions?phase=&parked=&participant=&since=&limit=&cursor=}</td>
 *     <td>200, some of what is unfinished</td></tr>
 * <tr><td>{@code GET /transactions/{name}}</td><td>200, 304 when it is as {@code If-None-Match}
 *     says</td></tr>
 * <tr><td>{@code POST /transactions/{name}/cancel}</td><td>200 cancelled, 202 will be, 409
 *     {@code already-decided}, 503 not decided in time</td></tr>
 * <tr><td>{@code POST /transactions/{name}/retry}</td><td>200 finished, 202 not yet</td></tr>
 * <tr><td>{@code POST /transactions/{name}/branches/{branch}/resolve}</td><td>by operators: 200
 *     finished, 202 not yet, 409 {@code already-decided} otherwise or {@code not-decided}</td></tr>
 * <tr><td>{@code POST /transactions/{id}/branches/{branch}/inquire}</td><td>by participants that
 *     hold something reserved past its deadline: 200 {@code NOT_YET}, {@code CONFIRMED} or {@code
 *     CANCELLED}</td></tr>
 * <tr><td>{@code GET /participants}</td><td>200, how each looks from this process</td></tr>
 * <tr><td>{@code POST /participants/{name}/retry}</td><td>200, all that is parked because of it was
 *     retried</td></tr>
 * <tr><td>{@code PUT /coordinator/confirm}, {@code PUT /coordinator/cancel}</td><td>TCC for REST,
 *     where it is spoken: 204, 404, 409, 503</td></tr>
 * <tr><td>{@code GET /health}</td><td>200 when the log answers, 503 when not</td></tr>
 * <tr><td>{@code GET /openapi.json}</td><td>200, all of this as an OpenAPI document</td></tr>
 * </table>
 *
 * <p>{@code {name}} is a name, which is the caller's own, or a full id. Callers are told apart by
 * their IAM role; where the API has no IAM authorizer all are one caller, {@value #ANONYMOUS}.
 * Roles named as operators list all transactions and reach each by its full id. A transaction that
 * is not the caller's is a 404, like one that does not exist.
 *
 * <p><b>Waiting.</b> A caller is answered when its transaction has come to what it waits for, and
 * no later than after the coordinator's own limit (25 s), its {@code Prefer: wait=n}, or two
 * seconds before the invocation would be cut off. Nothing runs in a Lambda function after its
 * answer, so {@code Prefer: respond-async} cannot mean "at once": a transaction that nobody drives
 * to its decision is cancelled after its deadline. It means that the answer is given as soon as the
 * outcome is durable, 202 with the decision in it; {@link CompletionHandler} or a sweep does the
 * rest. A wait of less than a second counts as one second, since one that ends before begin is
 * durable would start nothing.
 *
 * <p>This is the one place where a thread waits for the engine. Deploy it with a time-out some
 * seconds above the coordinator's own limit.
 */
public final class CoordinatorHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>,
        RequestStreamHandler {
  /** The scope of callers whom nobody has identified. */
  public static final String ANONYMOUS = "anonymous";

  private final Restorable<Assembly> assembly;

  /**
   * A coordinator configured by the function's environment.
   *
   * <table>
   * <caption>Variables</caption>
   * <tr><td>{@code TCC_TABLE}</td><td>the log's table</td></tr>
   * <tr><td>{@code TCC_PARTICIPANTS}</td><td>separated by commas, {@code name=https://host/base} or
   *     {@code name=lambda:function/base}, whose function is {@code name:alias} or an ARN with an
   *     alias and is invoked directly</td></tr>
   * <tr><td>{@code TCC_REST_PARTICIPANTS}</td><td>{@code name=https://host/path}, separated by
   *     commas: where links of TCC for REST may lead; without it that is not spoken</td></tr>
   * <tr><td>{@code TCC_SIGNING}</td><td>of calls to URLs: {@code sigv4} (default) or {@code
   *     none}</td></tr>
   * <tr><td>{@code TCC_OPERATORS}</td><td>ARNs of roles, separated by commas; optional</td></tr>
   * <tr><td>{@code TCC_INQUIRING}</td><td>names out of {@code TCC_PARTICIPANTS}, separated by
   *     commas: those that ask about what they hold reserved, whose Tries leave beside the write
   *     of begin; optional</td></tr>
   * <tr><td>{@code TCC_INQUIRERS}</td><td>ARNs of the roles that may ask so, separated by commas;
   *     needed with {@code TCC_INQUIRING}</td></tr>
   * <tr><td>{@code TCC_SHARDS}</td><td>of the log's index; optional</td></tr>
   * <tr><td>{@code TCC_WAIT_MILLIS}</td><td>how long a caller waits at most; optional</td></tr>
   * <tr><td>{@code TCC_SWEEP_SECONDS}</td><td>of the sweep: from the start of one to that of the
   *     next, 1 to 50; 5 unless set</td></tr>
   * <tr><td>{@code TCC_METRICS_NAMESPACE}</td><td>of the metrics, {@value
   *     MetricsListener#NAMESPACE} unless set</td></tr>
   * <tr><td>{@code DYNAMODB_ENDPOINT} or {@code AWS_ENDPOINT_URL_DYNAMODB}</td><td>another
   *     DynamoDB than the Region's; optional</td></tr>
   * <tr><td>{@code AWS_ENDPOINT_URL_LAMBDA}</td><td>another Lambda than a function's Region's;
   *     optional</td></tr>
   * </table>
   */
  public CoordinatorHandler() {
    CoordinatorConfiguration configuration = CoordinatorConfiguration.of(System.getenv());
    assembly = Restorable.of(configuration::assembly);
  }

  /**
   * A handler of this coordinator.
   *
   * @param operatorRoles ARNs of the IAM roles that may act on every transaction; {@link
   *     #ANONYMOUS} where everybody may, behind an API without an authorizer
   */
  public CoordinatorHandler(TccCoordinator coordinator, Set<String> operatorRoles) {
    this(coordinator, () -> new ParticipantList(List.of()), operatorRoles);
  }

  /**
   * A handler of this coordinator that can tell how its participants are.
   *
   * @param participants such as {@link HttpParticipants#health}
   * @param operatorRoles ARNs of the IAM roles that may act on every transaction; {@link
   *     #ANONYMOUS} where everybody may, behind an API without an authorizer
   */
  public CoordinatorHandler(
      TccCoordinator coordinator,
      Supplier<ParticipantList> participants,
      Set<String> operatorRoles) {
    this(coordinator, participants, operatorRoles, new MetricsListener(MetricsListener.NAMESPACE));
  }

  /**
   * The same, and writes the coordinator's metrics.
   *
   * @param participants such as {@link HttpParticipants#health}
   * @param operatorRoles ARNs of the IAM roles that may act on every transaction
   * @param metrics a listener of this coordinator
   */
  public CoordinatorHandler(
      TccCoordinator coordinator,
      Supplier<ParticipantList> participants,
      Set<String> operatorRoles,
      MetricsListener metrics) {
    this(coordinator, participants, operatorRoles, Set.of(), metrics);
  }

  /**
   * The same, where participants ask about what they hold reserved.
   *
   * @param coordinator one that {@linkplain TccCoordinator.Builder#answersInquiries answers them}
   * @param participants such as {@link HttpParticipants#health}
   * @param operatorRoles ARNs of the IAM roles that may act on every transaction
   * @param inquirerRoles ARNs of the IAM roles that may ask; {@link #ANONYMOUS} where everybody
   *     may, behind an API without an authorizer
   * @param metrics a listener of this coordinator
   */
  public CoordinatorHandler(
      TccCoordinator coordinator,
      Supplier<ParticipantList> participants,
      Set<String> operatorRoles,
      Set<String> inquirerRoles,
      MetricsListener metrics) {
    assembly =
        Restorable.fixed(
            Assembly.of(
                coordinator, participants, new Roles(operatorRoles, inquirerRoles), metrics));
  }

  /** Answers one request; never throws. Without a context, no invocation's end is in sight. */
  @Override
  public APIGatewayV2HTTPResponse handleRequest(
      APIGatewayV2HTTPEvent event, @Nullable Context context) {
    Assembly parts = assembly.get();
    return RequestId.during(
        context == null ? null : context.getAwsRequestId(),
        () -> {
          APIGatewayV2HTTPResponse response = parts.handle(event, Patience.until(context));
          parts.metrics().write(context);
          return response;
        });
  }

  /** The same from and to JSON, which is what the runtime calls: see {@link EventJson}. */
  @Override
  public void handleRequest(InputStream event, OutputStream response, @Nullable Context context)
      throws IOException {
    EventJson.write(handleRequest(EventJson.read(event), context), response);
  }
}
