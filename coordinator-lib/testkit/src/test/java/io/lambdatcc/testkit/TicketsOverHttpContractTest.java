package io.lambdatcc.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lambdatcc.testkit.participant.HttpApi;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TicketsOverHttpContractTest extends TicketsContract {
  private static final HttpApi FUNCTION = new HttpApi(TICKETS.routes()::handle);
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();
  private static final HttpServer SERVER = server();
  private static final ParticipantUnderTest PARTICIPANT =
      ParticipantUnderTest.overHttp(
          URI.create("http://127.0.0.1:" + SERVER.getAddress().getPort() + "/tickets/"));

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError("no port", e);
    }
  }

  @BeforeAll
  static void start() {
    SERVER.createContext("/", TicketsOverHttpContractTest::serve);
    SERVER.setExecutor(THREADS);
    SERVER.start();
  }

  @AfterAll
  static void stop() {
    SERVER.stop(0);
    THREADS.shutdown();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers =
          exchange.getRequestHeaders().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      header -> header.getKey().toLowerCase(Locale.ROOT),
                      header -> header.getValue().get(0)));
      HttpApi.Reply reply =
          FUNCTION.send(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      byte[] body = reply.response().getBody().getBytes(StandardCharsets.UTF_8);
      reply.response().getHeaders().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  protected ParticipantUnderTest participant() {
    return PARTICIPANT;
  }
}
