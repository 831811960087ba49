package io.lambdatcc.example.shop.isolated;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.example.shop.demo.Demo;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.example.shop.gateway.FreePort;
import io.lambdatcc.example.shop.isolated.iam.Grant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The shop as it is deployed, from its jars and its template, on the real runtime client; calls go
 * through the gateway.
 *
 * <p>One shop for all tests, which come in an order: those that must not be helped by a sweep
 * before the schedule starts, and what was granted and not used at the end. Who is refused, and
 * what that changes: {@link HostileCallersEndToEndTest}, before all of this.
 */
@ExtendWith(SharedShop.class)
@Order(2)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IsolatedEndToEndTest {
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

  private final OpenShop shop;

  IsolatedEndToEndTest(OpenShop shop) {
    this.shop = shop;
  }

  // ---- sandboxes -----------------------------------------------------------------------------

  @Test
  @Order(2)
  void idleSandboxesStandStill() throws Exception {
    boolean still =
        Stage.eventually(
            OpenShop.SOON,
            () ->
                !shop.sandboxesOf("StockFunction").isEmpty()
                    && shop.shop.lambda().sandboxes().stream()
                        .allMatch(sandbox -> stateOf(sandbox.pid()) == 'T'));
    assertThat(still).as("%s", shop.shop.lambda().sandboxes()).isTrue();
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
    String item = shop.newItem(10, 5);
    String order = shop.newOrder(shop.newUser(100), item);
    try (Ambush ambush = new Ambush(shop, "StockFunction", pid -> shop.shop.lambda().kill(pid))) {
      assertThat(shop.checkOut(order).status()).isEqualTo(200);
      assertThat(ambush.victim()).isDone();
    }
    assertThat(shop.eventuallyLeft(item, 4)).isTrue();
  }

  @Test
  @Order(4)
  void functionThatTakesTooLongIsEndedAndSurvived() throws Exception {
    String item = shop.newItem(10, 5);
    String order = shop.newOrder(shop.newUser(100), item);
    long victim;
    try (Ambush ambush = new Ambush(shop, "StockFunction", IsolatedEndToEndTest::stop)) {
      assertThat(shop.checkOut(order).status()).isEqualTo(200);
      victim = ambush.victim().join();
    }
    assertThat(shop.eventuallyLeft(item, 4)).isTrue();
    assertThat(Stage.eventually(OpenShop.SOON, () -> ProcessHandle.of(victim).isEmpty()))
        .as("process %d outlives the function's time", victim)
        .isTrue();
  }

  /** As if it hung: it does nothing any more, and nobody tells it to go on. */
  private static void stop(long pid) {
    try {
      // the shell has its own: a small machine need not have another
      int unused = new ProcessBuilder("sh", "-c", "kill -STOP " + pid).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Order(4)
  void debuggerAttachesToFunctionThatNobodyCalls() throws Exception {
    int port = FreePort.find();
    shop.shop
        .functions()
        .deployDebuggable(shop.shop.stack().function("StockFunction"), "Debugged", 0, port);
    shop.shop.warmUp(Map.of("Debugged", "live"), 1);

    try (Socket debugger = new Socket(InetAddress.getLoopbackAddress(), port)) {
      debugger.setSoTimeout((int) OpenShop.SOON.toMillis());
      byte[] greeting = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);
      debugger.getOutputStream().write(greeting);
      assertThat(debugger.getInputStream().readNBytes(greeting.length)).isEqualTo(greeting);
    }
  }

  // ---- phase two -----------------------------------------------------------------------------

  @Test
  @Order(5)
  void whatIsDecidedIsFinishedThroughTheStreamWithoutASweep() throws Exception {
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
    assertThat(shop.shop.account().refused())
        .filteredOn(access -> !access.principal().session().equals(OpenShop.STRANGER))
        .isEmpty();
  }

  @Test
  @Order(7)
  void nothingIsGrantedThatNobodyUses() {
    String order = shop.newOrder(shop.newUser(1), shop.newItem(1, 1));
    assertThat(shop.send("DELETE", "/orders/remove/" + order).status()).isLessThan(300);

    assertThat(shop.shop.account().unused())
        .filteredOn(Grant::allows)
        .filteredOn(grant -> !grant.identity().equals(OpenShop.STRANGER))
        .filteredOn(grant -> SERVICES.matcher(grant.action()).lookingAt())
        // the sweeps of reservations are there, and not scheduled while BeginBesideTry is disabled
        .filteredOn(grant -> !grant.identity().endsWith("ReservationRole"))
        .extracting(grant -> grant.identity() + " " + grant.statement() + " " + grant.action())
        .isSubsetOf(UNUSED.keySet());
  }
}
