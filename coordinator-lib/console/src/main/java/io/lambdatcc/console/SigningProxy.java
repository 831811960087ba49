package io.lambdatcc.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lambdatcc.client.HttpCaller;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console on 127.0.0.1 and passes its calls on to a coordinator.
 *
 * <p>Who may call is {@link Guard}'s business, and what, {@link ApiCall}'s. Of a request its
 * method, path, query, body and {@code If-None-Match} are passed on and no other header; of the
 * answer its status, body and the headers that the page reads. Redirects are not followed and not
 * passed on. Nothing is logged.
 */
final class SigningProxy implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int MAX_BODY_BYTES = 16 * 1024;

  /** Longer than the coordinator lets anybody wait. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final String JSON = "application/json";
  private static final Set<String> TYPES = Set.of(JSON, "application/problem+json");

  private final HttpServer server;
  private final ExecutorService threads;
  private final ConsolePages pages = new ConsolePages();
  private final Guard guard;
  private final URI endpoint;
  private final HttpCaller caller;
  private final Credentials credentials;
  private final String token;

  /** Says what is wrong with the credentials before anything is signed. */
  @FunctionalInterface
  interface Credentials {
    /** Empty if there are some, and else why not. */
    Optional<String> problem();
  }

  private record Reply(int status, Map<String, String> headers, String body) {
    static Reply of(Refusal refusal) {
      return of(refusal, "");
    }

    static Reply of(Refusal refusal, String cause) {
      return new Reply(refusal.status(), Map.of("content-type", JSON), refusal.json(cause));
    }
  }

  private SigningProxy(
      HttpServer server, URI endpoint, HttpCaller caller, Credentials credentials, String token) {
    this.server = server;
    this.endpoint = endpoint;
    this.caller = caller;
    this.credentials = credentials;
    this.token = token;
    this.guard = new Guard(server.getAddress().getPort(), token);
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "console");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Starts one.
   *
   * @param port 0 for any free one
   * @param endpoint the coordinator's API, without a slash at its end
   * @param caller how it is called
   * @param token what the page has to send
   * @throws IllegalStateException if the port is taken
   */
  static SigningProxy start(
      int port, URI endpoint, HttpCaller caller, Credentials credentials, String token) {
    try {
      InetAddress here = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
      HttpServer server = HttpServer.create(new InetSocketAddress(here, port), 0);
      return new SigningProxy(server, endpoint, caller, credentials, token);
    } catch (BindException e) {
      throw new IllegalStateException("port " + port + " is taken; name another", e);
    } catch (IOException e) {
      throw new IllegalStateException("the console cannot listen", e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  /**
   * What to open in a browser. The token is in the fragment, which browsers send to nobody and keep
   * out of referrers; the page takes it out of the address.
   */
  URI address() {
    String here = server.getAddress().getAddress().getHostAddress();
    return URI.create("http://" + here + ":" + port() + ConsolePages.PATH + "#token=" + token);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = answer(exchange);
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      Headers headers = exchange.getResponseHeaders();
      ConsolePages.SECURITY_HEADERS.forEach(headers::set);
      headers.set("cache-control", "no-store");
      reply.headers().forEach(headers::set);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    Optional<Refusal> refusal = guard.ofRequest(exchange.getRequestHeaders());
    if (refusal.isPresent()) {
      return Reply.of(refusal.get());
    }
    String path = exchange.getRequestURI().getRawPath();
    if (path != null && ConsolePages.serves(path)) {
      ConsolePages.Page page =
          pages.answer(
              exchange.getRequestMethod(),
              path,
              exchange.getRequestHeaders().getFirst("if-none-match"));
      return new Reply(page.status(), page.headers(), page.body());
    }
    return call(exchange, path == null ? "" : path);
  }

  private Reply call(HttpExchange exchange, String path) throws IOException {
    String method = exchange.getRequestMethod();
    Optional<ApiCall> call = ApiCall.of(method, path, exchange.getRequestURI().getRawQuery());
    if (call.isEmpty()) {
      return Reply.of(Refusal.CALL);
    }
    Optional<Refusal> refusal = guard.ofCall(method, exchange.getRequestHeaders());
    if (refusal.isPresent()) {
      return Reply.of(refusal.get());
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      return Reply.of(Refusal.BODY);
    }
    Optional<String> problem = credentials.problem();
    if (problem.isPresent()) {
      return Reply.of(Refusal.CREDENTIALS, problem.get());
    }
    return passOn(
        call.get(),
        exchange.getRequestHeaders().getFirst("if-none-match"),
        new String(body, StandardCharsets.UTF_8));
  }

  private Reply passOn(ApiCall call, @Nullable String ifNoneMatch, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", String.join(", ", TYPES.stream().sorted().toList()));
    if (ifNoneMatch != null) {
      headers.put("If-None-Match", ifNoneMatch);
    }
    try {
      return reply(
          caller.call(call.method(), URI.create(endpoint + call.target()), headers, body, TIMEOUT));
    } catch (IOException e) {
      return Reply.of(Refusal.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }

  private static Reply reply(HttpCaller.Answer answer) {
    if (answer.status() / 100 == 3 && answer.status() != 304) {
      return Reply.of(Refusal.UNREACHABLE, "It answers with a redirect, " + answer.status() + ".");
    }
    Map<String, String> headers = new HashMap<>();
    String type = answer.headers().getOrDefault("content-type", "").replaceFirst(";.*", "").strip();
    headers.put("content-type", TYPES.contains(type) ? type : "text/plain; charset=utf-8");
    for (String passed : Set.of("etag", "retry-after")) {
      String value = answer.headers().get(passed);
      if (value != null) {
        headers.put(passed, value);
      }
    }
    return new Reply(answer.status(), headers, answer.body());
  }
}
