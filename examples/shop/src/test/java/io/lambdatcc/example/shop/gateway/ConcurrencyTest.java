package io.lambdatcc.example.shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ConcurrencyTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Test
  void nestedCallsAtTheConcurrencyLimitDoNotWaitForThemselves() throws Exception {
    int concurrency = 4;
    CyclicBarrier allCheckoutsAreBusy = new CyclicBarrier(concurrency);
    CompletableFuture<URI> self = new CompletableFuture<>();
    try (LocalGateway gateway =
        LocalGateway.builder()
            .function(
                "checkout",
                (event, context) -> {
                  await(allCheckoutsAreBusy);
                  return call(self.join().resolve("/coordinator"));
                },
                concurrency)
            .function(
                "coordinator", (event, context) -> call(self.join().resolve("/stock")), concurrency)
            .function("stock", (event, context) -> ok("reserved"), 1)
            .route("GET /checkout", "checkout")
            .route("GET /coordinator", "coordinator")
            .route("GET /stock", "stock")
            .start(0)) {
      self.complete(gateway.uri());

      // three full rounds: as many wait in the queue as run
      List<CompletableFuture<HttpResponse<String>>> checkouts =
          IntStream.range(0, 3 * concurrency).mapToObj(i -> get(gateway, "/checkout")).toList();

      assertThat(checkouts)
          .allSatisfy(checkout -> assertThat(checkout.join().body()).isEqualTo("reserved"));
    }
  }

  @Test
  void requestsBeyondThreadsAndQueueAreTooMany() throws Exception {
    Semaphore running = new Semaphore(0);
    CountDownLatch finish = new CountDownLatch(1);
    try (LocalGateway gateway =
        LocalGateway.builder()
            .function(
                "f",
                (event, context) -> {
                  running.release();
                  await(finish);
                  return ok("done");
                },
                1)
            .function("other", (event, context) -> ok("free"), 1)
            .route("GET /f", "f")
            .route("GET /other", "other")
            .waiting(0)
            .start(0)) {
      CompletableFuture<HttpResponse<String>> first = get(gateway, "/f");
      acquire(running);

      HttpResponse<String> second = get(gateway, "/f").join();
      HttpResponse<String> other = get(gateway, "/other").join();
      finish.countDown();

      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.body()).isEqualTo("{\"message\":\"Too Many Requests\"}");
      assertThat(other.body()).isEqualTo("free");
      assertThat(first.join().body()).isEqualTo("done");
    }
  }

  @Test
  void slowFunctionIsUnavailableGoesOnAndWhatWaitedForItNeverRuns() throws Exception {
    Semaphore running = new Semaphore(0);
    CountDownLatch finish = new CountDownLatch(1);
    Queue<String> runs = new ConcurrentLinkedQueue<>();
    AtomicInteger completed = new AtomicInteger();
    try (LocalGateway gateway =
        LocalGateway.builder()
            .function(
                "f",
                (event, context) -> {
                  runs.add(event.getRawQueryString());
                  running.release();
                  await(finish);
                  completed.incrementAndGet();
                  return ok("done");
                },
                1)
            .route("GET /f", "f")
            .timeLimit(Duration.ofSeconds(4))
            .waiting(2)
            .start(0)) {
      CompletableFuture<HttpResponse<String>> slow = get(gateway, "/f?slow");
      acquire(running);
      CompletableFuture<HttpResponse<String>> waiting = get(gateway, "/f?waiting");

      assertThat(slow.join().statusCode()).isEqualTo(503);
      assertThat(slow.join().body()).isEqualTo("{\"message\":\"Service Unavailable\"}");
      assertThat(waiting.join().statusCode()).isEqualTo(503);
      assertThat(completed).hasValue(0);
      finish.countDown();
      assertThat(get(gateway, "/f?later").join().body()).isEqualTo("done");

      assertThat(completed).hasValue(2);
      assertThat(runs).containsExactly("slow", "later");
    }
  }

  @Test
  void slowClientsHoldNoThreadOfTheFunction() throws Exception {
    try (LocalGateway gateway = oneThread((event, context) -> ok(event.getBody()));
        Socket slow = RawHttp.open(gateway.uri())) {
      RawHttp.send(
          slow,
          "GET /f HTTP/1.1\nHost: localhost\nContent-Type: text/plain\nContent-Length: 4",
          "ab".getBytes(StandardCharsets.US_ASCII));

      // the only thread is free although that body is not complete
      HttpResponse<String> quick = get(gateway, "/f").join();
      slow.getOutputStream().write("cd".getBytes(StandardCharsets.US_ASCII));

      assertThat(quick.statusCode()).isEqualTo(200);
      assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200")
          .endsWith("abcd");
    }
  }

  @Test
  void bodyThatDoesNotArriveInTimeIsNotWaitedForWhereverItWasGoing() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (LocalGateway gateway =
        LocalGateway.builder()
            .function(
                "f",
                (event, context) -> {
                  runs.incrementAndGet();
                  return ok("done");
                },
                1)
            .route("POST /f", "f")
            .arrivalLimit(Duration.ofMillis(1))
            .start(0)) {
      for (String path : List.of("/f", "/nowhere")) {
        assertThat(
                RawHttp.exchange(
                    gateway.uri(),
                    "POST " + path + " HTTP/1.1\nHost: localhost\nContent-Length: 4",
                    new byte[] {'a', 'b'}))
            .as(path)
            .startsWith("HTTP/1.1 408")
            .endsWith("{\"message\":\"Request Timeout\"}");
      }
    }
    assertThat(runs).hasValue(0);
  }

  @Test
  void headThatDoesNotArriveInTimeIsNotWaitedFor() throws Exception {
    try (LocalGateway gateway = LocalGateway.builder().arrivalLimit(Duration.ofMillis(1)).start(0);
        Socket slow = RawHttp.open(gateway.uri())) {
      slow.getOutputStream().write("GET /f HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));

      assertThat(slow.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void clientThatLeavesDoesNotDisturbTheNext() throws Exception {
    Semaphore running = new Semaphore(0);
    Semaphore finish = new Semaphore(0);
    try (LocalGateway gateway =
        oneThread(
            (event, context) -> {
              running.release();
              finish.acquireUninterruptibly();
              return ok("x".repeat(1_000_000));
            })) {
      try (Socket leaving = RawHttp.open(gateway.uri())) {
        RawHttp.send(leaving, "GET /f HTTP/1.1\nHost: localhost", new byte[0]);
        running.acquireUninterruptibly();
      }
      finish.release(2);

      assertThat(get(gateway, "/f").join().body()).hasSize(1_000_000);
    }
  }

  @Test
  void closingWaitsForWhatIsUnderWay() throws Exception {
    Semaphore running = new Semaphore(0);
    CountDownLatch finish = new CountDownLatch(1);
    LocalGateway gateway =
        oneThread(
            (event, context) -> {
              running.release();
              await(finish);
              return ok("done");
            });
    CompletableFuture<HttpResponse<String>> underWay = get(gateway, "/f");
    running.acquireUninterruptibly();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(gateway::close);
    finish.countDown();

    assertThat(underWay.join().body()).isEqualTo("done");
    closing.join();
  }

  private static LocalGateway oneThread(
      RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler) {
    return LocalGateway.builder().function("f", handler, 1).route("GET /f", "f").start(0);
  }

  private static CompletableFuture<HttpResponse<String>> get(LocalGateway gateway, String path) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(gateway.uri().resolve(path)).build(), BodyHandlers.ofString());
  }

  private static APIGatewayV2HTTPResponse call(URI uri) {
    try {
      return ok(HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static APIGatewayV2HTTPResponse ok(String body) {
    return APIGatewayV2HTTPResponse.builder().withStatusCode(200).withBody(body).build();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      int unused = barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void acquire(Semaphore semaphore) throws InterruptedException {
    assertThat(semaphore.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
