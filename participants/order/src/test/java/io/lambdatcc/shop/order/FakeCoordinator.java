package io.lambdatcc.shop.order;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lambdatcc.testkit.participant.HttpApi;
import io.lambdatcc.wire.BranchSpec;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantRequest;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.TransactionDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator as far as a checkout can see it: names, the requests they belong to, and ends that
 * the test chooses. Of the branches it calls that of the order only.
 */
final class FakeCoordinator implements AutoCloseable {

  /** How a transaction ends, or where it stands. */
  record End(String phase, @Nullable String reason, @Nullable String code, boolean retryable) {
    static final End CONFIRMED = new End("CONFIRMED", null, null, false);
    static final End OPEN = new End("TRYING", null, null, false);
    static final End OUT_OF_STOCK = new End("CANCELLED", "refused", "out-of-stock", false);
    static final End CONTENDED = new End("CANCELLED", "contended", null, true);
    static final End DEADLINE = new End("CANCELLED", "deadline", null, true);
    static final End REFUSED_BY_THE_ORDER = new End("CANCELLED", "refused", "already-paid", false);
  }

  private record Transaction(CreateTransaction request, End end, Instant createdAt) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, End> ends = new TreeMap<>();
  private final Map<String, Runnable> before = new TreeMap<>();
  private final Map<String, Transaction> transactions = new TreeMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Time time = new Time();
  private final HttpApi orders;
  private int status;
  private boolean blind;

  FakeCoordinator() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    OrderFunction function =
        LocalOrders.function(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), time);
    orders = new HttpApi(event -> function.handleRequest(event, null));
  }

  /** The time of those who wait. */
  Time time() {
    return time;
  }

  /** The order service, whose checkouts come here. */
  HttpApi orders() {
    return orders;
  }

  /** The transaction of this name will end so; those not spoken of are confirmed. */
  synchronized void ends(String name, End end) {
    ends.put(name, end);
  }

  /** Just before this transaction is begun or joined, this happens. */
  synchronized void before(String name, Runnable event) {
    before.put(name, event);
  }

  /** From now on everything is answered with this status. */
  synchronized void breaksDown(int brokenStatus) {
    status = brokenStatus;
  }

  /** From now on nobody can look a transaction up. */
  synchronized void looksFail() {
    blind = true;
  }

  /** Somebody had begun a transaction of this name long ago. */
  synchronized void hadBegun(String name, CreateTransaction request, End end) {
    transactions.put(name, new Transaction(request, end, Instant.parse("2026-01-01T00:00:00Z")));
  }

  /** A transaction that is open comes to its end. */
  synchronized void finishes(String name, End end) {
    Transaction transaction = request(name);
    transactions.put(name, new Transaction(transaction.request(), end, transaction.createdAt()));
    carryOut(name, transaction.request(), end);
  }

  /** The names it was asked to begin, in the order of asking. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  /** What was asked for under this name. */
  synchronized CreateTransaction requestOf(String name) {
    return request(name).request();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private Transaction request(String name) {
    Transaction transaction = transactions.get(name);
    if (transaction == null) {
      throw new AssertionError(name + " was never begun, only " + transactions.keySet());
    }
    return transaction;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String name = path.substring(path.lastIndexOf('/') + 1);
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean put = exchange.getRequestMethod().equals("PUT");
      Runnable event = put ? eventBefore(name) : null;
      if (event != null) {
        event.run();
      }
      answer(exchange, put ? begun(name, CreateTransaction.fromJson(body)) : found(name));
    }
  }

  private synchronized @Nullable Runnable eventBefore(String name) {
    asked.add(name);
    return before.remove(name);
  }

  private record Answer(int status, String body) {}

  private synchronized Answer begun(String name, CreateTransaction request) {
    if (status != 0) {
      return new Answer(status, "");
    }
    Transaction transaction = transactions.get(name);
    if (transaction == null) {
      transaction =
          new Transaction(request, ends.getOrDefault(name, End.CONFIRMED), time.instant());
      transactions.put(name, transaction);
      carryOut(name, request, transaction.end());
    } else if (!transaction.request().equals(request)) {
      return problem(ProblemType.NAME_CONFLICT.problem("another request"));
    }
    String document = document(name, transaction).toJson();
    return switch (transaction.end().phase()) {
      case "CONFIRMED" -> new Answer(201, document);
      case "CANCELLED" -> problem(cancelled(transaction.end(), document));
      default -> new Answer(202, document);
    };
  }

  private synchronized Answer found(String name) {
    if (status != 0 || blind) {
      return new Answer(blind ? 503 : status, "");
    }
    Transaction transaction = transactions.get(name);
    return transaction == null
        ? problem(ProblemType.NOT_FOUND.problem("no such transaction"))
        : new Answer(200, document(name, transaction).toJson());
  }

  /** What the order is told: a Try of everything that is begun, and how it ends. */
  private void carryOut(String name, CreateTransaction request, End end) {
    BranchSpec branch = request.branches().get(0);
    orders.send("/orders", Operation.TRY, message(name, branch, branch.payload()));
    switch (end.phase()) {
      case "CONFIRMED" -> orders.send("/orders", Operation.CONFIRM, message(name, branch, null));
      case "CANCELLED" -> orders.send("/orders", Operation.CANCEL, message(name, branch, null));
      default -> {}
    }
  }

  private static ParticipantRequest message(
      String name, BranchSpec branch, @Nullable JsonText payload) {
    return new ParticipantRequest(
        ParticipantRequest.VERSION,
        name + "~token",
        branch.id(),
        branch.participant(),
        Instant.parse("2100-01-01T00:00:00Z"),
        payload);
  }

  private static TransactionDocument document(String name, Transaction transaction) {
    return new TransactionDocument(
        name + "~token",
        transaction.end().phase(),
        null,
        List.of(),
        transaction.end().reason(),
        transaction.end().retryable(),
        transaction.createdAt(),
        transaction.createdAt().plusSeconds(10),
        false,
        TransactionDocument.Times.NONE,
        List.of());
  }

  private static Problem cancelled(End end, String document) {
    Problem problem =
        ProblemType.CANCELLED
            .problem("it was " + end.reason())
            .with("reason", String.valueOf(end.reason()))
            .with("retryable", end.retryable())
            .with("transaction", JsonText.parse(document));
    return end.code() == null
        ? problem
        : problem.with("code", end.code()).with("branch", "stock-apple");
  }

  private static Answer problem(Problem problem) {
    return new Answer(problem.status(), problem.toJson());
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Retry-After", "5");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
