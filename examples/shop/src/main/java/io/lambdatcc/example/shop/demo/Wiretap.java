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

/**
 * Sits between the gateway and every function: counts the requests that arrive, and makes some of
 * them go wrong when a story wants it. Safe for use by many threads.
 */
public final class Wiretap {
  private final Map<String, AtomicLong> arrived = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> failing = new ConcurrentHashMap<>();
  private final List<Slowness> slow = new CopyOnWriteArrayList<>();

  /** Requests to a path, with this text in them, take so much longer. */
  private record Slowness(String path, String text, Duration pause) {
    boolean applies(APIGatewayV2HTTPEvent event) {
      return path.equals(event.getRawPath())
          && (text.isEmpty() || (event.getBody() != null && event.getBody().contains(text)));
    }
  }

  /** A tap that lets everything through. */
  public Wiretap() {}

  /** The same function with this tap in front of it. */
  public RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> before(
      RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function) {
    return (event, context) -> {
      String path = event.getRawPath();
      arrived.computeIfAbsent(path, p -> new AtomicLong()).incrementAndGet();
      slow.stream().filter(s -> s.applies(event)).forEach(s -> pause(s.pause()));
      AtomicInteger failures = failing.get(path);
      if (failures != null && failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        return APIGatewayV2HTTPResponse.builder()
            .withStatusCode(500)
            .withHeaders(Map.of("content-type", "application/json"))
            .withBody("{\"message\":\"out of order\"}")
            .build();
      }
      return function.handleRequest(event, context);
    };
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
  }

  /** How many requests have arrived at paths that end so. */
  long arrived(String suffix) {
    return arrived.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(suffix))
        .mapToLong(entry -> entry.getValue().get())
        .sum();
  }
}
