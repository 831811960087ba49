package io.lambdatcc.example.shop.isolated;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lambdatcc.example.shop.client.Reply;
import io.lambdatcc.example.shop.client.Request;
import io.lambdatcc.example.shop.client.Signing;
import io.lambdatcc.example.shop.demo.Stage;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.example.shop.gateway.RawHttp;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.lambdalocal.SandboxStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Who must get nothing, gets nothing: on real processes and sockets, each attack is refused, every
 * table is afterwards as it was before, and nothing secret is in what functions and gateway print.
 *
 * <p>The last two are looked at after every test. What legitimately changes something says {@link
 * #settled} when it has.
 */
@ExtendWith(SharedShop.class)
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileCallersEndToEndTest {
  /** In every payload. */
  private static final String MARKER = "payload-text-" + UUID.randomUUID();

  private static final Pattern SIGNATURE = Pattern.compile("Signature=|AWS4-HMAC-SHA256 ");

  private static final String DOES_NOT_MATCH =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " AWS Secret Access Key and signing method. Consult the service documentation for"
          + " details.";

  private static final int MEGABYTE = 1024 * 1024;
  private static final int GATEWAYS_LIMIT = 10 * MEGABYTE;
  private static final int COORDINATORS_LIMIT = MEGABYTE;
  private static final int LIMIT_OF_A_PAYLOAD = 64 * 1024;

  private static final int SLOW_CLIENTS = 25;

  private final OpenShop shop;
  private final Principal stranger;
  private final Set<String> secrets = new HashSet<>();
  private final Overheard overheard = Overheard.start();
  private final String item;
  private final String user;
  private final String order;
  private Map<String, Set<Map<String, AttributeValue>>> before = Map.of();

  HostileCallersEndToEndTest(OpenShop shop) {
    this.shop = shop;
    stranger = shop.shop.newCustomer(OpenShop.STRANGER);
    item = shop.newItem(10, 1_000);
    user = shop.newUser(1_000);
    order = shop.newOrder(user, item);
    secrets.add(MARKER);
  }

  @AfterAll
  void stopListening() {
    overheard.close();
  }

  // ---- what is looked at after every test ----------------------------------------------------

  @BeforeEach
  void settled() {
    before = tables();
  }

  @AfterEach
  void nothingHasChangedAndNothingSecretWasPrinted() throws IOException {
    Map<String, Set<Map<String, AttributeValue>>> after = tables();
    before.forEach((table, items) -> assertThat(after.get(table)).as(table).isEqualTo(items));
    secrets.addAll(secretsOfSandboxes());
    assertThat(printed()).filteredOn(this::tellsSecrets).isEmpty();
  }

  private Map<String, Set<Map<String, AttributeValue>>> tables() {
    Map<String, Set<Map<String, AttributeValue>>> tables = new TreeMap<>();
    for (String table : new Tables(shop.shop.stack(), shop.dynamoDb).ids()) {
      tables.put(
          table,
          shop
              .dynamoDb
              .scanPaginator(scan -> scan.tableName(table).consistentRead(true))
              .items()
              .stream()
              .collect(Collectors.toSet()));
    }
    assertThat(tables)
        .containsKeys("StockItems", "StockFences", "PaymentUsers", "PaymentFences")
        .containsKeys("Orders", "OrderFences", "TransactionLog");
    return tables;
  }

  private Set<Map<String, AttributeValue>> transactionLog() {
    return tables().getOrDefault("TransactionLog", Set.of());
  }

  private List<String> printed() {
    return Stream.concat(shop.printed.stream(), overheard.text().lines()).toList();
  }

  private boolean tellsSecrets(String line) {
    return SIGNATURE.matcher(line).find() || secrets.stream().anyMatch(line::contains);
  }

  /** As they are in the environment of each process. */
  private Set<String> secretsOfSandboxes() throws IOException {
    Set<String> found = new HashSet<>();
    for (SandboxStatus sandbox : shop.shop.lambda().sandboxes()) {
      if (sandbox.state() == SandboxStatus.State.ENDED) {
        continue;
      }
      Path environment = Path.of("/proc", Long.toString(sandbox.pid()), "environ");
      for (String variable : Files.readString(environment).split("\0", -1)) {
        if (variable.startsWith("AWS_SECRET_ACCESS_KEY=")
            || variable.startsWith("AWS_SESSION_TOKEN=")) {
          found.add(variable.substring(variable.indexOf('=') + 1));
        }
      }
    }
    return found;
  }

  // ---- who ------------------------------------------------------------------------------------

  private Signing by(Principal principal) {
    return by(principal, Clock.systemUTC());
  }

  /** Signs, and keeps in mind what of it is nobody's business. */
  private Signing by(Principal principal, Clock clock) {
    secrets.add(principal.secretAccessKey());
    principal.sessionToken().ifPresent(secrets::add);
    Signer signer = new Signer(principal, clock);
    return (method, uri, headers, body) -> {
      Map<String, String> added = signer.headers(method, uri, headers, body);
      String authorization = String.valueOf(added.get("Authorization"));
      secrets.add(authorization);
      secrets.add(authorization.substring(authorization.lastIndexOf('=') + 1));
      return added;
    };
  }

  private Principal inRole(String role) {
    return shop.shop.account().assume(role, OpenShop.STRANGER);
  }

  /** The same, as far as anybody can see, with another secret. */
  private static Principal impostor(Principal real) {
    return new Principal(
        real.identity(),
        real.session(),
        real.accessKeyId(),
        "another",
        Optional.empty(),
        real.arn(),
        real.callerId());
  }

  private static Clock now(Duration offset) {
    return Clock.offset(Clock.systemUTC(), offset);
  }

  // ---- what -----------------------------------------------------------------------------------

  private Reply send(Signing signing, Request request) {
    return shop.send(signing, request);
  }

  private String sale() {
    return "{\"branches\":[" + sold("stock", 1) + "]}";
  }

  private String sold(String participant, int quantity) {
    return """
        {"participant":"%s","payload":{"item_id":"%s","quantity":%d,"note":"%s"}}"""
        .formatted(participant, item, quantity, MARKER);
  }

  private static String fresh(String what) {
    return what + "-" + UUID.randomUUID();
  }

  /** Requests that change something for whoever may send them, one of each kind. */
  private List<Request> requests() {
    List<Request> requests = new ArrayList<>(messages());
    requests.add(Request.of("PUT", "/transactions/" + fresh("hostile"), sale()));
    requests.add(Request.of("POST", "/stock/add/" + item + "/1", ""));
    requests.add(Request.of("POST", "/payment/add_funds/" + user + "/1", ""));
    requests.add(Request.of("POST", "/orders/create/" + user, ""));
    requests.add(Request.of("POST", "/orders/checkout/" + order, ""));
    requests.add(Request.of("DELETE", "/orders/remove/" + order, ""));
    return requests;
  }

  /** Try, Confirm and Cancel, each as a participant would carry it out for the coordinator. */
  private List<Request> messages() {
    String transaction = fresh("hostile") + "~0123456789abcdefghjk";
    return Stream.of("stock", "payment", "order")
        .flatMap(
            participant ->
                Stream.of("try", "confirm", "cancel")
                    .map(operation -> message(participant, operation, transaction)))
        .toList();
  }

  private Request message(String participant, String operation, String transaction) {
    String base = participant.equals("order") ? "/orders" : "/" + participant;
    return Request.of("POST", base + "/tcc/" + operation, message(participant, transaction));
  }

  private String message(String participant, String transaction) {
    return """
        {"v":1,"transactionId":"%s","branchId":"%s","participant":"%s","deadline":"%s",
        "payload":{"item_id":"%s","quantity":1,"user_id":"%s","amount":1,"order_id":"%s","version":2,
        "total_cost":10,"note":"%s"}}"""
        .formatted(
            transaction,
            participant,
            participant,
            Clock.systemUTC().instant().plusSeconds(60),
            item,
            user,
            order,
            MARKER);
  }

  private static void refused(Request request, Reply reply, String message) {
    assertThat(reply.status()).as("%s", request).isEqualTo(403);
    assertThat(reply.text("message")).as("%s", request).isEqualTo(message);
    assertThat(reply.body().size()).as("%s", request).isEqualTo(1);
  }

  private static void notAuthorized(Request request, Reply reply, Principal who, String reason) {
    refused(
        request,
        reply,
        ("User: %s is not authorized to perform: execute-api:Invoke on resource:"
                + " arn:aws:execute-api:us-east-1:000000000000:local/$default/%s%s %s")
            .formatted(who.arn(), request.method(), request.path(), reason));
  }

  private static void isProblem(Reply reply, int status, String type) {
    assertThat(reply.status()).as("%s", reply).isEqualTo(status);
    assertThat(reply.text("type")).as("%s", reply).endsWith("/" + type);
  }

  // ---- signatures -----------------------------------------------------------------------------

  @Test
  @Order(1)
  void whatIsNotSignedIsRefused() {
    for (Request request : requests()) {
      refused(request, send(Signing.NONE, request), "Missing Authentication Token");
    }
  }

  @Test
  @Order(1)
  void whatIsSignedWithAnotherSecretIsRefused() {
    Signing impostor = by(impostor(stranger));
    for (Request request : requests()) {
      refused(request, send(impostor, request), DOES_NOT_MATCH);
    }
  }

  @Test
  @Order(1)
  void signatureOfAnotherRequestIsRefused() {
    Request signed = Request.of("PUT", "/transactions/" + fresh("signed"), sale());
    Signing signing = by(stranger);
    URI uri = shop.shop.uri().resolve(signed.path());
    Signing taken =
        (method, sentTo, headers, body) ->
            signing.headers(signed.method(), uri, headers, signed.body().getBytes(UTF_8));
    List<Request> others =
        List.of(
            Request.of(signed.method(), "/transactions/" + fresh("other"), signed.body()),
            Request.of("POST", signed.path() + "/cancel", signed.body()),
            Request.of(signed.method(), signed.path() + "?force=true", signed.body()));
    for (Request other : others) {
      refused(other, send(taken, other), DOES_NOT_MATCH);
    }
    String nine = "{\"branches\":[" + sold("stock", 9) + "]}";
    Request otherBody = Request.of(signed.method(), signed.path(), nine);
    refused(
        otherBody,
        send(taken, otherBody),
        "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }

  @Test
  @Order(1)
  void keyOfNobodyIsRefused() {
    Principal gone = shop.shop.account().assume("CoordinatorRole", "gone");
    shop.shop.account().revoke("gone");
    for (Request request : requests()) {
      refused(
          request,
          send(by(gone), request),
          "The security token included in the request is invalid.");
    }
  }

  /** Five minutes either way are allowed for clocks. */
  @Test
  @Order(1)
  void whatWasSignedLongAgoIsRefused() {
    for (Request request : requests()) {
      Reply replayed = send(by(stranger, now(Duration.ofMinutes(-6))), request);
      assertThat(replayed.status()).as("%s", request).isEqualTo(403);
      assertThat(replayed.text("message"))
          .matches("Signature expired: \\w+ is now earlier than \\w+ \\(\\w+ - 5 min\\.\\)");

      Reply early = send(by(stranger, now(Duration.ofMinutes(6))), request);
      assertThat(early.status()).as("%s", request).isEqualTo(403);
      assertThat(early.text("message"))
          .matches(
              "Signature not yet current: \\w+ is still later than \\w+ \\(\\w+ \\+ 5 min\\.\\)");
    }
  }

  /**
   * Until it expires, a signature is good for the same request again, which is the same request.
   */
  @Test
  @Order(1)
  void transactionReplayedInTimeIsTheSameTransaction() {
    Request request = Request.of("PUT", "/transactions/" + fresh("replayed"), sale());
    URI uri = shop.shop.uri().resolve(request.path());
    Map<String, String> signed =
        by(stranger)
            .headers(
                request.method(),
                uri,
                Map.of("content-type", "application/json"),
                request.body().getBytes(UTF_8));
    Signing recorded = (method, sentTo, headers, body) -> signed;
    Reply first = send(recorded, request);
    assertThat(first.status()).isEqualTo(201);
    settled();

    Reply again = send(recorded, request);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.text("id")).isEqualTo(first.text("id"));
  }

  // ---- routes of participants -----------------------------------------------------------------

  /** Else the tests that follow would prove nothing. */
  @Test
  @Order(2)
  void messagesOfTheCoordinatorAreCarriedOut() {
    Signing coordinator = by(inRole("CoordinatorRole"));
    String transaction = fresh("coordinators") + "~0123456789abcdefghjk";
    for (String participant : List.of("stock", "payment", "order")) {
      assertThat(send(coordinator, message(participant, "try", transaction)).text("outcome"))
          .isEqualTo("TRIED");
      assertThat(send(coordinator, message(participant, "cancel", transaction)).text("outcome"))
          .isEqualTo("CANCELLED");
    }
    assertThat(tables()).isNotEqualTo(before);
    settled();
  }

  @Test
  @Order(2)
  void customerMayNotTryConfirmOrCancel() {
    for (Request message : messages()) {
      notAuthorized(
          message,
          send(by(stranger), message),
          stranger,
          "with an explicit deny in an identity-based policy");
    }
  }

  /**
   * Policies are about paths as they are sent, and routes about paths decoded. What gets by the one
   * is stopped by the participant, which knows the roles that may call it.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stock/%74cc/try",
        "/stock/tcc%2Ftry",
        "/stock/%74%63%63/try",
        "/stock%2Ftcc/try"
      })
  @Order(2)
  void participantRefusesWhatGetsByThePolicyInAnotherSpelling(String path) {
    String transaction = fresh("spelled") + "~0123456789abcdefghjk";
    Request message = Request.of("POST", path, message("stock", transaction));
    Reply reply = send(by(stranger), message);
    isProblem(reply, 403, "unauthorized");
    assertThat(reply.text("detail")).isEqualTo("this caller may not call participant stock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "StockRole",
        "PaymentRole",
        "OrderRole",
        "OrderParticipantRole",
        "StockReservationRole",
        "PaymentReservationRole"
      })
  @Order(2)
  void participantMayNotCallAnother(String role) {
    Principal participant = inRole(role);
    for (Request message : messages()) {
      notAuthorized(
          message,
          send(by(participant), message),
          participant,
          "because no identity-based policy allows the execute-api:Invoke action");
    }
  }

  // ---- transactions of others -----------------------------------------------------------------

  @Test
  @Order(3)
  void transactionOfAnotherCallerIsNotThere() {
    String name = fresh("of-the-customer");
    Reply begun = shop.post(by(shop.shop.customer()), name, sale());
    assertThat(begun.status()).isEqualTo(201);
    String id = begun.text("id");
    String nobodys = id.substring(0, id.length() - 1) + (id.endsWith("0") ? "1" : "0");
    settled();

    Signing another = by(stranger);
    for (String suffix : List.of("", "/cancel", "/retry")) {
      String method = suffix.isEmpty() ? "GET" : "POST";
      Reply byName = shop.send(another, method, "/transactions/" + name + suffix, "");
      Reply byId = shop.send(another, method, "/transactions/" + id + suffix, "");
      Reply made = shop.send(another, method, "/transactions/" + nobodys + suffix, "");
      isProblem(byName, 404, "not-found");
      isProblem(byId, 404, "not-found");
      assertThat(byName.body().toString()).doesNotContain(id);
      assertThat(byId.body().toString().replace(id, nobodys))
          .as("as if it had never been")
          .isEqualTo(made.body().toString());
    }
    assertThat(shop.send(another, "GET", "/transactions", "").body().path("transactions"))
        .extracting(each -> each.path("id").asText())
        .doesNotContain(id);
  }

  @Test
  @Order(3)
  void idOfAnotherCallersTransactionIsNoNameForOnesOwn() {
    Reply begun = shop.post(by(shop.shop.customer()), fresh("of-the-customer"), sale());
    assertThat(begun.status()).isEqualTo(201);
    settled();

    Signing another = by(stranger);
    String id = begun.text("id");
    isProblem(shop.post(another, id, sale()), 400, "invalid-request");
    isProblem(shop.send(another, "PUT", "/transactions/" + id, sale()), 400, "invalid-request");
  }

  @Test
  @Order(3)
  void sameNameByAnotherCallerIsAnotherTransaction() {
    String key = fresh("same-key");
    Signing customer = by(shop.shop.customer());
    Reply customers = shop.post(customer, key, sale());
    assertThat(customers.status()).isEqualTo(201);
    Set<Map<String, AttributeValue>> log = transactionLog();

    Signing another = by(stranger);
    String somethingElse = "{\"branches\":[" + sold("stock", 2) + "]}";
    Reply strangers = shop.post(another, key, somethingElse);
    assertThat(strangers.status()).as("%s", strangers).isEqualTo(201);
    assertThat(strangers.text("id")).startsWith(key + "~").isNotEqualTo(customers.text("id"));
    assertThat(transactionLog())
        .as("the customer's is untouched")
        .containsAll(log)
        .hasSize(log.size() + 1);
    settled();

    JsonNode found = shop.send(another, "GET", "/transactions/" + key, "").body();
    assertThat(found.path("id").asText()).isEqualTo(strangers.text("id"));
    found = shop.send(customer, "GET", "/transactions/" + key, "").body();
    assertThat(found.path("id").asText()).isEqualTo(customers.text("id"));
    assertThat(shop.post(customer, key, sale()).text("id")).isEqualTo(customers.text("id"));
  }

  @Test
  @Order(3)
  void wordOfAnOperatorAndQuestionOfAParticipantAreNotForCustomers() {
    Reply begun = shop.post(by(shop.shop.customer()), fresh("of-the-customer"), sale());
    String name = fresh("not-begun");
    String notBegun = begun.text("id").replaceFirst("[^~]*", name);
    settled();

    Signing another = by(stranger);
    for (String id : List.of(begun.text("id"), notBegun)) {
      String branch = "/transactions/" + id + "/branches/stock/";
      isProblem(
          shop.send(
              another,
              "POST",
              branch + "resolve",
              "{\"outcome\":\"CANCELLED\",\"reason\":\"" + MARKER + "\"}"),
          403,
          "unauthorized");
      isProblem(
          shop.send(
              another,
              "POST",
              branch + "inquire",
              """
              {"v":1,"participant":"stock","deadline":"2020-01-01T00:00:00Z",
              "askedAt":"2020-01-01T00:01:00Z"}"""),
          403,
          "unauthorized");
    }
  }

  // ---- participants that are URLs -------------------------------------------------------------

  @Test
  @Order(4)
  void participantCannotBeAUrl() throws IOException {
    try (ServerSocketChannel trap = ServerSocketChannel.open()) {
      trap.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .configureBlocking(false);
      String host = "127.0.0.1:" + ((InetSocketAddress) trap.getLocalAddress()).getPort();
      List<String> names =
          List.of(
              "http://" + host,
              "http://" + host + "/stock",
              "https://" + host + "/stock",
              "//" + host + "/stock",
              host,
              "stock@" + host,
              "stock=http://" + host,
              "lambda:StockFunction:live/stock",
              "../stock",
              "stock/../../payment",
              "stock\\u0000",
              "nobody");
      for (String name : names) {
        Reply reply =
            shop.send(
                by(stranger),
                "PUT",
                "/transactions/" + fresh("url"),
                "{\"branches\":[" + sold("stock", 1) + "," + sold(name, 1) + "]}");
        isProblem(reply, 400, "invalid-request");
        assertThat(reply.text("field")).isEqualTo("branches[1].participant");
      }
      Reply links =
          shop.send(
              by(stranger),
              "PUT",
              "/coordinator/confirm",
              """
              {"participantLinks":[{"uri":"http://%s","expires":"2099-01-01T00:00:00Z"}]}"""
                  .formatted(host));
      assertThat(links.status()).as("TCC for REST is not spoken here").isEqualTo(404);
      assertThat(trap.accept()).as("a call to %s", host).isNull();
    }
  }

  // ---- too large ------------------------------------------------------------------------------

  @Test
  @Order(5)
  void bodyAboveTheGatewaysLimitIsRefusedBeforeItHasCome() throws IOException {
    assertThat(
            RawHttp.exchange(
                shop.shop.uri(),
                signedHead("PUT", "/transactions/" + fresh("huge"), GATEWAYS_LIMIT + 1L),
                MARKER.getBytes(UTF_8)))
        .startsWith("HTTP/1.1 413")
        .endsWith("{\"message\":\"Request Entity Too Large\"}");
  }

  @Test
  @Order(5)
  void bodyThatGrowsAboveTheGatewaysLimitIsCutOff() throws IOException {
    byte[] megabyte = MARKER.repeat(MEGABYTE / MARKER.length() + 1).getBytes(UTF_8);
    try (Socket socket = RawHttp.open(shop.shop.uri())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "PUT /transactions/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(UTF_8));
      boolean cutOff = false;
      for (int sent = 0; !cutOff && sent < 100; sent++) {
        try {
          out.write((Integer.toHexString(megabyte.length) + "\r\n").getBytes(UTF_8));
          out.write(megabyte);
          out.write("\r\n".getBytes(UTF_8));
        } catch (SocketException e) {
          cutOff = true;
        }
      }
      assertThat(cutOff).as("100 MB were taken").isTrue();
    }
  }

  /** A function is invoked with 6 MB at most, everything about the request included. */
  @Test
  @Order(5)
  void bodyAboveTheLimitOfFunctionsIsRefused() {
    Reply reply =
        shop.send(
            by(stranger),
            "PUT",
            "/transactions/" + fresh("large"),
            "\"" + MARKER + "x".repeat(7 * MEGABYTE) + "\"");
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.text("message")).isEqualTo("Request Entity Too Large");
  }

  @Test
  @Order(5)
  void bodyAboveTheCoordinatorsLimitIsRefused() {
    String padded = sale() + " ".repeat(COORDINATORS_LIMIT + 1 - sale().length());
    isProblem(
        shop.send(by(stranger), "PUT", "/transactions/" + fresh("large"), padded),
        413,
        "too-large");
  }

  @Test
  @Order(5)
  void payloadAboveTheCoordinatorsLimitIsRefused() {
    String payload = "\"" + MARKER + "x".repeat(LIMIT_OF_A_PAYLOAD) + "\"";
    Reply reply =
        shop.send(
            by(stranger),
            "PUT",
            "/transactions/" + fresh("large"),
            """
            {"branches":[%s,{"id":"b","participant":"stock","payload":%s}]}"""
                .formatted(sold("stock", 1), payload));
    isProblem(reply, 413, "too-large");
    assertThat(reply.text("field")).isEqualTo("branches[1].payload");
  }

  @Test
  @Order(5)
  void moreBranchesThanATransactionMayHaveAreRefused() {
    String branches =
        IntStream.range(0, 100)
            .mapToObj(i -> sold("stock", 1).replaceFirst("\\{", "{\"id\":\"b" + i + "\","))
            .collect(Collectors.joining(","));
    isProblem(
        shop.send(
            by(stranger),
            "PUT",
            "/transactions/" + fresh("many"),
            "{\"branches\":[" + branches + "]}"),
        400,
        "invalid-request");
  }

  @Test
  @Order(5)
  void payloadNestedTooDeeplyIsRefused() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    isProblem(
        shop.send(
            by(stranger),
            "PUT",
            "/transactions/" + fresh("deep"),
            "{\"branches\":[{\"participant\":\"stock\",\"payload\":" + deep + "}]}"),
        400,
        "invalid-request");
  }

  // ---- too slow -------------------------------------------------------------------------------

  /** What a slow client sends at once; the rest comes slowly, or never. */
  private List<String> beginnings() {
    String path = "/transactions/" + fresh("slow");
    return List.of(
        "P",
        "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        signedHead("PUT", path, 1_000).replace("\n", "\r\n") + "\r\n\r\n{\"branches\":[",
        "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" + MARKER);
  }

  private String signedHead(String method, String path, long length) {
    StringBuilder head =
        new StringBuilder(
            "%s %s HTTP/1.1\nHost: %s\nContent-Type: application/json\nContent-Length: %d"
                .formatted(method, path, shop.shop.uri().getAuthority(), length));
    by(stranger)
        .headers(
            method,
            shop.shop.uri().resolve(path),
            Map.of("content-type", "application/json"),
            sale().getBytes(UTF_8))
        .forEach((name, value) -> head.append('\n').append(name).append(": ").append(value));
    return head.toString();
  }

  @Test
  @Order(6)
  void slowClientsAreInNobodysWay() throws IOException {
    List<SocketChannel> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        for (String beginning : beginnings()) {
          SocketChannel client =
              SocketChannel.open(
                  new InetSocketAddress(shop.shop.uri().getHost(), shop.shop.uri().getPort()));
          slow.add(client);
          client.write(ByteBuffer.wrap(beginning.getBytes(UTF_8)));
          client.configureBlocking(false);
        }
      }
      for (String path : List.of("/stock/find/" + item, "/participants")) {
        assertThat(shop.sending(shop.customer, Request.of("GET", path)))
            .as(path)
            .succeedsWithin(OpenShop.SOON)
            .extracting(Reply::status)
            .isEqualTo(200);
      }
      for (SocketChannel client : slow) {
        assertThat(client.read(ByteBuffer.allocate(1))).as("still waited for").isZero();
      }
    } finally {
      for (SocketChannel client : slow) {
        client.close();
      }
    }
  }

  @Test
  @Order(6)
  void slowClientsAreCutOff() throws IOException {
    IsolatedFunction coordinator =
        new IsolatedFunction(shop.shop.lambda(), IsolatedShop.COORDINATOR, "live");
    ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
    List<Socket> slow = new ArrayList<>();
    try (LocalGateway impatient =
        shop.shop
            .authorizing()
            .arrivalLimit(Duration.ofSeconds(1))
            .function("coordinator", coordinator, 1)
            .signedRoute("ANY /transactions/{proxy+}", "coordinator")
            .start(0)) {
      List<String> beginnings = beginnings();
      for (String beginning : beginnings) {
        slow.add(opened(impatient, beginning));
      }
      for (String beginning : beginnings) {
        Socket trickling = opened(impatient, beginning);
        slow.add(trickling);
        var unused =
            trickle.scheduleAtFixedRate(() -> write(trickling, "x"), 0, 20, TimeUnit.MILLISECONDS);
      }

      assertThat(untilEnd(slow.get(0))).isEmpty();
      assertThat(untilEnd(slow.get(1))).isEmpty();
      for (Socket withHead : slow.subList(2, 4)) {
        assertThat(untilEnd(withHead))
            .startsWith("HTTP/1.1 408")
            .endsWith("{\"message\":\"Request Timeout\"}");
      }
      for (Socket trickling : slow.subList(4, slow.size())) {
        assertThat(untilEnd(trickling)).doesNotContain("HTTP/1.1 2");
      }
    } finally {
      trickle.shutdownNow();
      for (Socket client : slow) {
        client.close();
      }
    }
  }

  private static Socket opened(LocalGateway gateway, String beginning) throws IOException {
    Socket socket = RawHttp.open(gateway.uri());
    socket.getOutputStream().write(beginning.getBytes(UTF_8));
    return socket;
  }

  /** Throws, and so is not called again, when the connection has ended. */
  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that comes until the other side ends the connection, in whatever way. */
  private static String untilEnd(Socket socket) throws IOException {
    StringBuilder read = new StringBuilder();
    try {
      for (int next = socket.getInputStream().read();
          next >= 0;
          next = socket.getInputStream().read()) {
        read.append((char) next);
      }
    } catch (SocketException e) {
      // reset, as it has to be where something was still being sent
    }
    return read.toString();
  }

  // ---- what is printed ------------------------------------------------------------------------

  /** Else it would prove nothing that no secret is among what is overheard. */
  @Test
  @Order(7)
  void whatIsPrintedIsOverheard() throws Exception {
    String name = fresh("printed");
    Reply begun = shop.post(by(stranger), name, sale());
    assertThat(begun.status()).isEqualTo(201);
    settled();

    assertThat(
            Stage.eventually(
                OpenShop.SOON,
                () ->
                    printed().stream()
                        .anyMatch(
                            line ->
                                line.startsWith(IsolatedShop.COORDINATOR)
                                    && line.contains(begun.text("id"))
                                    && line.contains("ended"))))
        .as("%s", printed())
        .isTrue();
    assertThat(secretsOfSandboxes()).as("two of each sandbox").hasSizeGreaterThan(10);
    System.err.println("overheard " + name);
    assertThat(printed()).contains("overheard " + name);
  }
}
