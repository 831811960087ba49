package io.lambdatcc.participant;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.http.Restorable;
import io.lambdatcc.http.Routes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a function serves, by the way a request comes.
 *
 * @see TccEndpoint#functionRoutes
 */
public final class FunctionRoutes implements Restorable.Parts {
  /** Of {@code arn:aws:lambda:region:account:function:name:qualifier}. */
  private static final int QUALIFIER = 7;

  private final Routes gateway;
  private final Routes direct;
  private final Optional<String> directAlias;
  private final Runnable prime;
  private final Runnable close;

  FunctionRoutes(
      Routes gateway, Routes direct, Optional<String> directAlias, Runnable prime, Runnable close) {
    this.gateway = gateway;
    this.direct = direct;
    this.directAlias = directAlias;
    this.prime = prime;
    this.close = close;
  }

  static FunctionRoutes of(Routes gateway) {
    return new FunctionRoutes(gateway, gateway, Optional.empty(), () -> {}, () -> {});
  }

  /** The same, which closes this when it is closed itself. */
  public FunctionRoutes closing(AutoCloseable client) {
    Runnable both =
        () -> {
          close.run();
          closeNow(client);
        };
    return new FunctionRoutes(gateway, direct, directAlias, prime, both);
  }

  private static void closeNow(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException("could not close " + client, e);
    }
  }

  /** What is served to the coordinator when it invokes the function itself. */
  public Routes direct() {
    return direct;
  }

  APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event, @Nullable String functionArn) {
    boolean isDirect = directAlias.isPresent() && directAlias.equals(qualifier(functionArn));
    return (isDirect ? direct : gateway).handle(event);
  }

  /** The alias or version that was invoked; a function may be called what an alias is called. */
  private static Optional<String> qualifier(@Nullable String functionArn) {
    String[] parts = functionArn == null ? new String[0] : functionArn.split(":", -1);
    return parts.length == QUALIFIER + 1 ? Optional.of(parts[QUALIFIER]) : Optional.empty();
  }

  @Override
  public void prime() {
    prime.run();
  }

  @Override
  public void close() {
    close.run();
  }
}
