package io.lambdatcc.aws;

import static io.lambdatcc.aws.Invocations.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.aws.Invocations.Request;
import io.lambdatcc.aws.OpenApiDocument.Documented;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.wire.ParticipantLinks;
import io.lambdatcc.wire.ParticipantList;
import io.lambdatcc.wire.ProblemType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/** The coordinator answers what {@code docs/openapi.yaml} says, and all of it. */
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OpenApiDocument DOCUMENT =
      OpenApiDocument.read(Path.of("../../docs/openapi.yaml"));

  private static final String TWO =
      """
      {"branches":[
        {"participant":"stock","payload":{"item":"3","n":1}},
        {"participant":"payment","id":"pay","payload":{"user":"7","amount":20.50}}]}""";
  private static final String TWO_ONCE_DECIDED =
      TWO.replaceFirst(
          "\\{", "{\"timeoutMillis\":20000,\"order\":\"SEQUENTIAL\",\"waitFor\":\"DECIDED\",");
  private static final String OTHER =
      "{\"branches\":[{\"participant\":\"stock\",\"payload\":{\"item\":\"4\"}}]}";
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private static final RestDialect DIALECT =
      new RestDialect(Map.of("hotel", LinkBase.of(URI.create("https://hotel.example.com/rooms"))));
  private static final String LINKS =
      """
      {"participantLinks":[
        {"uri":"https://hotel.example.com/rooms/17","expires":"2030-01-31T12:00:00Z"},
        {"uri":"https://hotel.example.com/rooms/18","expires":"2030-01-31T12:00:00Z"}]}""";

  // ---- the document itself -------------------------------------------------------------------

  @Test
  void theResourceThatIsServedSaysTheSameAsTheDocument() throws IOException {
    Path right = Path.of("target/openapi.json");
    Files.writeString(right, JSON.writeValueAsString(DOCUMENT.tree()) + "\n");

    try (Bench bench = new Bench()) {
      JsonNode served = bench.ask(request("GET", "/openapi.json")).json();
      assertThat(served.equals(DOCUMENT.tree()))
          .as(
              "src/main/resources/io/lambdatcc/aws/openapi.json is docs/openapi.yaml; if not:\n"
                  + "  cp coordinator-lib/aws/target/openapi.json"
                  + " coordinator-lib/aws/src/main/resources/io/lambdatcc/aws/")
          .isTrue();
    }
  }

  @Test
  void everyRouteIsDocumentedAndEveryDocumentedOperationIsARoute() {
    try (Bench bench = new Bench()) {
      assertThat(bench.routes())
          .containsExactlyInAnyOrderElementsOf(
              DOCUMENT.answers().stream().map(Documented::operation).distinct().toList());
    }
  }

  // ---- what is answered ----------------------------------------------------------------------

  @Test
  void whatIsDrivenIsDocumented() {
    assertThat(DOCUMENT.answers().stream().map(Documented::toString)).containsAll(DRIVERS.keySet());
  }

  static List<Documented> answers() {
    return DOCUMENT.answers();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void itIsAnsweredAsDocumented(Documented documented) {
    for (Exchange exchange : exchanges(documented)) {
      String what = documented + ": " + exchange.response().getBody();
      assertThat(documented.isFor(exchange.request().method(), exchange.request().path()))
          .as(what)
          .isTrue();
      assertThat(exchange.response().getStatusCode()).as(what).isEqualTo(documented.status());
      assertHeaders(documented, exchange, what);
      assertBody(documented, exchange, what);
      if (documented.succeeds()) {
        assertRequest(documented, exchange.request(), what);
      }
    }
  }

  private static void assertHeaders(Documented documented, Exchange exchange, String what) {
    Set<String> headers = new TreeSet<>(exchange.headers().keySet());
    headers.remove("content-type");
    assertThat(documented.headers().keySet()).as(what).containsAll(headers);
    documented.headers().entrySet().stream()
        .filter(header -> header.getValue().path("required").asBoolean())
        .forEach(header -> assertThat(headers).as(what).contains(header.getKey()));
  }

  private static void assertBody(Documented documented, Exchange exchange, String what) {
    if (documented.content().isEmpty()) {
      assertThat(exchange.response().getBody()).as(what).isEmpty();
      assertThat(exchange.headers()).as(what).doesNotContainKey("content-type");
    } else {
      assertThat(documented.content()).as(what).containsKey(exchange.contentType());
      JsonNode schema = Objects.requireNonNull(documented.content().get(exchange.contentType()));
      assertThat(DOCUMENT.complaints(schema, exchange.json())).as(what).isEmpty();
    }
  }

  private static void assertRequest(Documented documented, Request request, String what) {
    assertThat(documented.query()).as(what).containsAll(request.query().keySet());
    Set<String> sent = lowerCase(request.headers());
    // a header of its own in OpenAPI, which the content says
    sent.remove("content-type");
    assertThat(documented.requestHeaders()).as(what).containsAll(sent);
    JsonNode schema = documented.requestBody();
    if (schema != null) {
      assertThat(DOCUMENT.complaints(schema, json(request.body()))).as(what).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("answers")
  void aProblemIsOfATypeOfThisProtocolAndOfItsStatus(Documented documented) {
    for (Exchange exchange : exchanges(documented)) {
      if (!documented.succeeds()) {
        JsonNode problem = exchange.json();
        assertThat(ProblemType.of(problem.path("type").asText()).map(ProblemType::status))
            .as(documented + ": " + problem)
            .contains(documented.status());
        assertThat(problem.path("status").asInt()).isEqualTo(documented.status());
      }
    }
  }

  /** So that the document promises nothing that is not there any more. */
  @Test
  void everyHeaderParameterAndPropertyThatIsDocumentedOccurs() {
    Set<String> documented = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    for (Documented answer : DOCUMENT.answers()) {
      answer.headers().keySet().forEach(name -> documented.add(answer + " header " + name));
      answer.content().values().forEach(it -> documented.addAll(properties(answer, it, null)));
      answer.query().forEach(name -> documented.add(answer.operation() + " query " + name));
      answer.requestHeaders().forEach(name -> documented.add(answer.operation() + " sent " + name));
      JsonNode sent = answer.requestBody();
      if (sent != null) {
        documented.addAll(properties(answer, sent, null));
      }
      for (Exchange exchange : exchanges(answer)) {
        exchange.headers().keySet().forEach(name -> seen.add(answer + " header " + name));
        JsonNode received = answer.content().get(exchange.contentType());
        if (received != null) {
          seen.addAll(properties(answer, received, exchange.json()));
        }
        if (answer.succeeds()) {
          Request request = exchange.request();
          request.query().keySet().forEach(it -> seen.add(answer.operation() + " query " + it));
          lowerCase(request.headers()).forEach(it -> seen.add(answer.operation() + " sent " + it));
          if (sent != null) {
            seen.addAll(properties(answer, sent, json(request.body())));
          }
        }
      }
    }
    documented.removeAll(seen);
    assertThat(documented).as("documented, and never seen").isEmpty();
  }

  @Test
  void aListLinksToItsNextPageWhereThereIsOne() {
    List<Exchange> pages = exchanges("GET /transactions 200");
    assertThat(pages).anyMatch(page -> page.json().has("next"));
    assertThat(pages).anyMatch(page -> !page.json().has("next"));
    for (Exchange page : pages) {
      assertThat(page.headers().get("link"))
          .isEqualTo(
              page.json().has("next")
                  ? "<" + page.json().path("next").asText() + ">; rel=\"next\""
                  : null);
    }
  }

  private static Set<String> properties(
      Documented answer, JsonNode schema, @Nullable JsonNode value) {
    return DOCUMENT.properties(answer.operation(), schema, value);
  }

  private static Set<String> lowerCase(Map<String, String> headers) {
    Set<String> names = new TreeSet<>();
    headers.keySet().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    return names;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  // ---- driving -------------------------------------------------------------------------------

  /** A request and what was answered. */
  private record Exchange(Request request, APIGatewayV2HTTPResponse response) {
    Map<String, String> headers() {
      return response.getHeaders();
    }

    JsonNode json() {
      return OpenApiTest.json(response.getBody());
    }

    String contentType() {
      return headers().getOrDefault("content-type", "none");
    }
  }

  /** A coordinator, and what it depends on. */
  private static final class Bench implements AutoCloseable {
    private static final int ROOM = 16;
    private static final int PLENTY_MILLIS = 30_000;

    private static final Duration HASTE = Duration.ofMillis(500);

    /** Above all that anybody waits for in a test. */
    private static final Duration AGES = Duration.ofMinutes(5);

    private final FakeParticipants participants = new FakeParticipants();
    private final SpoiltLog log = new SpoiltLog();
    private volatile ParticipantList list = new ParticipantList(List.of());
    private final TccCoordinator coordinator = coordinator(AGES);
    private final Assembly assembly = assembly(coordinator);

    /** The same log and participants; it waits for nothing for long. */
    private final TccCoordinator hasty = coordinator(HASTE);

    private final Assembly hastyAssembly = assembly(hasty);

    private TccCoordinator coordinator(Duration wait) {
      return TccCoordinator.builder(log, participants)
          .settings(
              TccSettings.builder()
                  .continuesUnattended(false)
                  .parkAfter(1)
                  .maxTransactions(ROOM)
                  .defaultWait(wait)
                  .build())
          .build();
    }

    private Assembly assembly(TccCoordinator of) {
      return new Assembly(
          of,
          () -> list,
          new Roles(Set.of(Invocations.arn("operator")), Set.of(Invocations.arn("stock"))),
          DIALECT,
          new InvocationMetrics(new MetricsListener("test")),
          () -> {},
          () -> {});
    }

    Exchange ask(Request request) {
      return ask(assembly, request, PLENTY_MILLIS);
    }

    /** Asks where the engine gives up long before the invocation has to. */
    Exchange askInHaste(Request request) {
      return ask(hastyAssembly, request, PLENTY_MILLIS);
    }

    /** Asks in an invocation that has to end before the engine has said anything. */
    Exchange askInVain(Request request) {
      return ask(assembly, request, 500);
    }

    private static Exchange ask(Assembly assembly, Request request, int remainingMillis) {
      return new Exchange(
          request,
          assembly.handle(
              request.event(), Patience.until(Invocations.with(() -> remainingMillis))));
    }

    /** Begins a transaction and has no time for it. */
    Exchange begin(String name) {
      return askInHaste(request("PUT", "/transactions/" + name).body(TWO));
    }

    /** Begins one that is parked, since this is how confirming it goes. */
    void park(String name) {
      participants.answering(Operation.CONFIRM, new Answer.Unknown("no reply"));
      // it is answered when it is parked, however long that takes
      Exchange parked = ask(request("PUT", "/transactions/" + name).body(TWO));
      assertThat(parked.json().path("parked").asBoolean()).isTrue();
    }

    /** The same; its full id. */
    String parked(String name) {
      park(name);
      return ask(request("GET", "/transactions/" + name)).json().path("id").asText();
    }

    void answering(Operation operation, Answer answer) {
      participants.answering(operation, answer);
    }

    void answeringWell() {
      participants.answering(call -> new Answer.Done(null));
    }

    void failing() {
      log.failing(new IllegalStateException("throttled"));
    }

    /**
     * Asks a coordinator that has as many transactions under way as may be. No other may have begun
     * here: one that ends meanwhile would leave room.
     */
    Exchange turnedAway(Request request) {
      assertThat(coordinator.underWay()).isZero();
      participants.answering(call -> new Answer.Unknown("no reply"));
      List<CompletionStage<TccOutcome>> crowd = new ArrayList<>();
      TccCoordinator busy = coordinator.forScope("crowd");
      for (int i = 0; i < ROOM; i++) {
        crowd.add(busy.execute(staying("crowd-" + i)));
      }
      Exchange turnedAway = ask(request);
      assertThat(turnedAway.json().path("type").asText()).isEqualTo(ProblemType.OVERLOADED.uri());
      assertThat(turnedAway.headers()).containsEntry("retry-after", "1");
      assertThat(crowd).noneMatch(stage -> stage.toCompletableFuture().isDone());
      return turnedAway;
    }

    /** Under way for longer than any machine takes to ask once more. */
    private static TccRequest staying(String name) {
      return TccRequest.of(name, List.of(TccBranch.at("stock", Payload.of("{}"))))
          .withTimeout(AGES)
          .waitingFor(WaitFor.COMPLETED, AGES);
    }

    List<String> routes() {
      return new Endpoints(coordinator, () -> list, Roles.NONE, DIALECT, Patience.until(null))
          .routes()
          .list();
    }

    @Override
    public void close() {
      coordinator.close();
      hasty.close();
    }
  }

  /** Brings a coordinator to answer a status, in each way in which the answers look different. */
  @FunctionalInterface
  private interface Driver {
    List<Exchange> drive(Bench bench);
  }

  private static final Map<String, Driver> DRIVERS = drivers();
  private static final Map<String, List<Exchange>> DRIVEN = new ConcurrentHashMap<>();

  private static List<Exchange> exchanges(Documented documented) {
    return exchanges(documented.toString());
  }

  /** Drives once, however many tests look at it. */
  private static List<Exchange> exchanges(String operationAndStatus) {
    Driver driver = DRIVERS.get(operationAndStatus);
    assertThat(driver).as("driver that provokes " + operationAndStatus).isNotNull();
    return DRIVEN.computeIfAbsent(
        operationAndStatus,
        unused -> {
          try (Bench bench = new Bench()) {
            return List.copyOf(Objects.requireNonNull(driver).drive(bench));
          }
        });
  }

  private static Map<String, Driver> drivers() {
    Map<String, Driver> drivers = new TreeMap<>();
    begins(drivers, "PUT /transactions/{name}", name -> request("PUT", "/transactions/" + name));
    begins(
        drivers,
        "POST /transactions",
        name -> request("POST", "/transactions").header("Idempotency-Key", '"' + name + '"'));
    lists(drivers);
    looks(drivers);
    cancels(drivers);
    retries(drivers);
    resolves(drivers);
    inquiries(drivers);
    links(drivers);
    drivers.put("GET /participants 200", OpenApiTest::participants);
    drivers.put(
        "POST /participants/{name}/retry 200",
        bench -> {
          bench.park("a");
          Request retry = request("POST", "/participants/stock/retry");
          Exchange inVain = bench.ask(retry);
          bench.answeringWell();
          Exchange well = bench.ask(retry);
          bench.park("b");
          bench.log.illegible();
          return List.of(inVain, well, bench.ask(retry), bench.ask(retry.by("operator")));
        });
    drivers.put(
        "POST /participants/{name}/retry 503", withoutLog("POST", "/participants/stock/retry"));
    drivers.put("GET /health 200", bench -> List.of(bench.ask(request("GET", "/health"))));
    drivers.put("GET /health 503", withoutLog("GET", "/health"));
    drivers.put(
        "GET /openapi.json 200", bench -> List.of(bench.ask(request("GET", "/openapi.json"))));
    return drivers;
  }

  private static Driver withoutLog(String method, String path) {
    return bench -> {
      bench.failing();
      return List.of(bench.ask(request(method, path)));
    };
  }

  private static Driver unknown(String method, String before, String after) {
    return bench -> {
      Exchange theirs = bench.ask(request("PUT", "/transactions/a").body(TWO).by("checkout"));
      String id = theirs.json().path("id").asText();
      return List.of(
          bench.ask(request(method, before + "nobody" + after)),
          bench.ask(request(method, before + id + after).by("billing")),
          bench.ask(request(method, before + "a" + after).by("operator")));
    };
  }

  // ---- begin

  private static void begins(
      Map<String, Driver> drivers, String operation, Function<String, Request> named) {
    drivers.put(
        operation + " 201",
        bench -> {
          bench.participants.answering(
              call -> new Answer.Done(call.branchId().equals("pay") ? null : "{\"at\": 1.50}"));
          return List.of(
              bench.ask(named.apply("a").body(TWO).header("traceparent", TRACE)),
              bench.ask(named.apply("a").body(TWO)),
              bench.ask(named.apply("b").body(TWO_ONCE_DECIDED).header("Prefer", "respond-async")));
        });
    drivers.put(
        operation + " 202",
        bench -> {
          bench.answering(Operation.CONFIRM, new Answer.Unknown("no reply"));
          Exchange decided =
              bench.ask(named.apply("a").body(TWO).header("Prefer", "respond-async, wait=5"));
          bench.answering(Operation.TRY, new Answer.Unknown("no reply"));
          return List.of(decided, bench.askInHaste(named.apply("b").body(TWO)));
        });
    drivers.put(
        operation + " 400",
        bench ->
            List.of(
                bench.ask(named.apply("a").body("{}")),
                bench.ask(named.apply("a").body("")),
                bench.ask(named.apply("a.b").body(TWO)),
                bench.ask(named.apply("a").body(TWO.replace("stock", "nobody")))));
    drivers.put(
        operation + " 409",
        bench -> {
          bench.answering(Operation.TRY, new Answer.Refused("no-credit", "user 7 has 20 only"));
          Exchange refused = bench.ask(named.apply("a").body(TWO));
          Exchange refusedAsync =
              bench.ask(named.apply("b").body(TWO_ONCE_DECIDED).header("Prefer", "respond-async"));
          bench.answering(Operation.TRY, new Answer.Unknown("no reply"));
          return List.of(
              refused,
              refusedAsync,
              bench.ask(named.apply("c").body(TWO.replaceFirst("\\{", "{\"timeoutMillis\":100,"))));
        });
    drivers.put(
        operation + " 413",
        bench -> {
          Exchange payload = bench.ask(named.apply("a").body(TWO.replace("3", "3".repeat(65_536))));
          Exchange body = bench.ask(named.apply("a").body(TWO + " ".repeat(1024 * 1024)));
          bench.log.failing(new LogRejectedException("this could outgrow its item"));
          return List.of(payload, body, bench.ask(named.apply("a").body(TWO)));
        });
    drivers.put(
        operation + " 422",
        bench -> {
          Exchange first = bench.ask(named.apply("a").body(TWO));
          assertThat(first.response().getStatusCode()).isEqualTo(201);
          return List.of(bench.ask(named.apply("a").body(OTHER)));
        });
    drivers.put(
        operation + " 503",
        bench -> {
          bench.failing();
          Exchange inDoubt = bench.askInHaste(named.apply("a").body(TWO));
          Exchange outOfTime = bench.askInVain(named.apply("a").body(TWO));
          try (Bench full = new Bench()) {
            return List.of(inDoubt, outOfTime, full.turnedAway(named.apply("b").body(TWO)));
          }
        });
  }

  // ---- list

  private static void lists(Map<String, Driver> drivers) {
    drivers.put(
        "GET /transactions 200",
        bench -> {
          bench.park("a");
          bench.park("b");
          Exchange first = bench.ask(request("GET", "/transactions?limit=1"));
          List<Exchange> pages = new ArrayList<>(List.of(first));
          pages.add(bench.ask(request("GET", first.json().path("next").asText())));
          pages.add(
              bench.ask(
                  request(
                      "GET",
                      "/transactions?phase=CONFIRMING&parked=true&participant=stock"
                          + "&since=2020-01-31T12:00:00Z")));
          pages.add(bench.ask(request("GET", "/transactions").by("operator")));
          pages.add(bench.ask(request("GET", "/transactions").by("billing")));
          bench.log.illegible();
          pages.add(bench.ask(request("GET", "/transactions")));
          return pages;
        });
    drivers.put(
        "GET /transactions 400",
        bench ->
            List.of(
                bench.ask(request("GET", "/transactions?phase=LUNCH")),
                bench.ask(request("GET", "/transactions?phase=CONFIRMED")),
                bench.ask(request("GET", "/transactions?parked=maybe")),
                bench.ask(request("GET", "/transactions?since=yesterday")),
                bench.ask(request("GET", "/transactions?limit=0")),
                bench.ask(request("GET", "/transactions?limit=all")),
                bench.ask(request("GET", "/transactions?cursor=x")),
                bench.ask(request("GET", "/transactions?state=TRYING"))));
    drivers.put("GET /transactions 503", withoutLog("GET", "/transactions"));
  }

  // ---- look, cancel, retry, resolve

  private static void looks(Map<String, Driver> drivers) {
    drivers.put(
        "GET /transactions/{name} 200",
        bench -> {
          Exchange begun = bench.ask(request("PUT", "/transactions/a").body(TWO).by("checkout"));
          String id = begun.json().path("id").asText();
          return List.of(
              bench.ask(request("GET", "/transactions/a").by("checkout")),
              bench.ask(
                  request("GET", "/transactions/a")
                      .by("checkout")
                      .header("If-None-Match", "\"another\"")),
              bench.ask(request("GET", "/transactions/" + id).by("operator")),
              resolvedAndSeen(bench));
        });
    drivers.put(
        "GET /transactions/{name} 304",
        bench -> {
          Exchange unused = bench.ask(request("PUT", "/transactions/a").body(TWO));
          Request look = request("GET", "/transactions/a");
          String tag = String.valueOf(bench.ask(look).headers().get("etag"));
          return List.of(bench.ask(look.header("If-None-Match", tag)));
        });
    drivers.put("GET /transactions/{name} 404", unknown("GET", "/transactions/", ""));
    drivers.put("GET /transactions/{name} 503", withoutLog("GET", "/transactions/a"));
  }

  private static Exchange resolvedAndSeen(Bench bench) {
    bench.park("b");
    String id = bench.ask(request("GET", "/transactions/b")).json().path("id").asText();
    Exchange unused = bench.ask(resolve(id, "pay", "CONFIRMED"));
    return bench.ask(request("GET", "/transactions/b"));
  }

  private static void cancels(Map<String, Driver> drivers) {
    String operation = "POST /transactions/{name}/cancel ";
    drivers.put(
        operation + 200,
        bench -> {
          bench.answering(Operation.TRY, new Answer.Unknown("no reply"));
          Exchange unused = bench.begin("a");
          Request cancel = request("POST", "/transactions/a/cancel");
          return List.of(bench.ask(cancel), bench.ask(cancel));
        });
    drivers.put(
        operation + 202,
        bench -> {
          bench.answering(Operation.TRY, new Answer.Unknown("no reply"));
          Exchange unused = bench.begin("a");
          bench.answering(Operation.CANCEL, new Answer.Unknown("no reply"));
          return List.of(bench.askInHaste(request("POST", "/transactions/a/cancel")));
        });
    drivers.put(operation + 404, unknown("POST", "/transactions/", "/cancel"));
    drivers.put(
        operation + 409,
        bench -> {
          Exchange unused = bench.ask(request("PUT", "/transactions/a").body(TWO));
          return List.of(bench.ask(request("POST", "/transactions/a/cancel")));
        });
    drivers.put(
        operation + 503,
        bench -> {
          bench.answering(Operation.TRY, new Answer.Unknown("no reply"));
          Exchange unused = bench.begin("a");
          Request cancel = request("POST", "/transactions/a/cancel");
          bench.log.failingToWrite(new IllegalStateException("throttled"));
          Exchange undecided = bench.askInHaste(cancel);
          bench.failing();
          return List.of(undecided, bench.ask(cancel));
        });
  }

  private static void retries(Map<String, Driver> drivers) {
    String operation = "POST /transactions/{name}/retry ";
    drivers.put(
        operation + 200,
        bench -> {
          bench.park("a");
          bench.answeringWell();
          Request retry = request("POST", "/transactions/a/retry");
          return List.of(bench.ask(retry), bench.ask(retry));
        });
    drivers.put(
        operation + 202,
        bench -> {
          bench.park("a");
          return List.of(bench.askInHaste(request("POST", "/transactions/a/retry")));
        });
    drivers.put(operation + 404, unknown("POST", "/transactions/", "/retry"));
    drivers.put(operation + 503, withoutLog("POST", "/transactions/a/retry"));
  }

  private static Request resolve(String id, String branch, String outcome) {
    return request("POST", "/transactions/" + id + "/branches/" + branch + "/resolve")
        .by("operator")
        .body("{\"outcome\":\"" + outcome + "\",\"reason\":\"charged by hand\"}");
  }

  private static void resolves(Map<String, Driver> drivers) {
    String operation = "POST /transactions/{name}/branches/{branch}/resolve ";
    drivers.put(
        operation + 200,
        bench -> {
          String id = bench.parked("a");
          bench.answeringWell();
          return List.of(
              bench.ask(resolve(id, "pay", "CONFIRMED")),
              bench.ask(resolve(id, "pay", "CONFIRMED")));
        });
    drivers.put(
        operation + 202,
        bench -> List.of(bench.askInHaste(resolve(bench.parked("a"), "pay", "CONFIRMED"))));
    drivers.put(
        operation + 400,
        bench -> {
          String id = bench.parked("a");
          Request resolve = resolve(id, "pay", "CONFIRMED");
          return List.of(
              bench.ask(resolve.body("")),
              bench.ask(resolve.body("{\"outcome\":\"CONFIRMED\"}")),
              bench.ask(resolve.body("{\"outcome\":\"CONFIRMED\",\"reason\":\" \"}")),
              bench.ask(resolve.body("{\"outcome\":\"TRIED\",\"reason\":\"so it is\"}")));
        });
    drivers.put(
        operation + 403,
        bench -> {
          Request resolve = resolve(bench.parked("a"), "pay", "CONFIRMED");
          return List.of(bench.ask(resolve.by("checkout")));
        });
    drivers.put(
        operation + 404,
        bench ->
            List.of(
                bench.ask(resolve("nobody", "pay", "CONFIRMED")),
                bench.ask(resolve(bench.parked("a"), "nobody", "CONFIRMED"))));
    drivers.put(
        operation + 409,
        bench -> {
          Exchange otherwise = bench.ask(resolve(bench.parked("a"), "pay", "CANCELLED"));
          bench.answering(Operation.TRY, new Answer.Unknown("no reply"));
          String id = bench.begin("b").json().path("id").asText();
          return List.of(otherwise, bench.ask(resolve(id, "pay", "CANCELLED")));
        });
    drivers.put(
        operation + 503,
        bench -> {
          Request resolve = resolve(bench.parked("a"), "pay", "CONFIRMED");
          bench.log.failingToWrite(new IllegalStateException("throttled"));
          Exchange inDoubt = bench.askInHaste(resolve);
          bench.failing();
          return List.of(inDoubt, bench.ask(resolve));
        });
  }

  private static Request inquire(String id, String deadline) {
    return request("POST", "/transactions/" + id + "/branches/stock/inquire")
        .by("stock")
        .body(
            "{\"v\":1,\"participant\":\"stock\",\"deadline\":\""
                + deadline
                + "\",\"askedAt\":\""
                + Instant.now()
                + "\"}");
  }

  private static void inquiries(Map<String, Driver> drivers) {
    String operation = "POST /transactions/{name}/branches/{branch}/inquire ";
    String unknown = new TransactionId(TransactionKey.of("scope", "a"), "0123456789").toString();
    String past = "2020-01-31T12:00:00Z";
    drivers.put(
        operation + 200,
        bench -> {
          Exchange begun = bench.ask(request("PUT", "/transactions/a").body(TWO));
          Exchange confirmed = bench.ask(inquire(begun.json().path("id").asText(), past));
          Exchange notYet = bench.ask(inquire(unknown, "9999-01-31T12:00:00Z"));
          Exchange cancelled = bench.ask(inquire(unknown, past));
          assertThat(Stream.of(confirmed, notYet, cancelled).map(e -> e.json().path("outcome")))
              .extracting(JsonNode::asText)
              .containsExactly("CONFIRMED", "NOT_YET", "CANCELLED");
          return List.of(confirmed, notYet, cancelled);
        });
    drivers.put(
        operation + 400,
        bench ->
            List.of(
                bench.ask(inquire("a", past)),
                bench.ask(inquire("a~b", past)),
                bench.ask(inquire(unknown, "yesterday")),
                bench.ask(inquire(unknown, "-999999999-01-01T00:00:00Z")),
                bench.ask(inquire(unknown, past).body("{\"v\":2}")),
                bench.ask(
                    request("POST", "/transactions/" + unknown + "/branches/a.b/inquire")
                        .by("stock")
                        .body(inquire(unknown, past).body()))));
    drivers.put(
        operation + 403,
        bench ->
            List.of(
                bench.ask(inquire(unknown, past).by("checkout")),
                bench.ask(inquire(unknown, past).by("operator"))));
    drivers.put(
        operation + 503,
        bench -> {
          bench.failing();
          return List.of(bench.ask(inquire(unknown, past)));
        });
  }

  // ---- TCC for REST

  private static Request links(String operation) {
    return request("PUT", "/coordinator/" + operation)
        .header("Content-Type", "application/tcc+json; charset=utf-8")
        .body(LINKS);
  }

  private static void links(Map<String, Driver> drivers) {
    for (String operation : List.of("confirm", "cancel")) {
      drivers.put(
          "PUT /coordinator/" + operation + " 400",
          bench ->
              List.of(
                  bench.ask(links(operation).body("")),
                  bench.ask(links(operation).body("{\"participantLinks\":[]}")),
                  bench.ask(links(operation).body(LINKS.replace("rooms/18", "../18"))),
                  bench.ask(links(operation).header("Content-Type", "application/json"))));
    }
    for (String operation : List.of("confirm", "cancel")) {
      drivers.put(
          "PUT /coordinator/" + operation + " 413",
          bench -> {
            bench.log.failing(new LogRejectedException("this could outgrow its item"));
            return List.of(
                bench.ask(links(operation)),
                bench.ask(links(operation).body(LINKS + " ".repeat(1024 * 1024))));
          });
      drivers.put(
          "PUT /coordinator/" + operation + " 422",
          bench -> {
            String name = RestDialect.name(ParticipantLinks.fromJson(LINKS));
            Exchange other = bench.ask(request("PUT", "/transactions/" + name).body(TWO));
            assertThat(other.response().getStatusCode()).isEqualTo(201);
            return List.of(bench.ask(links(operation)));
          });
    }
    String confirm = "PUT /coordinator/confirm ";
    drivers.put(
        confirm + 204, bench -> List.of(bench.ask(links("confirm")), bench.ask(links("confirm"))));
    drivers.put(
        confirm + 404,
        bench -> {
          bench.answering(Operation.TRY, new Answer.Refused("expires", "it lapses too soon"));
          return List.of(bench.ask(links("confirm")));
        });
    drivers.put(
        confirm + 409,
        bench -> {
          bench.answering(Operation.CONFIRM, new Answer.Violated("status 404"));
          return List.of(bench.ask(links("confirm")));
        });
    drivers.put(
        confirm + 503,
        bench -> {
          bench.answering(Operation.CONFIRM, new Answer.NotNow(Duration.ofSeconds(1)));
          Exchange notYet = bench.askInHaste(links("confirm"));
          bench.failing();
          return List.of(notYet, bench.askInHaste(links("confirm")));
        });
    String cancel = "PUT /coordinator/cancel ";
    drivers.put(
        cancel + 204,
        bench -> {
          bench.answering(Operation.TRY, new Answer.Refused("cancel-requested", "it is wanted"));
          return List.of(bench.ask(links("cancel")));
        });
    drivers.put(
        cancel + 409,
        bench -> {
          Exchange confirmed = bench.ask(links("confirm"));
          assertThat(confirmed.response().getStatusCode()).isEqualTo(204);
          return List.of(bench.ask(links("cancel")));
        });
    drivers.put(
        cancel + 503,
        bench -> {
          bench.answering(Operation.TRY, new Answer.Unknown("no reply"));
          Exchange notYet = bench.askInHaste(links("cancel"));
          bench.failing();
          return List.of(notYet, bench.askInHaste(links("cancel")));
        });
  }

  // ---- participants

  /** As they look at first, and when one of them is in trouble. */
  private static List<Exchange> participants(Bench bench) {
    Request look = request("GET", "/participants");
    try (HttpParticipants participants =
        HttpParticipants.builder()
            .participant("stock", URI.create("http://localhost:1/stock"))
            .participant(
                "payment",
                InvokedFunction.parse("payment:tcc", "eu-central-1"),
                AnonymousCredentialsProvider.create())
            .circuitBreaker(
                CircuitBreakerConfig.custom()
                    .slidingWindow(1, 1, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                    .build())
            .build()) {
      bench.list = participants.health();
      Exchange well = bench.ask(look);
      Answer unused =
          participants
              .call(
                  new BranchCall(
                      Operation.CANCEL,
                      new TransactionId(TransactionKey.of("scope", "a"), "0123456789"),
                      "stock",
                      "stock",
                      Instant.now().plus(Duration.ofSeconds(5)),
                      null,
                      1,
                      null))
              .toCompletableFuture()
              .join();
      bench.list = participants.health();
      return List.of(well, bench.ask(look));
    }
  }
}
