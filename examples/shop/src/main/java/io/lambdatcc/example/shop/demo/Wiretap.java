package io.lambdatcc.example.shop.demo;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sits between the gateway and every function: counts the requests that arrive, and makes some of
 * them go wrong when a story wants it. Safe for use by many threads.
 */
public final class Wiretap {
  /** The body of the answer to a request that is to fail. */
  public static final String OUT_OF_ORDER = "{\"message\":\"out of order\"}";

  private final Map<String, AtomicLong> arrived = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> failing = new ConcurrentHashMap<>();
  private final List<Slowness> slow = new CopyOnWriteArrayList<>();

  private final List<Hold> holds = new CopyOnWriteArrayList<>();

  /** A request to a path, held up between these two of {@link System#nanoTime}. */
  private record Hold(String path, long from, long until) {
    boolean at(long moment) {
      return moment - from >= 0 && moment - until < 0;
    }
  }

  /** Requests to a path, with this text in them, take so much longer. */
  private record Slowness(String path, String text, Duration pause) {
    boolean applies(String arrivedAt, @Nullable String body) {
      return path.equals(arrivedAt) && (text.isEmpty() || (body != null && body.contains(text)));
    }
  }

  /**
   * What is to become of a request.
   *
   * @param pause how long it is held up
   * @param fails whether it is then answered 500, with {@link #OUT_OF_ORDER}, and goes no further
   */
  public record Fate(Duration pause, boolean fails) {}

  /** A tap that lets everything through. */
  public Wiretap() {}

  /** The same function with this tap in front of it. */
  public RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> before(
      RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function) {
    return (event, context) -> {
      Fate fate = arrives(event.getRawPath(), event.getBody());
      pause(fate.pause());
      if (fate.fails()) {
        return APIGatewayV2HTTPResponse.builder()
            .withStatusCode(500)
            .withHeaders(Map.of("content-type", "application/json"))
            .withBody(OUT_OF_ORDER)
            .build();
      }
      return function.handleRequest(event, context);
    };
  }

  /** Counts a request that arrives, and says what is to become of it. */
  public Fate arrives(String path, @Nullable String body) {
    arrived.computeIfAbsent(path, p -> new AtomicLong()).incrementAndGet();
    Duration pause =
        slow.stream()
            .filter(s -> s.applies(path, body))
            .map(Slowness::pause)
            .reduce(Duration.ZERO, Duration::plus);
    if (!pause.isZero()) {
      long now = System.nanoTime();
      holds.add(new Hold(path, now, now + pause.toNanos()));
    }
    AtomicInteger failures = failing.get(path);
    return new Fate(pause, failures != null && failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0);
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next requests to this path are answered 500 and do not reach the function. */
  void fail(String path, int times) {
    failing.put(path, new AtomicInteger(times));
  }

  /** Every request to this path takes this much longer. */
  void slowDown(String path, Duration pause) {
    slowDown(path, "", pause);
  }

  /** Every request to this path in whose body this text stands takes this much longer. */
  void slowDown(String path, String text, Duration pause) {
    slow.add(new Slowness(path, text, pause));
  }

  /** Nothing goes wrong or slowly any more. */
  void heal() {
    failing.clear();
    slow.clear();
    holds.clear();
  }

  /** The most requests that were held up at once, at paths that end so, since all was well. */
  long heldAtOnce(String suffix) {
    List<Hold> there = holds.stream().filter(hold -> hold.path().endsWith(suffix)).toList();
    return there.stream()
        .mapToLong(one -> there.stream().filter(other -> other.at(one.from())).count())
        .max()
        .orElse(0);
  }

  /** How many requests have arrived at paths that end so. */
  long arrived(String suffix) {
    return arrived.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(suffix))
        .mapToLong(entry -> entry.getValue().get())
        .sum();
  }
}
