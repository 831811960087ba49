package io.lambdatcc.example.shop.gateway;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests written by hand, for what no polite client would send. */
public final class RawHttp {

  private static final int READ_LIMIT_MILLIS = 60_000;

  private RawHttp() {}

  /**
   * Sends the lines of a head, with {@code Connection: close}, and a body; returns all that comes.
   */
  public static String exchange(URI server, String head, byte[] body) throws IOException {
    try (Socket socket = open(server)) {
      send(socket, head, body);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A connection whose other end has a minute for each byte that is waited for. */
  public static Socket open(URI server) throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    return socket;
  }

  public static void send(Socket socket, String head, byte[] body) throws IOException {
    String complete = head.strip().replace("\n", "\r\n") + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(complete.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
  }
}
