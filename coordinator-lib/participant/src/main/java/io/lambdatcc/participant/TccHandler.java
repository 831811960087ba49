package io.lambdatcc.participant;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.http.EventJson;
import io.lambdatcc.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Lambda function that serves routes behind an API Gateway HTTP API.
 *
 * <pre>{@code
 * public final class StockFunction extends TccHandler {
 *   public StockFunction() {
 *     super(StockService.fromEnvironment().routes());
 *   }
 * }
 * }</pre>
 */
public abstract class TccHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>,
        RequestStreamHandler {

  private final Routes routes;

  /** Serves these routes: those of an endpoint, and whatever else the service has. */
  protected TccHandler(Routes routes) {
    this.routes = Objects.requireNonNull(routes, "routes");
  }

  @Override
  public final APIGatewayV2HTTPResponse handleRequest(
      APIGatewayV2HTTPEvent event, @Nullable Context context) {
    return routes.handle(event);
  }

  /** The same from and to JSON, which is what the runtime calls: see {@link EventJson}. */
  @Override
  public final void handleRequest(InputStream event, OutputStream response, Context context)
      throws IOException {
    EventJson.write(handleRequest(EventJson.read(event), context), response);
  }
}
