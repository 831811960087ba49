package io.lambdatcc.example.shop.gateway;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.console.ConsolePages;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A running gateway with its functions, on 127.0.0.1.
 *
 * <pre>{@code
 * try (LocalGateway gateway =
 *     LocalGateway.builder()
 *         .function("stock", stockHandler, 16)
 *         .route("ANY /stock/{proxy+}", "stock")
 *         .start(0)) {
 *   gateway.uri(); // http://127.0.0.1:<a free port>
 * }
 * }</pre>
 *
 * <p><b>Functions share nothing.</b> As on Lambda, each has a concurrency of its own, here with as
 * many threads and a short queue. A function that calls another through the gateway can therefore
 * exhaust only that one, and as long as the calls between functions form no circle nobody waits for
 * himself. Where they do form one (checkout calls the coordinator, which calls the order service
 * back), register the same handler twice under two names and route each path to its own.
 *
 * <p><b>Nobody waits for a slow client.</b> A request reaches a function only when its body has
 * arrived in full, and answers are written without blocking. A request that does not arrive in time
 * is cut off, whether it stands still or trickles in.
 *
 * <p>When the gateway itself answers, the body is {@code {"message":"…"}}, as on AWS:
 *
 * <table>
 * <caption>answers of the gateway</caption>
 * <tr><td>400</td><td>a path that is no percent-encoded UTF-8</td></tr>
 * <tr><td>403</td><td>the authorizer of a signed route refuses</td></tr>
 * <tr><td>404</td><td>no route</td></tr>
 * <tr><td>408</td><td>a body that did not arrive in time; the connection is closed, as it is without
 *     an answer where not even the head arrived</td></tr>
 * <tr><td>413</td><td>a body of more than 10 MB</td></tr>
 * <tr><td>429</td><td>all threads of the function are busy and its queue is full: it did not run</td></tr>
 * <tr><td>500</td><td>the function threw, or answered what cannot be sent</td></tr>
 * <tr><td>503</td><td>the function took too long; it goes on, as on Lambda, and its answer is lost</td></tr>
 * </table>
 */
