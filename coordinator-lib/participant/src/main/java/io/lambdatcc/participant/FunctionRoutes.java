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
  private final Runnable read;
  private final Runnable close;

  /**
   * What a function serves.
   *
   * @param prime what has to be ready for the first request, besides what is read
   * @param read one read from the database
   */
  FunctionRoutes(
      Routes gateway,
      Routes direct,
      Optional<String> directAlias,
      Runnable prime,
      Runnable read,
      Runnable close) {
    this.gateway = gateway;
    this.direct = direct;
    this.directAlias = directAlias;
    this.prime = prime;
    this.read = read;
    this.close = close;
  }

  static FunctionRoutes of(Routes gateway) {
    return new FunctionRoutes(gateway, gateway, Optional.empty(), () -> {}, () -> {}, () -> {});
  }

  /**
   * The same, which before a snapshot reads this in place of a fence. For a class that is deployed
   * more than once, with a role that may not read fences: it is to read what each of its roles may.
   */
  public FunctionRoutes primedByReading(Runnable somethingElse) {
    return new FunctionRoutes(gateway, direct, directAlias, prime, somethingElse, close);
  }

  /** The same, which closes this when it is closed itself. */
  public FunctionRoutes closing(AutoCloseable client) {
    Runnable both =
        () -> {
          close.run();
          closeNow(client);
        };
    return new FunctionRoutes(gateway, direct, directAlias, prime, read, both);
  }

  private static void closeNow(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException("could not close " + client, e);
    }
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
    read.run();
  }

  @Override
  public void close() {
    close.run();
  }
}
