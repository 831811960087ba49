package io.lambdatcc.example.shop.isolated;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.example.shop.demo.Demo;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The shop as it is deployed, from its jars and its template, on the real runtime client; calls go
 * through the gateway.
 *
 * <p>One shop for all tests, which come in an order: those that must not be helped by a sweep
 * before the schedule starts, and what was granted and not used at the end.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IsolatedEndToEndTest {
  private static final String STRANGER = "stranger";

  /** Enough for a service whose call comes back to it. */
  private static final int SANDBOXES = 2;

  /** What the crowds of the stories compete for; ten orders for each. */
  private static final int PIECES = 3;

  /** The services whose calls are seen here; logs, traces and queues are not. */
  private static final Pattern SERVICES = Pattern.compile("dynamodb:|execute-api:|lambda:");

  /** What is granted, and may well be used by no story, with the reason. */
  private static final Map<String, String> UNUSED =
      Map.of(
          "CompletionRole ReadTheStream dynamodb:ListStreams",
          "Lambda asks for it when it is given a mapping; the poller here knows its stream",
          "OrderRole StartTransactionsAndAskForPrices execute-api:Invoke",
          "the client asks about a transaction only after a 202, which takes a slow coordinator");

  private static @Nullable OpenShop opened;

  @BeforeAll
  static void open() {
    opened = new OpenShop(IsolatedShop.Transport.HTTPS, SANDBOXES);
  }

  @AfterAll
  static void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private static OpenShop shop() {
    return Objects.requireNonNull(opened);
  }

  // ---- who may call --------------------------------------------------------------------------

  @Test
  @Order(1)
  void whatIsNotSignedIsRefused() {
    refused(shop().unsigned("GET", "/health"), "Missing Authentication Token");
  }

  @Test
  @Order(1)
  void whatIsSignedWithAnotherSecretIsRefused() {
    Principal real = shop().shop.customer();
    Principal impostor =
        new Principal(
            real.identity(),
            real.session(),
            real.accessKeyId(),
            "another",
            Optional.empty(),
            real.arn(),
            real.callerId());
    refused(
        shop().send(new Signer(impostor), "GET", "/health", ""),
        "The request signature we calculated does not match the signature you provided. Check"
            + " your AWS Secret Access Key and signing method. Consult the service documentation"
            + " for details.");
  }

  @Test
  @Order(1)
  void whatWasSignedLongAgoIsRefused() {
    Clock tenMinutesAgo = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));
    OpenShop.Reply reply =
        shop().send(new Signer(shop().shop.customer(), tenMinutesAgo), "GET", "/health", "");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.text("message"))
        .matches("Signature expired: \\w+ is now earlier than \\w+ \\(\\w+ - 5 min\\.\\)");
  }

  @Test
  @Order(1)
  void keyOfNobodyIsRefused() {
    Principal gone = shop().shop.account().assume("StockRole", "gone");
    shop().shop.account().revoke("gone");
    refused(
        shop().send(new Signer(gone), "GET", "/health", ""),
        "The security token included in the request is invalid.");
  }

  @Test
  @Order(1)
  void customerMayNotTry() {
    notAuthorized(
        shop().send(shop().customer, "POST", "/stock/tcc/try", "{}"),
        shop().shop.customer(),
        "POST/stock/tcc/try",
        "with an explicit deny in an identity-based policy");
  }

  @Test
  @Order(1)
  void roleOfOneServiceMayNotCallAnother() {
    Principal stock = shop().shop.account().assume("StockRole", STRANGER);
    notAuthorized(
        shop().send(new Signer(stock), "POST", "/orders/create/7", ""),
        stock,
        "POST/orders/create/7",
        "because no identity-based policy allows the execute-api:Invoke action");
    notAuthorized(
        shop().send(new Signer(stock), "POST", "/orders/tcc/confirm", "{}"),
        stock,
        "POST/orders/tcc/confirm",
        "because no identity-based policy allows the execute-api:Invoke action");
  }

  private static void refused(OpenShop.Reply reply, String message) {
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.text("message")).isEqualTo(message);
    assertThat(reply.body().size()).isEqualTo(1);
  }

  private static void notAuthorized(
      OpenShop.Reply reply, Principal who, String what, String reason) {
    refused(
        reply,
        ("User: %s is not authorized to perform: execute-api:Invoke on resource:"
                + " arn:aws:execute-api:us-east-1:000000000000:local/$default/%s %s")
            .formatted(who.arn(), what, reason));
  }

  // ---- sandboxes -----------------------------------------------------------------------------

  @Test
  @Order(2)
  void idleSandboxesStandStill() throws Exception {
    boolean still =
        Stage.eventually(
            OpenShop.SOON,
            () ->
                !shop().sandboxesOf("StockFunction").isEmpty()
                    && shop().shop.lambda().sandboxes().stream()
                        .allMatch(sandbox -> stateOf(sandbox.pid()) == 'T'));
    assertThat(still).as("%s", shop().shop.lambda().sandboxes()).isTrue();
  }

  /** The third field of the process's status: T for one that was stopped. */
  private static char stateOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Order(3)
  void participantKilledAfterItsReservationIsSurvived() throws Exception {
    OpenShop shop = shop();
    String item = shop.newItem(10, 5);
    String order = shop.newOrder(shop.newUser(100), item);
    try (Ambush ambush = new Ambush(shop, "StockFunction", pid -> shop.shop.lambda().kill(pid))) {
      assertThat(shop.checkOut(order).status()).isEqualTo(200);
      assertThat(ambush.victim()).isDone();
    }
    assertThat(shop.send("GET", "/stock/find/" + item).body().path("stock").asLong()).isEqualTo(4);
  }

  @Test
  @Order(4)
  void functionThatTakesTooLongIsEndedAndSurvived() throws Exception {
    OpenShop shop = shop();
    String item = shop.newItem(10, 5);
    String order = shop.newOrder(shop.newUser(100), item);
    long victim;
    try (Ambush ambush = new Ambush(shop, "StockFunction", IsolatedEndToEndTest::stop)) {
      assertThat(shop.checkOut(order).status()).isEqualTo(200);
      victim = ambush.victim().join();
    }
    assertThat(shop.send("GET", "/stock/find/" + item).body().path("stock").asLong()).isEqualTo(4);
    assertThat(Stage.eventually(OpenShop.SOON, () -> ProcessHandle.of(victim).isEmpty()))
        .as("process %d outlives the function's time", victim)
        .isTrue();
  }

  /** As if it hung: it does nothing any more, and nobody tells it to go on. */
  private static void stop(long pid) {
    try {
      int unused = new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- phase two -----------------------------------------------------------------------------

  @Test
  @Order(5)
  void whatIsDecidedIsFinishedThroughTheStreamWithoutASweep() throws Exception {
    OpenShop shop = shop();
    String item = shop.newItem(10, 5);
    String user = shop.newUser(100);
    String order = shop.newOrder(user, item);
    assertThat(shop.shop.lambda().coldStarts("SweepFunction")).isZero();

    String name = shop.decided(shop.branches(item, user, order));

    assertThat(shop.eventuallyConfirmed(name)).isTrue();
    assertThat(shop.shop.lambda().coldStarts("CompletionFunction")).isPositive();
    assertThat(shop.shop.lambda().coldStarts("SweepFunction")).isZero();
  }

  @Test
  @Order(5)
  void coordinatorListsWhatIsUnfinishedAndTellsOfItselfAndItsParticipants() {
    OpenShop shop = shop();
    assertThat(shop.send("GET", "/transactions?parked=true").body().path("transactions")).isEmpty();
    assertThat(shop.send("GET", "/participants").body().path("participants"))
        .extracting(each -> each.path("name").asText())
        .containsExactly("order", "payment", "stock");
    assertThat(shop.send("POST", "/participants/stock/retry").body().path("retried").asInt(-1))
        .isZero();
    assertThat(shop.send("GET", "/openapi.json").text("openapi")).isEqualTo("3.1.0");
  }

  @Test
  @Order(6)
  void everyStoryEndsAsItMust() {
    OpenShop shop = shop();
    shop.shop.startSchedules();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    boolean ok = new Demo(new IsolatedStage(shop.shop, shop.dynamoDb), out, PIECES).run();
    String told = printed.toString(StandardCharsets.UTF_8);
    assertThat(ok).as(told).isTrue();
    assertThat(told.lines().reduce("", (a, b) -> b)).isEqualTo("demo: 11 stories, 11 ok");
  }

  // ---- least privilege -----------------------------------------------------------------------

  @Test
  @Order(7)
  void nobodyIsRefusedWhatItNeeds() {
    assertThat(shop().shop.account().refused())
        .filteredOn(access -> !access.principal().session().equals(STRANGER))
        .filteredOn(access -> !access.resource().endsWith("/POST/stock/tcc/try"))
        .isEmpty();
  }

  @Test
  @Order(7)
  void nothingIsGrantedThatNobodyUses() {
    OpenShop shop = shop();
    String order = shop.newOrder(shop.newUser(1), shop.newItem(1, 1));
    assertThat(shop.send("DELETE", "/orders/remove/" + order).status()).isLessThan(300);

    assertThat(shop.shop.account().unused())
        .filteredOn(grant -> SERVICES.matcher(grant.action()).lookingAt())
        // the sweeps of reservations are there, and not scheduled while BeginBesideTry is disabled
        .filteredOn(grant -> !grant.identity().endsWith("ReservationRole"))
        .extracting(grant -> grant.identity() + " " + grant.statement() + " " + grant.action())
        .isSubsetOf(UNUSED.keySet());
  }
}
