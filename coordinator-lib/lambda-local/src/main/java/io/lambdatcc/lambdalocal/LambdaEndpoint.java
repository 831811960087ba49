package io.lambdatcc.lambdalocal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * Lambda's Invoke API over HTTP: what {@code AWS_ENDPOINT_URL_LAMBDA} of a function points at.
 * Answers only requests that are signed by a principal whose policy allows {@code
 * lambda:InvokeFunction} on the function, with the qualifier that the request names.
 */
public final class LambdaEndpoint implements AutoCloseable {

  private static final Pattern PATH =
      Pattern.compile("/2015-03-31/functions/([^/]+)/invocations/?");
  private static final Pattern FUNCTION =
      Pattern.compile("(?:(?:arn:aws:lambda:([^:]*):)?([0-9]{12}):function:)?([^:]+)(?::([^:]+))?");
  private static final String ACTION = "lambda:InvokeFunction";
  private static final int MAXIMUM_EVENT = 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final HttpString ERROR_TYPE = new HttpString("X-Amzn-ErrorType");
  private static final HttpString REQUEST_ID = new HttpString("X-Amzn-RequestId");
  private static final HttpString FUNCTION_ERROR = new HttpString("X-Amz-Function-Error");
  private static final HttpString EXECUTED_VERSION = new HttpString("X-Amz-Executed-Version");
  private static final HttpString INVOCATION_TYPE = new HttpString("X-Amz-Invocation-Type");

  private final LocalLambda lambda;
  private final SigV4Verifier verifier;
  private final Function<String, IamPolicy> policies;
  private final Undertow server;
  private final URI uri;

  private LambdaEndpoint(
      LocalLambda lambda, SigV4Verifier verifier, Function<String, IamPolicy> policies) {
    this.lambda = lambda;
    this.verifier = verifier;
    this.policies = policies;
    this.server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setWorkerOption(Options.THREAD_DAEMON, true)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 2L * LocalLambda.MAXIMUM_PAYLOAD)
            .setHandler(this::handle)
            .build();
    server.start();
    this.uri =
        URI.create(
            "http://127.0.0.1:"
                + ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
  }

  /**
   * Starts one on a free port of 127.0.0.1.
   *
   * @param verifier for the service {@code lambda}
   * @param policies what a principal, as the verifier names it, may do
   */
  public static LambdaEndpoint start(
      LocalLambda lambda, SigV4Verifier verifier, Function<String, IamPolicy> policies) {
    return new LambdaEndpoint(lambda, verifier, policies);
  }

  /** Where it listens. */
  public URI uri() {
    return uri;
  }

  /** Stops listening. Closing twice is harmless. */
  @Override
  public void close() {
    server.stop();
  }

