package io.lambdatcc.shop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.lambdatcc.http.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpItemCatalogTest {
  private record Answer(int status, String body) {}

  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final HttpServer stock = server();
  private final ItemCatalog catalog =
      ItemCatalog.at(
          URI.create("http://127.0.0.1:" + stock.getAddress().getPort() + "/stock"),
          LocalOrders.CALLER);

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError("no port", e);
    }
  }

  @BeforeEach
  void start() {
    stock.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(exchange.getRequestURI().toString());
            Answer answer = answers.removeFirst();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
          }
        });
    stock.start();
  }

  @AfterEach
  void stop() {
    stock.stop(0);
  }

  @Test
  void thePriceIsThatOfTheStockService() {
    answers.add(new Answer(200, "{\"stock\":5,\"price\":7}"));
    assertThat(catalog.priceOf("apple")).hasValue(7);
    assertThat(asked).containsExactly("/stock/find/apple");
  }

  @Test
  void anItemThatIsNotFoundHasNoPrice() {
    answers.add(new Answer(404, "{}"));
    assertThat(catalog.priceOf("unicorn")).isEmpty();
  }

  @Test
  void aFailureIsAskedAboutOnceMore() {
    answers.add(new Answer(502, "{}"));
    answers.add(new Answer(200, "{\"stock\":5,\"price\":0}"));
    assertThat(catalog.priceOf("apple")).hasValue(0);
  }

  @Test
  void whatCannotBeToldIsNotTakenForUnknown() {
    answers.add(new Answer(200, "{\"stock\":5}"));
    answers.add(new Answer(500, "{}"));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> catalog.priceOf("apple"))
        .satisfies(e -> assertThat(e.problem().status()).isEqualTo(503));
    assertThat(asked).hasSize(2);
  }
}
