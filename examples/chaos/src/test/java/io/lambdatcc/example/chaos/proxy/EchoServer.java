package io.lambdatcc.example.chaos.proxy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Answers what it was sent, and remembers it. */
final class EchoServer implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();

  /** A request that has come. */
  record Arrived(String host, String body) {}

  EchoServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
          arrived.add(new Arrived(host, new String(body, StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next request that comes. */
  Arrived next() throws InterruptedException {
    Arrived next = arrived.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came");
    }
    return next;
  }

  int arrivals() {
    return arrived.size();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
