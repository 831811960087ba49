package io.lambdatcc.example.shop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SceneTest {
  private static final int SAYS_NOTHING = 503;

  private final HttpServer server;
  private final List<String> asked = new ArrayList<>();
  private final Scene scene;

  /** Whether the first request that adds something does it; it is answered 503 in either case. */
  private boolean firstIsDone;

  private int adding;
  private long stock;

  SceneTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    URI shop = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    scene = new Scene(new ShopClient(shop, Signing.NONE));
  }

  @BeforeEach
  void open() {
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(exchange.getRequestMethod() + " " + path);
    int status = 200;
    if (path.startsWith("/stock/add")) {
      adding++;
      status = adding == 1 ? SAYS_NOTHING : 200;
      stock += adding > 1 || firstIsDone ? 5 : 0;
    } else if (path.startsWith("/payment")) {
      status = 404;
    }
    byte[] body =
        "{\"item_id\":\"a\",\"stock\":%d}".formatted(stock).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void whatWasNotAddedIsAddedAgain() {
    assertThat(scene.item(1, 5)).isEqualTo("a");
    assertThat(stock).isEqualTo(5);
    assertThat(asked)
        .containsExactly(
            "POST /stock/item/create/1",
            "POST /stock/add/a/5",
            "GET /stock/find/a",
            "POST /stock/add/a/5");
  }

  @Test
  void whatWasAddedWithoutAnAnswerIsNotAddedTwice() {
    firstIsDone = true;
    assertThat(scene.item(1, 5)).isEqualTo("a");
    assertThat(stock).isEqualTo(5);
    assertThat(asked)
        .containsExactly("POST /stock/item/create/1", "POST /stock/add/a/5", "GET /stock/find/a");
  }

  @Test
  void whatIsRefusedIsNotAskedForAgain() {
    assertThatThrownBy(() -> scene.user(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("404");
    assertThat(asked).containsExactly("POST /payment/create_user");
  }
}
