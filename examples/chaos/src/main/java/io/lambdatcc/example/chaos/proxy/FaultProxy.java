package io.lambdatcc.example.chaos.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands on 127.0.0.1 before an HTTP server and does to requests and answers what networks do.
 *
 * <p>Bytes are passed on as they came, so signatures stay valid, the signed host being the proxy's.
 * Each request has a connection to the server of its own; one of a sender carries many, as usual.
 */
public final class FaultProxy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FaultProxy.class);

  /** Above what any server here takes for an answer. */
  private static final int SERVER_PATIENCE_MILLIS = 90_000;

  /** Above what any sender here waits for an answer. */
  private static final int SENDER_PATIENCE_MILLIS = 120_000;

  private static final int PORTIONS = 10;

  private final InetSocketAddress server;
  private final Function<HttpMessage, Fate> judge;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicInteger inTheAir = new AtomicInteger();
  private final ExecutorService connections =
      Executors.newCachedThreadPool(task -> daemon(task, "fault-proxy"));
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "fault-proxy-later"));

  private FaultProxy(URI server, Function<HttpMessage, Fate> judge) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
    this.judge = judge;
    this.listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
  }

  /**
   * Opens one on any free port.
   *
   * @param server on 127.0.0.1, at any path; it need not listen yet
   * @param judge asked for the fate of each request, on the thread of its connection
   */
  public static FaultProxy before(URI server, Function<HttpMessage, Fate> judge)
      throws IOException {
    FaultProxy proxy = new FaultProxy(server, judge);
    proxy.connections.execute(proxy::accept);
    return proxy;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many connections senders have made so far. */
  long connections() {
    return accepted.get();
  }

  /** Whether a request that is held up, or a copy of one, has still to arrive. */
  public boolean hasSomethingInTheAir() {
    return inTheAir.get() > 0;
  }

  @Override
  public void close() {
    shut(listener);
    later.shutdownNow();
    connections.shutdownNow();
    open.forEach(FaultProxy::shut);
  }

  private static void shut(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      log.debug("closing", e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket sender = listener.accept();
        accepted.incrementAndGet();
        connections.execute(() -> serve(sender));
      } catch (IOException e) {
        log.debug("accepting ends", e);
      }
    }
  }

  private void serve(Socket sender) {
    open.add(sender);
    try (sender) {
      sender.setTcpNoDelay(true);
      sender.setSoTimeout(SENDER_PATIENCE_MILLIS);
      InputStream in = new BufferedInputStream(sender.getInputStream());
      Optional<HttpMessage> request = HttpMessage.read(in);
      while (request.isPresent() && exchange(sender, in, request.get())) {
        request = HttpMessage.read(in);
      }
    } catch (IOException e) {
      log.debug("a connection ends", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(sender);
    }
  }

  /** Whether the connection goes on. */
  private boolean exchange(Socket sender, InputStream in, HttpMessage request)
      throws IOException, InterruptedException {
    Fate fate = judge.apply(request);
    fate.before().run();
    if (fate.copyAfter() != null) {
      copyLater(request, fate.copyAfter());
    }
    if (fate.ending() == Fate.Ending.RESET) {
      sender.setSoLinger(true, 0); // closing resets
      sender.close();
    }
    Optional<HttpMessage> answer =
        fate.arrives() ? Optional.of(passOn(request, fate.pause())) : Optional.empty();
    fate.after().run();
    return switch (fate.ending()) {
      case ANSWERED -> {
        HttpMessage said = fate.instead() == null ? answer.orElseThrow() : fate.instead();
        write(sender.getOutputStream(), said.bytes(), fate.slow());
        yield said.keepsAlive() && request.keepsAlive();
      }
      case SILENCE -> {
        untilGone(in);
        yield false;
      }
      case TRUNCATED -> {
        byte[] all = answer.orElseThrow().bytes();
        write(
            sender.getOutputStream(), Arrays.copyOf(all, all.length - all.length / 4), fate.slow());
        yield false;
      }
      case RESET -> false;
    };
  }

  private HttpMessage passOn(HttpMessage request, Duration pause)
      throws IOException, InterruptedException {
    inTheAir.incrementAndGet();
    try {
      sleep(pause);
      return passOn(request);
    } finally {
      inTheAir.decrementAndGet();
    }
  }

  private HttpMessage passOn(HttpMessage request) throws IOException {
    Socket connection = new Socket();
    open.add(connection);
    try (connection) {
      connection.connect(server, SERVER_PATIENCE_MILLIS);
      connection.setTcpNoDelay(true);
      connection.setSoTimeout(SERVER_PATIENCE_MILLIS);
      connection.getOutputStream().write(request.bytes());
      return HttpMessage.read(new BufferedInputStream(connection.getInputStream()))
          .orElseThrow(() -> new IOException("the server ended the connection"));
    } finally {
      open.remove(connection);
    }
  }

  private void copyLater(HttpMessage request, Duration after) {
    inTheAir.incrementAndGet();
    var unused =
        later.schedule(
            () ->
                connections.execute(
                    () -> {
                      try {
                        HttpMessage unheard = passOn(request);
                        log.debug("a copy was answered: {}", unheard.path());
                      } catch (IOException e) {
                        log.debug("a copy got no answer", e);
                      } finally {
                        inTheAir.decrementAndGet();
                      }
                    }),
            after.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static void write(OutputStream out, byte[] bytes, Duration slow)
      throws IOException, InterruptedException {
    int portions = slow.isZero() ? 1 : PORTIONS;
    int from = 0;
    for (int i = 1; i <= portions; i++) {
      int to = bytes.length * i / portions;
      sleep(slow.dividedBy(portions));
      out.write(bytes, from, to - from);
      out.flush();
      from = to;
    }
  }

  private static void untilGone(InputStream in) throws IOException {
    while (in.read() >= 0) {
      // whatever he sends meanwhile is not heard
    }
  }

  private static void sleep(Duration length) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(length.toMillis());
  }
}
