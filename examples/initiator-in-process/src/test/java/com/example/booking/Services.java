package com.example.booking;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lambdatcc.aws.HttpParticipants;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Both services as a server that says what a test wants it to say, and remembers what it did. */
final class Services implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> asked = new ConcurrentHashMap<>();
  private final Set<String> done = ConcurrentHashMap.newKeySet();

  /** What is answered to a path. */
  record Reply(int status, String body) {}

  Services() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    for (String service : Set.of("rooms", "payment")) {
      on("/" + service + "/tcc/try", new Reply(200, "{\"outcome\":\"TRIED\"}"));
      on("/" + service + "/tcc/confirm", new Reply(200, "{\"outcome\":\"CONFIRMED\"}"));
      on("/" + service + "/tcc/cancel", new Reply(200, "{\"outcome\":\"CANCELLED\"}"));
    }
  }

  /** From now on this path is answered so. */
  void on(String path, Reply reply) {
    replies.put(path, reply);
  }

  /** Completed when this path is asked for. */
  CompletableFuture<Void> asked(String path) {
    return asked.computeIfAbsent(path, any -> new CompletableFuture<>());
  }

  /** The paths that were answered with 200. */
  Set<String> done() {
    return done;
  }

  /** The services as the coordinator calls them. */
  HttpParticipants participants() {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return HttpParticipants.builder()
        .participant("rooms", base.resolve("/rooms"))
        .participant("payment", base.resolve("/payment"))
        .build();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Reply reply = replies.get(path);
    asked(path).complete(null);
    if (reply.status() == 200) {
      done.add(path);
    }
    exchange.getRequestBody().readAllBytes();
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