  private void handle(HttpServerExchange exchange) {
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (received, body) ->
                received.dispatch(SameThreadExecutor.INSTANCE, () -> handle(received, body)));
  }

  private void handle(HttpServerExchange exchange, byte[] body) {
    exchange.getResponseHeaders().put(REQUEST_ID, UUID.randomUUID().toString());
    Verdict verdict = verifier.verify(received(exchange, body));
    if (verdict instanceof Verdict.Refused refused) {
      error(exchange, 403, refused.reason().errorType(), Map.of("message", refused.message()));
      return;
    }
    Matcher path = PATH.matcher(exchange.getRequestURI());
    Matcher function =
        FUNCTION.matcher(
            path.matches() ? URLDecoder.decode(path.group(1), StandardCharsets.UTF_8) : "");
    if (!exchange.getRequestMethod().equals(Methods.POST) || !function.matches()) {
      error(exchange, 404, "UnknownOperationException", Map.of("Message", "Unknown operation"));
      return;
    }
    invoke(exchange, ((Verdict.Accepted) verdict).principal(), function, body);
  }

  private void invoke(
      HttpServerExchange exchange, String principal, Matcher function, byte[] body) {
    String name = function.group(3);
    @Nullable String inName = function.group(4);
    @Nullable String inQuery =
        Optional.ofNullable(exchange.getQueryParameters().get("Qualifier"))
            .map(values -> values.peekFirst())
            .orElse(null);
    @Nullable String qualifier = inName == null ? inQuery : inName;
    String arn = lambda.arn(name, qualifier);
    IamPolicy policy = policies.apply(principal);
    if (!policy.allows(ACTION, arn)) {
      error(
          exchange,
          403,
          "AccessDeniedException",
          Map.of("Message", denial(principal, arn, policy.isDenied(ACTION, arn))));
      return;
    }
    Optional<FunctionConfiguration> configuration = configuration(function, qualifier);
    if (configuration.isEmpty() || (inName != null && inQuery != null && !inName.equals(inQuery))) {
      error(
          exchange,
          404,
          "ResourceNotFoundException",
          Map.of("Type", "User", "Message", "Function not found: " + arn));
      return;
    }
    @Nullable String type = exchange.getRequestHeaders().getFirst(INVOCATION_TYPE);
    switch (type == null ? "RequestResponse" : type) {
      case "RequestResponse" -> synchronously(exchange, configuration.get(), qualifier, body);
      case "Event" -> asynchronously(exchange, name, qualifier, body);
      default ->
          error(
              exchange,
              400,
              "InvalidParameterValueException",
              Map.of("Type", "User", "Message", "no such invocation type here: " + type));
    }
  }

  /** The function, if the Region and account that the request may have named are ours. */
  private Optional<FunctionConfiguration> configuration(
      Matcher function, @Nullable String qualifier) {
    LocalLambda.Settings settings = lambda.settings();
    @Nullable String region = function.group(1);
    @Nullable String account = function.group(2);
    return (region == null || region.equals(settings.region()))
            && (account == null || account.equals(settings.account()))
        ? lambda.function(function.group(3)).filter(known -> known.isKnown(qualifier))
        : Optional.empty();
  }

  private void synchronously(
      HttpServerExchange exchange,
      FunctionConfiguration function,
      @Nullable String qualifier,
      byte[] body) {
    if (body.length > LocalLambda.MAXIMUM_PAYLOAD) {
      tooLarge(exchange, body.length, "RequestResponse", LocalLambda.MAXIMUM_PAYLOAD);
      return;
    }
    var unused =
        lambda
            .invoke(function.name(), qualifier, body)
            .thenAccept(result -> answer(exchange, function.version(), result));
  }

  private static void answer(HttpServerExchange exchange, String version, InvocationResult result) {
    if (result instanceof InvocationResult.Payload payload) {
      answer(exchange, version, payload.bytes());
    } else if (result instanceof InvocationResult.FunctionError error) {
      exchange.getResponseHeaders().put(FUNCTION_ERROR, "Unhandled");
      answer(exchange, version, error.bytes());
    } else {
      throttled(exchange);
    }
  }

  private static void answer(HttpServerExchange exchange, String version, byte[] payload) {
    exchange.getResponseHeaders().put(EXECUTED_VERSION, version);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(ByteBuffer.wrap(payload));
  }

  private void asynchronously(
      HttpServerExchange exchange, String name, @Nullable String qualifier, byte[] body) {
    if (body.length > MAXIMUM_EVENT) {
      tooLarge(exchange, body.length, "Event", MAXIMUM_EVENT);
    } else if (lambda.invokeAsynchronously(name, qualifier, body)) {
      exchange.setStatusCode(202);
      exchange.endExchange();
    } else {
      throttled(exchange);
    }
  }

  private static String denial(String principal, String arn, boolean explicitly) {
    return "User: "
        + principal
        + " is not authorized to perform: "
        + ACTION
        + " on resource: "
        + arn
        + (explicitly
            ? " with an explicit deny in an identity-based policy"
            : " because no identity-based policy allows the " + ACTION + " action");
  }

  private static void throttled(HttpServerExchange exchange) {
    error(
        exchange,
        429,
        "TooManyRequestsException",
        Map.of(
            "Type",
            "User",
            "Reason",
            "ReservedFunctionConcurrentInvocationLimitExceeded",
            "message",
            "Rate Exceeded."));
  }

  private static void tooLarge(HttpServerExchange exchange, int size, String type, int limit) {
    error(
        exchange,
        413,
        "RequestTooLargeException",
        Map.of(
            "Type",
            "User",
            "message",
            size
                + " byte payload is too large for the "
                + type
                + " invocation type (limit "
                + limit
                + " bytes)"));
  }

  private static void error(
      HttpServerExchange exchange, int status, String type, Map<String, String> body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(ERROR_TYPE, type);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    try {
      exchange.getResponseSender().send(JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static ReceivedRequest received(HttpServerExchange exchange, byte[] body) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      headers.put(values.getHeaderName().toString(), List.copyOf(values));
    }
    return new ReceivedRequest(
        exchange.getRequestMethod().toString(),
        exchange.getRequestURI(),
        exchange.getQueryString(),
        headers,
        body);
  }
}
