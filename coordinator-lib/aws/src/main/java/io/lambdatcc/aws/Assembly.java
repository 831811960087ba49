package io.lambdatcc.aws;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.http.Restorable;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.ParticipantList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A coordinator and what was made for it, as one function has it.
 *
 * @param dialect null where TCC for REST is not spoken
 * @param metrics of that coordinator
 * @param made what is closed with it, the coordinator first; nothing if it is somebody else's
 */
record Assembly(
    TccCoordinator coordinator,
    Supplier<ParticipantList> participants,
    Roles roles,
    @Nullable RestDialect dialect,
    InvocationMetrics metrics,
    Runnable prepare,
    Runnable made)
    implements Restorable.Parts {
  private static final Logger log = LoggerFactory.getLogger(Assembly.class);

  private static final String NOBODYS = "/transactions/priming";

  /** A coordinator that somebody else looks after. */
  static Assembly of(
      TccCoordinator coordinator,
      Supplier<ParticipantList> participants,
      Roles roles,
      MetricsListener metrics) {
    return new Assembly(
        coordinator, participants, roles, null, new InvocationMetrics(metrics), () -> {}, () -> {});
  }

  APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event, Patience patience) {
    return new Endpoints(coordinator, participants, roles, dialect, patience)
        .routes()
        .handle(event);
  }

  /** Reads a transaction that is nobody's, reads a request, and signs a call that is not sent. */
  @Override
  public void prime() {
    CreateTransaction request =
        CreateTransaction.fromJson("{\"branches\":[{\"participant\":\"priming\",\"payload\":{}}]}");
    prepare.run();
    APIGatewayV2HTTPEvent event =
        APIGatewayV2HTTPEvent.builder()
            .withRawPath(NOBODYS)
            .withRequestContext(
                RequestContext.builder()
                    .withHttp(
                        RequestContext.Http.builder().withMethod("GET").withPath(NOBODYS).build())
                    .build())
            .build();
    int status = handle(event, Patience.until(null)).getStatusCode();
    log.debug("primed with {} branch and {}", request.branches().size(), status);
  }

  @Override
  public void close() {
    made.run();
  }
}
