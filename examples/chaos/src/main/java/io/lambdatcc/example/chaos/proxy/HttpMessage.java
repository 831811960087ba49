package io.lambdatcc.example.chaos.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * An HTTP/1.1 request or response as it was on the wire, to the byte: it is passed on as it came,
 * so that what was signed stays signed.
 */
public final class HttpMessage {
  private static final int MAX_HEAD = 64 * 1024;
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final String head;
  private final byte[] body;

  private HttpMessage(String head, byte[] body) {
    this.head = head;
    this.body = body;
  }

  /**
   * Reads one message.
   *
   * @return empty where the connection ends before it has begun
   * @throws IOException where it ends in the middle, or what comes is none
   */
  static Optional<HttpMessage> read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END_OF_HEAD.length) {
      int next = in.read();
      if (next < 0) {
        if (head.size() == 0) {
          return Optional.empty();
        }
        throw new EOFException("the connection ended within a head");
      }
      if (head.size() == MAX_HEAD) {
        throw new ProtocolException("a head of more than " + MAX_HEAD + " bytes");
      }
      head.write(next);
      matched = next == END_OF_HEAD[matched] ? matched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
    }
    HttpMessage bare = new HttpMessage(head.toString(StandardCharsets.ISO_8859_1), new byte[0]);
    byte[] body =
        bare.header("transfer-encoding").isPresent()
            ? chunks(in)
            : exactly(in, bare.header("content-length").map(Integer::parseInt).orElse(0));
    return Optional.of(new HttpMessage(bare.head, body));
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the connection ended within a body");
    }
    return body;
  }

  /** With their sizes, as they are passed on. */
  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    int size;
    do {
      String line = line(in);
      size = Integer.parseInt(line.split(";", -1)[0].strip(), 16);
      chunks.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
      chunks.writeBytes(exactly(in, size + 2));
    } while (size > 0);
    return chunks.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (!line.toString().endsWith("\r\n")) {
      int next = in.read();
      if (next < 0 || line.length() == MAX_HEAD) {
        throw new EOFException("the connection ended within a chunk");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** A response that the proxy makes itself, after which its connection ends. */
  public static HttpMessage response(int status, String contentType, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new HttpMessage(
        "HTTP/1.1 "
            + status
            + " Fault\r\nContent-Type: "
            + contentType
            + "\r\nContent-Length: "
            + bytes.length
            + "\r\nConnection: close\r\n\r\n",
        bytes);
  }

  /** The path of a request, without its query. */
  public String path() {
    String[] start = head.substring(0, head.indexOf('\r')).split(" ", -1);
    return start.length < 2 ? "" : start[1].split("\\?", -1)[0];
  }

  /** The first header of this name. */
  public Optional<String> header(String name) {
    String wanted = name.toLowerCase(Locale.ROOT) + ":";
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(wanted)) {
        return Optional.of(line.substring(wanted.length()).strip());
      }
    }
    return Optional.empty();
  }

  /** The body as text. */
  public String body() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether the connection goes on after it. */
  boolean keepsAlive() {
    return header("connection").map(value -> !value.equalsIgnoreCase("close")).orElse(true);
  }

  /** All of it. */
  byte[] bytes() {
    byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    return all;
  }
}
