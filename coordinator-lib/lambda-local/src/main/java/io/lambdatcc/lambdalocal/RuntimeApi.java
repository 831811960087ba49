package io.lambdatcc.lambdalocal;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * The runtime API of all sandboxes, on one port: {@code
 * http://127.0.0.1:port/<sandbox>/2018-06-01/runtime/…}.
 *
 * <p>The runtime client puts what {@code AWS_LAMBDA_RUNTIME_API} says between {@code http://} and
 * the path. So the sandbox's id can follow the port there, which is cheaper than a port per sandbox
 * and tells them apart as well.
 */
final class RuntimeApi implements AutoCloseable {

  private static final String VERSION = "2018-06-01/runtime/";
  private static final String INVOCATION = "invocation/";
  private static final long LARGEST_ENTITY = 64L * 1024 * 1024;

  private static final HttpString REQUEST_ID = new HttpString("Lambda-Runtime-Aws-Request-Id");
  private static final HttpString DEADLINE = new HttpString("Lambda-Runtime-Deadline-Ms");
  private static final HttpString ARN = new HttpString("Lambda-Runtime-Invoked-Function-Arn");
  private static final HttpString TRACE_ID = new HttpString("Lambda-Runtime-Trace-Id");
  private static final HttpString ERROR_TYPE = new HttpString("Lambda-Runtime-Function-Error-Type");

  private final Map<String, Sandbox> sandboxes;
  private final Undertow server;
  private final int port;

  RuntimeApi(Map<String, Sandbox> sandboxes) {
    this.sandboxes = sandboxes;
    this.server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setWorkerOption(Options.THREAD_DAEMON, true)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, LARGEST_ENTITY)
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setHandler(this::handle)
            .build();
    server.start();
    this.port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  /** What {@code AWS_LAMBDA_RUNTIME_API} begins with; the sandbox's id follows. */
  String authority() {
    return "127.0.0.1:" + port;
  }

  /** Answers a request for the next invocation, with this one. */
  static void handOver(HttpServerExchange exchange, Invocation invocation, Instant deadline) {
    HeaderMap headers = exchange.getResponseHeaders();
    headers.put(Headers.CONTENT_TYPE, "application/json");
    headers.put(REQUEST_ID, invocation.requestId());
    headers.put(DEADLINE, deadline.toEpochMilli());
    headers.put(ARN, invocation.arn());
    headers.put(TRACE_ID, invocation.traceId());
    exchange.getResponseSender().send(ByteBuffer.wrap(invocation.payload()));
  }

  @Override
  public void close() {
    server.stop();
  }

  private void handle(HttpServerExchange exchange) {
    String path = exchange.getRequestPath();
    int slash = path.indexOf('/', 1);
    @Nullable Sandbox sandbox = slash < 0 ? null : sandboxes.get(path.substring(1, slash));
    if (sandbox == null || !path.startsWith(VERSION, slash + 1)) {
      answer(exchange, 404, "{\"errorType\":\"NotFound\",\"errorMessage\":\"no such resource\"}");
      return;
    }
    String resource = path.substring(slash + 1 + VERSION.length());
    if (exchange.getRequestMethod().equals(Methods.GET)) {
      get(exchange, sandbox, resource);
    } else {
      post(exchange, sandbox, resource);
    }
  }

  private static void get(HttpServerExchange exchange, Sandbox sandbox, String resource) {
    switch (resource) {
      case "invocation/next" ->
          exchange.dispatch(
              SameThreadExecutor.INSTANCE, () -> sandbox.pool.ready(sandbox, exchange));
      case "restore/next" -> answer(exchange, 200, ""); // restored at once: no snapshot was taken
      default -> answer(exchange, 404, "");
    }
  }

  private static void post(HttpServerExchange exchange, Sandbox sandbox, String resource) {
    if (resource.endsWith("/response")
        && exchange.getRequestContentLength() > RuntimeErrors.MAXIMUM_RESPONSE) {
      requestId(resource, "/response")
          .ifPresent(id -> sandbox.pool.respond(sandbox, id, RuntimeErrors.responseTooLarge()));
      answer(
          exchange,
          413,
          "{\"errorType\":\"RequestEntityTooLarge\",\"errorMessage\":\"Exceeded maximum allowed"
              + " payload size ("
              + RuntimeErrors.MAXIMUM_RESPONSE
              + " bytes).\"}");
      return;
    }
    exchange
        .getRequestReceiver()
        .receiveFullBytes((received, body) -> take(received, sandbox, resource, body));
  }

  private static void take(
      HttpServerExchange exchange, Sandbox sandbox, String resource, byte[] body) {
    boolean accepted;
    if (resource.equals("init/error") || resource.equals("restore/error")) {
      sandbox.pool.initError(sandbox, error(exchange, body));
      accepted = true;
    } else if (resource.endsWith("/response")) {
      accepted =
          requestId(resource, "/response")
              .filter(id -> sandbox.pool.respond(sandbox, id, new InvocationResult.Payload(body)))
              .isPresent();
    } else if (resource.endsWith("/error")) {
      accepted =
          requestId(resource, "/error")
              .filter(id -> sandbox.pool.respond(sandbox, id, error(exchange, body)))
              .isPresent();
    } else {
      accepted = false;
    }
    if (accepted) {
      answer(exchange, 202, "{\"status\":\"OK\"}");
    } else {
      answer(
          exchange, 400, "{\"errorType\":\"InvalidRequestID\",\"errorMessage\":\"not expected\"}");
    }
  }

  private static Optional<String> requestId(String resource, String end) {
    return resource.startsWith(INVOCATION) && resource.length() > INVOCATION.length() + end.length()
        ? Optional.of(resource.substring(INVOCATION.length(), resource.length() - end.length()))
        : Optional.empty();
  }

  private static InvocationResult.FunctionError error(HttpServerExchange exchange, byte[] body) {
    @Nullable String type = exchange.getRequestHeaders().getFirst(ERROR_TYPE);
    return new InvocationResult.FunctionError(type == null ? "Runtime.Unknown" : type, body);
  }

  private static void answer(HttpServerExchange exchange, int status, String json) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(json);
  }
}
