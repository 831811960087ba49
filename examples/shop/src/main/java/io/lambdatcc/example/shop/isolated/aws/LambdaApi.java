package io.lambdatcc.example.shop.isolated.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lambdatcc.example.shop.gateway.SentRequest;
import io.lambdatcc.example.shop.isolated.iam.Access;
import io.lambdatcc.example.shop.isolated.iam.Account;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.lambdalocal.InvocationResult;
import io.lambdatcc.lambdalocal.LocalLambda;
import io.lambdatcc.lambdalocal.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Invoke operation of the Lambda API, for those who invoke functions themselves: synchronous,
 * for callers whose policies allow {@code lambda:InvokeFunction} on the very alias.
 */
public final class LambdaApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH = Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");

  /** A name, or an ARN, either with a qualifier or without. */
  private static final Pattern FUNCTION =
      Pattern.compile(
          "(?:arn:aws:lambda:[a-z0-9-]+:\\d{12}:function:)?([A-Za-z0-9_-]+)(?::([A-Za-z0-9_$-]+))?");

  private final LocalLambda lambda;
  private final Account account;
  private final Tap tap;
  private final ServiceEndpoint endpoint;

  /** Sits in front of functions that are invoked. */
  @FunctionalInterface
  public interface Tap {
    /** What is to become of a request to this path of a function. */
    Fate arrives(String path, String body);
  }

  /**
   * What becomes of an invocation.
   *
   * @param pause how long it is held up
   * @param answer what it is answered with instead of reaching the function; empty if it does
   */
  public record Fate(Duration pause, Optional<String> answer) {}

  /** Opens the API of this Lambda. */
  public LambdaApi(LocalLambda lambda, Account account, String region, Tap tap) {
    this.lambda = lambda;
    this.account = account;
    this.tap = tap;
    this.endpoint = new ServiceEndpoint(new Service(), account, region);
  }

  /** Where it is called. */
  public URI uri() {
    return endpoint.uri();
  }

  @Override
  public void close() {
    endpoint.close();
  }

  /** What the endpoint asks. */
  private final class Service implements SignedService {
    @Override
    public String name() {
      return "lambda";
    }

    @Override
    public CompletionStage<Reply> answer(Principal sender, SentRequest request) {
      Matcher path = PATH.matcher(request.path());
      Matcher function =
          FUNCTION.matcher(
              path.matches() ? URLDecoder.decode(path.group(1), StandardCharsets.UTF_8) : "");
      if (!request.method().equals("POST") || !function.matches()) {
        return done(error(404, "ResourceNotFoundException", "only Invoke is to be had here"));
      }
      String name = function.group(1);
      String qualifier =
          Optional.ofNullable(function.group(2)).or(() -> qualifier(request.query())).orElse("");
      Access access =
          account.access(
              sender,
              "lambda:InvokeFunction",
              qualifier.isEmpty() ? lambda.arn(name, null) : lambda.arn(name, qualifier));
      if (!access.allowed()) {
        return done(error(403, "AccessDeniedException", access.message()));
      }
      Fate fate = fate(request.body());
      CompletionStage<Reply> reply =
          fate.pause().isZero()
              ? reached(fate, name, qualifier, request.body())
              : CompletableFuture.supplyAsync(
                      () -> fate,
                      CompletableFuture.delayedExecutor(
                          fate.pause().toMillis(), TimeUnit.MILLISECONDS))
                  .thenCompose(later -> reached(later, name, qualifier, request.body()));
      return reply;
    }

    private CompletionStage<Reply> reached(
        Fate fate, String name, String qualifier, byte[] payload) {
      if (fate.answer().isPresent()) {
        return done(new Reply(200, json(), fate.answer().get().getBytes(StandardCharsets.UTF_8)));
      }
      try {
        return lambda
            .invoke(name, qualifier.isEmpty() ? null : qualifier, payload)
            .thenApply(LambdaApi::reply);
      } catch (IllegalArgumentException e) {
        return done(
            error(
                404,
                "ResourceNotFoundException",
                "Function not found: " + lambda.arn(name, qualifier)));
      }
    }

    @Override
    public Reply unsigned(Verdict.Refused refusal) {
      return error(403, refusal.reason().errorType(), refusal.message());
    }
  }

  private static CompletionStage<SignedService.Reply> done(SignedService.Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private static Optional<String> qualifier(String query) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith("Qualifier=")) {
        return Optional.of(
            URLDecoder.decode(pair.substring("Qualifier=".length()), StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  /** The payload is the event of an HTTP request, wherever such requests are made directly. */
  private Fate fate(byte[] payload) {
    try {
      JsonNode event = JSON.readTree(payload);
      return tap.arrives(event.path("rawPath").asText(), event.path("body").asText());
    } catch (IOException e) {
      return new Fate(Duration.ZERO, Optional.empty()); // Lambda, too, passes on what is no JSON
    }
  }

  private static SignedService.Reply reply(InvocationResult result) {
    if (result instanceof InvocationResult.Payload answer) {
      return new SignedService.Reply(200, json(), answer.bytes());
    }
    if (result instanceof InvocationResult.FunctionError failure) {
      return new SignedService.Reply(
          200,
          Map.of("content-type", "application/json", "x-amz-function-error", "Unhandled"),
          failure.bytes());
    }
    return error(429, "TooManyRequestsException", "Rate Exceeded.");
  }

  private static SignedService.Reply error(int status, String type, String message) {
    return new SignedService.Reply(
        status,
        Map.of("content-type", "application/json", "x-amzn-errortype", type),
        JsonNodeFactory.instance
            .objectNode()
            .put("Message", message)
            .toString()
            .getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> json() {
    return Map.of("content-type", "application/json");
  }
}
