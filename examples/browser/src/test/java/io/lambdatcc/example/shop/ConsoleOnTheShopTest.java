package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** The console on the shop as {@code -Pserve} runs it: what is seen there is what is so. */
@TestMethodOrder(OrderAnnotation.class)
class ConsoleOnTheShopTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIRM_PAYMENT = "/payment/tcc/confirm";
  private static final String UNTIL_DECIDED = "respond-async";
  private static final String A_MOMENT = "wait=1";
  private static final String TRY_STOCK = "/stock/tcc/try";

  /**
   * A participant's service that does not work; it is asked ten times until somebody has to look.
   */
  private static final Trouble OUT_OF_ORDER =
      new Trouble(500, "application/json", "{\"message\":\"out of order\"}");

  /** A participant that remembers something else; somebody has to look at once. */
  private static final Trouble VIOLATION =
      new Trouble(
          409,
          "application/problem+json",
          "{\"type\":\"https://lambdatcc.io/problems/violation\",\"title\":\"violation\","
              + "\"status\":409,\"reason\":\"it was restored\"}");

  private static final Trouble NOT_NOW = new Trouble(425, "application/json", "{}");

  /** Begun first, since it takes its time until it is parked. */
  private static final String FAILING = name("failing");

  private record Trouble(int status, String type, String body) {}

  /** What is wrong, by the path and the name of a transaction. */
  private static final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

  private static @Nullable DynamoDb dynamoDb;
  private static @Nullable Shop shop;
  private static @Nullable Browser started;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Browser browser = Objects.requireNonNull(started);
  private final URI uri = Objects.requireNonNull(shop).uri();

  @BeforeAll
  static void open() {
    started = Browser.start();
    Properties properties = new Properties();
    properties.setProperty("sweep.seconds", "1");
    dynamoDb = new DynamoDb(DynamoDbLocal.sharedEndpoint(), new ExecutionInterceptor() {});
    shop = Shop.open(ShopSettings.from(properties), dynamoDb, ConsoleOnTheShopTest::tapped);
  }

  @AfterAll
  static void close() {
    if (started != null) {
      started.close();
    }
    if (shop != null) {
      shop.close();
    }
    if (dynamoDb != null) {
      dynamoDb.close();
    }
  }

  /** What is in trouble with a transaction answers so, and does nothing. */
  private static Shop.Function tapped(Shop.Function function) {
    return (event, context) -> {
      String body = String.valueOf(event.getBody());
      Trouble trouble =
          troubles.entrySet().stream()
              .filter(each -> each.getKey().startsWith(event.getRawPath() + " "))
              .filter(each -> body.contains(each.getKey().split(" ", -1)[1] + "~"))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(null);
      return trouble == null
          ? function.handleRequest(event, context)
          : APIGatewayV2HTTPResponse.builder()
              .withStatusCode(trouble.status())
              .withHeaders(Map.of("content-type", trouble.type()))
              .withBody(trouble.body())
              .build();
    };
  }

  @BeforeEach
  void anOrdinaryWindow() {
    browser.afresh();
  }

  @AfterEach
  void nobodyElseWasAskedAndNothingIsComplainedOf() {
    assertThat(browser.complaints()).isEmpty();
  }

  // ---- what happens in the shop --------------------------------------------------------------

  private JsonNode send(String method, String path, String body, String... headers) {
    try {
      return JSON.readTree(
          http.send(request(method, path, body, headers), BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri.resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .header("content-type", "application/json");
    return (headers.length > 0 ? request.headers(headers) : request).build();
  }

  private String item() {
    String item = send("POST", "/stock/item/create/5", "").path("item_id").asText();
    send("POST", "/stock/add/" + item + "/10", "");
    return item;
  }

  private String user() {
    String user = send("POST", "/payment/create_user", "").path("user_id").asText();
    send("POST", "/payment/add_funds/" + user + "/100", "");
    return user;
  }

  private static String name(String kind) {
    return kind + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /**
   * Begins a transaction.
   *
   * @param prefer how long this waits for it
   */
  private void begin(String name, String prefer, String... branches) {
    String body = "{\"timeoutMillis\":600000,\"branches\":[" + String.join(",", branches) + "]}";
    send("PUT", "/transactions/" + name, body, "Prefer", prefer);
  }

  private String stockBranch() {
    return "{\"participant\":\"stock\",\"payload\":{\"item_id\":\""
        + item()
        + "\",\"quantity\":1}}";
  }

  private String paymentBranch() {
    return "{\"participant\":\"payment\",\"payload\":{\"user_id\":\""
        + user()
        + "\",\"amount\":10}}";
  }

  private JsonNode look(String name) {
    return send("GET", "/transactions/" + name, "");
  }

  /** A transaction whose payment is parked. */
  private String parked() {
    String name = name("order");
    troubles.put(CONFIRM_PAYMENT + " " + name, VIOLATION);
    begin(name, UNTIL_DECIDED, stockBranch(), paymentBranch());
    browser.awaitThat(name + " is parked", () -> look(name).path("parked").asBoolean());
    return name;
  }

  private static void mend(String name) {
    troubles.keySet().removeIf(each -> each.endsWith(" " + name));
  }

  // ---- what is seen of it --------------------------------------------------------------------

  @Test
  @Order(1)
  void oneBeginsToFail() {
    troubles.put(CONFIRM_PAYMENT + " " + FAILING, OUT_OF_ORDER);
    begin(FAILING, UNTIL_DECIDED, stockBranch(), paymentBranch());
    browser.open(URI.create(uri + "/console#/t/" + FAILING));
    browser.awaitText("#t-banner", "Confirm of payment fails, and is repeated");
    assertThat(browser.read("#t-banner")).contains("out of order").doesNotContain("Parked");
  }

  @Test
  @Order(3)
  void aParkedOneIsFoundUnderstoodRetriedAndSeenToEnd() {
    String name = FAILING;
    browser.awaitThat(name + " is parked", () -> look(name).path("parked").asBoolean());
    browser.open(uri.resolve("/console"));
    browser.awaitText("#rows tr", name);
    browser.at("f-parked").findElement(By.cssSelector("option[value=true]")).click();
    browser.awaitThat("it is filtered by", () -> browser.hash().equals("#/?parked=true"));
    browser.awaitText("#rows tr.parked", name);
    assertThat(browser.read("#rows tr.parked"))
        .containsPattern("payment asked \\d\\d times: .*out of order");
    browser.all("#rows tr.parked a").get(0).click();
    browser.awaitText("#t-banner", "Confirm of payment fails");
    assertThat(browser.read("#t-banner")).contains("out of order", "repair payment");
    assertThat(browser.all(".lane.stuck")).hasSize(1);
    assertThat(browser.read(".lane.stuck")).contains("payment", "out of order");
    browser.picture("shop-parked");

    mend(name);
    browser.click("t-retry");
    assertThat(browser.read("#ask")).contains("Retry " + name + " now?", "payment");
    assertThat(look(name).path("parked").asBoolean()).as("nothing before it is confirmed").isTrue();
    browser.click("ask-yes");
    browser.awaitText("#t-banner", "Confirmed everywhere");
    assertThat(browser.read("#t-state")).isEqualTo("confirmed");
    assertThat(look(name).path("phase").asText()).isEqualTo("CONFIRMED");
    browser.picture("shop-confirmed");
    browser.click("back");
    browser.awaitText("#rows tr.over", name);
    assertThat(browser.read("#rows tr.over")).contains("confirmed", "ended");
    assertThat(browser.hosts()).isEqualTo(Set.of(uri.getAuthority()));
  }

  @Test
  @Order(2)
  void oneThatWillNeverAnswerIsResolvedByHandAndSaysByWhom() {
    String name = parked();
    browser.open(URI.create(uri + "/console#/t/" + name));
    browser.awaitText("#t-branches li:last-child", "Resolve by hand");
    browser.all("#t-branches li:last-child button").get(0).click();
    browser.press("paid by hand");
    browser.click("ask-yes");
    browser.awaitText("#t-banner", "Confirmed everywhere");
    browser.awaitText(
        "#t-story",
        "payment was resolved by hand: paid by hand by"
            + " arn:aws:sts::000000000000:assumed-role/shop/local");
    JsonNode seen = look(name);
    assertThat(seen.path("phase").asText()).isEqualTo("CONFIRMED");
    assertThat(seen.path("timeline").findValuesAsText("event"))
        .containsSubsequence("begun", "tried", "tried", "decided", "failed", "resolved", "ended");
  }

  @Test
  @Order(2)
  void oneThatIsTriedIsCancelled() {
    String name = name("evening");
    troubles.put(TRY_STOCK + " " + name, NOT_NOW);
    begin(name, A_MOMENT, stockBranch());
    browser.open(URI.create(uri + "/console#/t/" + name));
    browser.awaitText("#t-state", "trying");
    assertThat(browser.at("t-retry").isDisplayed()).isFalse();
    browser.click("t-cancel");
    browser.click("ask-yes");
    browser.awaitText("#t-banner", "Cancelled everywhere");
    assertThat(browser.read("#t-banner")).contains("somebody asked for it");
    assertThat(look(name).path("phase").asText()).isEqualTo("CANCELLED");
  }

  @Test
  @Order(2)
  void theKeyboardAloneIsEnough() {
    String name = parked();
    browser.open(URI.create(uri + "/console#/?parked=true"));
    browser.awaitText("#rows tr.parked", name);
    browser.tabTo("#rows a[href^='#/t/" + name + "~']");
    assertThat(browser.focusIsSeen()).isTrue();
    browser.press(Keys.ENTER);
    browser.awaitText("#t-banner", "Confirm of payment fails");
    browser.tabTo("#t-retry");
    assertThat(browser.focusIsSeen()).isTrue();
    browser.press(Keys.ENTER);
    browser.awaitThat("it asks", () -> browser.at("ask").isDisplayed());
    browser.press(Keys.ESCAPE);
    browser.awaitThat("the question is gone", () -> !browser.at("ask").isDisplayed());
    assertThat(browser.text("return document.activeElement.id")).isEqualTo("t-retry");
    mend(name);
    browser.press(Keys.ENTER);
    browser.tabTo("#ask-yes");
    assertThat(browser.focusIsSeen()).isTrue();
    browser.press(Keys.SPACE);
    browser.awaitText("#t-banner", "Confirmed everywhere");
    assertThat(look(name).path("phase").asText()).isEqualTo("CONFIRMED");
  }

  @Test
  @Order(2)
  void throughTheProxyItIsTheSame() throws IOException {
    String name = parked();
    Process proxy = proxy();
    try (BufferedReader printed =
        new BufferedReader(new InputStreamReader(proxy.getInputStream(), StandardCharsets.UTF_8))) {
      URI address =
          printed
              .lines()
              .filter(line -> line.startsWith("console: "))
              .map(line -> URI.create(line.substring("console: ".length())))
              .findFirst()
              .orElseThrow();
      browser.open(address);
      browser.awaitText("#rows tr.parked", name);
      assertThat(browser.hash()).as("the token is out of sight").isEqualTo("#/");
      mend(name);
      browser.goTo("#/t/" + name);
      browser.click("t-retry");
      browser.click("ask-yes");
      browser.awaitText("#t-banner", "Confirmed everywhere");
      assertThat(browser.complaints()).isEmpty();
      browser.forget();
      browser.open(address.resolve("/console"));
      browser.awaitText("#trouble", "This address belongs to another run of the console");
      assertThat(browser.complaints()).isNotEmpty().allMatch(each -> each.contains(" 403 "));
      assertThat(browser.hosts()).isEqualTo(Set.of(address.getAuthority()));
    } finally {
      proxy.destroy();
    }
  }

  /** As {@code -Pconsole} starts it. */
  private Process proxy() throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dendpoint=" + uri,
                    "-Dsun.net.httpserver.nodelay=true",
                    "-classpath",
                    System.getProperty("java.class.path"),
                    "io.lambdatcc.console.ConsoleMain"))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    command
        .environment()
        .putAll(Map.of("AWS_ACCESS_KEY_ID", "AKIATEST", "AWS_SECRET_ACCESS_KEY", "of-the-test"));
    return command.start();
  }
}
