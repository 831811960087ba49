package io.lambdatcc.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A server that takes one request and then behaves as no HTTP server should. */
final class RudeServer implements AutoCloseable {

  /** What it does once the head of a request is there. */
  @FunctionalInterface
  interface Rudeness {
    void to(Socket client) throws IOException;
  }

  private final ServerSocket socket;
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();

  RudeServer(Rudeness rudeness) throws IOException {
    socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(rudeness), "rude-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the request, answers this text and hangs up. */
  static Rudeness says(String response) {
    return client -> {
      client.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
      client.getOutputStream().flush();
    };
  }

  /** Answers, and comes to no end until the other side hangs up. */
  static Rudeness saysForEver() {
    return client -> {
      OutputStream out = client.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      byte[] more = new byte[8192];
      try {
        while (true) {
          out.write(more);
        }
      } catch (SocketException e) {
        return; // that is how it hears of it
      }
    };
  }

  /** Hangs up with a reset. */
  static Rudeness resets() {
    return client -> client.setSoLinger(true, 0);
  }

  /** Says nothing until the other side hangs up. */
  static Rudeness keepsSilent() {
    return client -> {
      InputStream in = client.getInputStream();
      while (in.read() >= 0) {
        // whatever still comes of the request
      }
    };
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** True once it has been as rude as it was told to be. */
  CompletableFuture<Boolean> done() {
    return done;
  }

  private void serve(Rudeness rudeness) {
    try (Socket client = socket.accept()) {
      InputStream in = client.getInputStream();
      StringBuilder head = new StringBuilder();
      int next = in.read();
      while (next >= 0) {
        head.append((char) next);
        next = head.indexOf("\r\n\r\n") < 0 ? in.read() : -1;
      }
      rudeness.to(client);
      done.complete(true);
    } catch (IOException e) {
      done.completeExceptionally(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
