package io.lambdatcc.example.shop.isolated;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lambdatcc.lambdalocal.InvocationResult;
import io.lambdatcc.lambdalocal.LocalLambda;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A function in the eyes of the gateway: invoked with an event, it answers in its own time. */
final class IsolatedFunction
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
  private static final Logger log = LoggerFactory.getLogger(IsolatedFunction.class);
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Above every function's own limit, and what it may wait for a sandbox. */
  private static final long PATIENCE_SECONDS = 120;

  private final LocalLambda lambda;
  private final String function;
  private final String alias;

  IsolatedFunction(LocalLambda lambda, String function, String alias) {
    this.lambda = lambda;
    this.function = function;
    this.alias = alias;
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    try {
      byte[] payload = JSON.writeValueAsBytes(event);
      if (payload.length > LocalLambda.MAXIMUM_PAYLOAD) {
        return failed(413, "Request Entity Too Large"); // the gateway takes more than Lambda does
      }
      InvocationResult result =
          lambda.invoke(function, alias, payload).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (result instanceof InvocationResult.Payload answer) {
        return JSON.readValue(answer.bytes(), APIGatewayV2HTTPResponse.class);
      }
      log.warn("{}: {}", function, result);
      return failed(500, "Internal Server Error");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(503, "Service Unavailable");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(function + " was not invoked", e);
    }
  }

  /** What the gateway answers for a function that does not. */
  static APIGatewayV2HTTPResponse failed(int status, String message) {
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(status)
        .withHeaders(Map.of("content-type", "application/json"))
        .withBody("{\"message\":\"" + message + "\"}")
        .build();
  }
}