public final class LocalGateway implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final long MAX_BODY_BYTES = 10L * 1024 * 1024;
  private static final Duration IDLE_CONNECTION = Duration.ofMinutes(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Undertow server;
  private final GracefulShutdownHandler gate;
  private final List<LambdaFunction> functions;
  private final URI uri;

  private LocalGateway(
      Undertow server, GracefulShutdownHandler gate, List<LambdaFunction> functions) {
    this.server = server;
    this.gate = gate;
    this.functions = functions;
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    this.uri = URI.create("http://" + LOOPBACK + ":" + address.getPort());
  }

  /** Starts with no function and no route. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where it listens: {@code http://127.0.0.1:<port>}, without a trailing slash. */
  public URI uri() {
    return uri;
  }

  /**
   * Refuses new requests with 503, gives those under way five seconds, and ends all threads. A
   * function that ignores its interruption delays this by another five seconds and is then left
   * behind. Closing twice is harmless.
   */
  @Override
  public void close() {
    gate.shutdown();
    boolean interrupted = false;
    try {
      // whoever is not done in time is interrupted below
      var unused = gate.awaitShutdown(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    functions.forEach(LambdaFunction::shutDown);
    long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
    for (LambdaFunction function : functions) {
      interrupted |= !function.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
    server.stop();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Collects functions and routes. Not safe for use by many threads. */
  public static final class Builder {

    private static final Duration MAX_TIME_LIMIT = Duration.ofSeconds(29);
    private static final Duration MAX_ARRIVAL_LIMIT = Duration.ofSeconds(30);
    private static final String CONSOLE = "console";
    private static final int CONSOLE_CONCURRENCY = 2;

    private record Deployment(
        RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler, int concurrency) {}

    private final Map<String, Deployment> deployments = new LinkedHashMap<>();
    private final Map<Route, String> routes = new LinkedHashMap<>();
    private final Set<Route> signed = new HashSet<>();
    private int waiting = 256;
    private Duration timeLimit = MAX_TIME_LIMIT;
    private Duration arrivalLimit = MAX_ARRIVAL_LIMIT;
    private @Nullable String callerArn;
    private @Nullable Authorizer authorizer;
    private InstantSource clock = InstantSource.system();
    private LongSupplier random = () -> ThreadLocalRandom.current().nextLong();

    private Builder() {}

    /**
     * Adds a function.
     *
     * @param name letters, digits, hyphens and underscores; names its threads and its log
     * @param handler called by several threads at once, as many as {@code concurrency}
     * @param concurrency how many invocations run at the same time, 1 to 1000
     */
    public Builder function(
        String name,
        RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler,
        int concurrency) {
      if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
        throw new IllegalArgumentException(
            "function name: expected [A-Za-z0-9_-]{1,64}, was '" + name + "'");
      }
      if (concurrency < 1 || concurrency > 1000) {
        throw new IllegalArgumentException(
            "concurrency of " + name + ": expected 1 to 1000, was " + concurrency);
      }
      if (deployments.putIfAbsent(name, new Deployment(handler, concurrency)) != null) {
        throw new IllegalArgumentException("there is already a function '" + name + "'");
      }
      return this;
    }

    /**
     * Adds a route.
     *
     * @param routeKey as in an HTTP API: {@code "GET /stock/find/{item_id}"}, {@code "ANY
     *     /stock/{proxy+}"} or {@code "$default"}. The most specific route wins: fixed segments
     *     before variables before greedy ones, and a method before {@code ANY}. {@code {proxy+}}
     *     stands for at least one character, so {@code /stock} itself needs a route of its own.
     * @param function the name of a function
     */
    public Builder route(String routeKey, String function) {
      if (routes.putIfAbsent(Route.parse(routeKey), function) != null) {
        throw new IllegalArgumentException("there is already a route '" + routeKey + "'");
      }
      return this;
    }

    /**
     * Serves the console at {@code /console}, to everybody. It calls the coordinator's API at this
     * gateway; where that wants signatures, it says how to get them.
     */
    public Builder console() {
      return function(CONSOLE, new ConsoleFunction(), CONSOLE_CONCURRENCY)
          .route("ANY " + ConsolePages.PATH, CONSOLE)
          .route("ANY " + ConsolePages.PATH + "/{proxy+}", CONSOLE);
    }

    /** Adds a route that only those reach whom the {@link #authorizer} lets pass. */
    public Builder signedRoute(String routeKey, String function) {
      signed.add(Route.parse(routeKey));
      return route(routeKey, function);
    }

    /** Whom to ask about the requests of {@link #signedRoute signed routes}. */
    public Builder authorizer(Authorizer asked) {
      this.authorizer = asked;
      return this;
    }

    /** How many requests may wait for each function; 256 unless set, 0 for none, as on Lambda. */
    public Builder waiting(int requests) {
      if (requests < 0) {
        throw new IllegalArgumentException("waiting: expected 0 or more, was " + requests);
      }
      this.waiting = requests;
      return this;
    }

    /**
     * What a function is told it may take; 29 s unless set, and never more. The gateway answers 503
     * one second later, counted from the arrival of the request: an HTTP API cuts at 30 s.
     */
    public Builder timeLimit(Duration limit) {
      if (limit.isNegative() || limit.isZero() || limit.compareTo(MAX_TIME_LIMIT) > 0) {
        throw new IllegalArgumentException(
            "time limit: expected more than 0 and at most " + MAX_TIME_LIMIT + ", was " + limit);
      }
      this.timeLimit = limit;
      return this;
    }

    /**
     * How long the head of a request may take from its first byte to its last, and then the body;
     * 30 s unless set, and never more. What API Gateway does about slow senders is not documented,
     * but that nothing there takes longer is.
     */
    public Builder arrivalLimit(Duration limit) {
      if (limit.toMillis() < 1 || limit.compareTo(MAX_ARRIVAL_LIMIT) > 0) {
        throw new IllegalArgumentException(
            "arrival limit: expected 1 ms to " + MAX_ARRIVAL_LIMIT + ", was " + limit);
      }
      this.arrivalLimit = limit;
      return this;
    }

    /**
     * Presents every request as signed by this IAM identity, as a route with an AWS_IAM authorizer
     * would. Unless set, events of routes that are not signed have no authorizer.
     *
     * @param userArn such as {@code arn:aws:sts::123456789012:assumed-role/shop/local}
     */
    public Builder caller(String userArn) {
      if (!userArn.matches("arn:aws:(iam|sts)::\\d{12}:.+")) {
        throw new IllegalArgumentException(
            "caller: expected the ARN of a user or role, was '" + userArn + "'");
      }
      this.callerArn = userArn;
      return this;
    }

    /** Replaces the clock that dates events and counts down a function's remaining time. */
    Builder clock(InstantSource replacement) {
      this.clock = replacement;
      return this;
    }

    /** Replaces the source of request and trace ids. */
    Builder random(LongSupplier replacement) {
      this.random = replacement;
      return this;
    }

    /**
     * Starts everything.
     *
     * @param port 0 for any free one
     * @throws IllegalArgumentException if a route names no function, or is signed and there is no
     *     authorizer
     * @throws IllegalStateException if the port is taken
     */
    public LocalGateway start(int port) {
      if (!signed.isEmpty() && authorizer == null) {
        throw new IllegalArgumentException("signed routes need an authorizer: " + signed);
      }
      routes.forEach(
          (route, function) -> {
            if (!deployments.containsKey(function)) {
              throw new IllegalArgumentException(
                  "route '"
                      + route.key()
                      + "' leads to '"
                      + function
                      + "'; the functions are "
                      + deployments.keySet());
            }
          });
      Map<String, LambdaFunction> functions = new LinkedHashMap<>();
      deployments.forEach(
          (name, deployment) ->
              functions.put(
                  name,
                  new LambdaFunction(
                      name,
                      deployment.handler(),
                      deployment.concurrency(),
                      waiting,
                      timeLimit,
                      clock)));
      Map<Route, RouteTable.Target> targets = new LinkedHashMap<>();
      routes.forEach(
          (route, function) ->
              targets.put(
                  route,
                  new RouteTable.Target(
                      Objects.requireNonNull(functions.get(function)), signed.contains(route))));
      GracefulShutdownHandler gate =
          new GracefulShutdownHandler(
              new GatewayHandler(
                  new RouteTable(targets),
                  new EventFactory(callerArn, clock, random),
                  authorizer,
                  arrivalLimit));
      Undertow server =
          Undertow.builder()
              .addHttpListener(port, LOOPBACK)
              .setWorkerThreads(1) // functions have threads of their own
              .setDirectBuffers(false) // as fast here, and JDK 24 warns of how others are freed
              .setServerOption(UndertowOptions.DECODE_URL, false)
              .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
              .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
              .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) arrivalLimit.toMillis())
              .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) IDLE_CONNECTION.toMillis())
              .setServerOption(UndertowOptions.IDLE_TIMEOUT, (int) IDLE_CONNECTION.toMillis())
              .setHandler(gate)
              .build();
      List<LambdaFunction> started = new ArrayList<>(functions.values());
      try {
        server.start();
      } catch (RuntimeException e) {
        started.forEach(LambdaFunction::shutDown);
        if (e.getCause() instanceof BindException) {
          throw new IllegalStateException("port " + port + " is taken; name another", e);
        }
        throw e;
      }
      return new LocalGateway(server, gate, List.copyOf(started));
    }
  }
}
