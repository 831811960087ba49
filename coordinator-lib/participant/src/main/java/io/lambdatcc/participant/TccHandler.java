package io.lambdatcc.participant;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.http.EventJson;
import io.lambdatcc.http.RequestId;
import io.lambdatcc.http.Restorable;
import io.lambdatcc.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Lambda function that serves routes behind an API Gateway HTTP API, and those of the coordinator
 * also when it is invoked directly.
 *
 * <pre>{@code
 * public final class StockFunction extends TccHandler {
 *   public StockFunction() {
 *     super(() -> StockService.fromEnvironment().routes());
 *   }
 * }
 * }</pre>
 *
 * <p>Which way an event came is told by the alias that was invoked, which Lambda says, and by
 * nothing in the event, in which whoever may invoke a function can claim anything. What comes
 * through the alias for direct calls meets {@link FunctionRoutes#direct} and nothing else, and who
 * may call there is the function's own permission to say. Everything else is the gateway's.
 */
public abstract class TccHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>,
        RequestStreamHandler {

  private final Restorable<FunctionRoutes> routes;

  /** Serves these routes: those of an endpoint, and whatever else the service has. */
  protected TccHandler(Routes routes) {
    this(FunctionRoutes.of(Objects.requireNonNull(routes, "routes")));
  }

  /** Serves these routes. */
  protected TccHandler(FunctionRoutes routes) {
    this.routes = Restorable.fixed(Objects.requireNonNull(routes, "routes"));
  }

  /**
   * Serves the routes that are made here: now, and again after each restore from a snapshot. What
   * they are made of must be made with them.
   */
  protected TccHandler(Supplier<FunctionRoutes> routes) {
    this.routes = Restorable.of(routes);
  }

  @Override
  public final APIGatewayV2HTTPResponse handleRequest(
      APIGatewayV2HTTPEvent event, @Nullable Context context) {
    if (context == null) {
      return routes.get().handle(event, null);
    }
    return RequestId.during(
        context.getAwsRequestId(),
        () -> routes.get().handle(event, context.getInvokedFunctionArn()));
  }

  /** The same from and to JSON, which is what the runtime calls: see {@link EventJson}. */
  @Override
  public final void handleRequest(InputStream event, OutputStream response, Context context)
      throws IOException {
    EventJson.write(handleRequest(EventJson.read(event), context), response);
  }
}
