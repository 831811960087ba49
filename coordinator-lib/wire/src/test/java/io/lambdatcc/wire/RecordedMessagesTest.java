package io.lambdatcc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.lambdatcc.recorded.Corpus;
import io.lambdatcc.recorded.Recording;
import io.lambdatcc.recorded.Rendering;
import io.lambdatcc.recorded.Tree;
import io.lambdatcc.recorded.Tree.Place;
import io.lambdatcc.wire.TransactionDocument.Branch;
import io.lambdatcc.wire.TransactionDocument.Resolved;
import io.lambdatcc.wire.TransactionDocument.Times;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages as releases have sent them (I12). */
class RecordedMessagesTest {
  private static final String TYPE = "type";
  private static final String OPERATION = "operation";
  private static final String STATUS = "status";
  private static final String HEADERS = "headers";
  private static final String MESSAGE = "message";
  private static final String READ_AS = "readAs";
  private static final String REPLY = ParticipantReply.class.getSimpleName();

  private static final Corpus CORPUS = new Corpus(MESSAGE);
  private static final Rendering RENDERING = new Rendering();
  private static final JsonFactory JSON = new JsonFactory();

  /** Read leniently, whatever they say. */
  private static final Set<String> TOTAL = Set.of(REPLY, Problem.class.getSimpleName());

  /** What a message may lack; documented with the message. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "ParticipantRequest payload",
          "CreateTransaction branches.id",
          "CreateTransaction timeoutMillis",
          "CreateTransaction order",
          "CreateTransaction waitFor",
          "ParticipantList participants.failurePercent",
          "ParticipantList participants.inquiring",
          "TransactionDocument decision",
          "TransactionDocument reason",
          "TransactionDocument decidedAt",
          "TransactionDocument parkedAt",
          "TransactionDocument nextTryAt",
          "TransactionDocument endedAt",
          "TransactionDocument timeline",
          "TransactionDocument timeline.branch",
          "TransactionDocument timeline.detail",
          "TransactionDocument timeline.by",
          "TransactionDocument branches.address",
          "TransactionDocument branches.result",
          "TransactionDocument branches.detail",
          "TransactionDocument branches.resolved",
          "TransactionList unreadable",
          "TransactionList next");

  /** What may be of any type: others' values, and one that is nothing but information. */
  private static final Set<String> ANY =
      Set.of(
          "ParticipantRequest payload",
          "CreateTransaction branches.payload",
          "TransactionDocument branches.result",
          "ParticipantList participants.failurePercent");

  /** What says how the rest is meant: an unknown one is refused. */
  private static final Set<String> MEANINGS =
      Set.of(
          "ParticipantRequest v",
          "InquiryRequest v",
          "InquiryReply v",
          "InquiryReply outcome",
          "ResolveBranch outcome",
          "CreateTransaction order",
          "CreateTransaction waitFor");

  /** What is shown to people and programs that may know it: an unknown one is kept. */
  private static final Set<String> SHOWN =
      Set.of(
          "TransactionDocument phase",
          "TransactionDocument decision",
          "TransactionDocument reason",
          "TransactionDocument branches.outcome",
          "TransactionDocument timeline.event",
          "ParticipantList participants.transport",
          "ParticipantList participants.breaker");

  // ---- what is recorded ------------------------------------------------------------------------

  private static final String ID = "order-17~14cm78xq73j97k2m9qx4t0v8b1c6d3f5ghjnpr";
  private static final Instant BEGUN = Instant.parse("2030-01-31T12:00:00.123Z");
  private static final Instant DEADLINE = BEGUN.plusSeconds(10);
  private static final JsonText PAYLOAD =
      JsonText.parse("{\"item\":\"Käse\",\"price\":12.50,\"tags\":[]}");
  private static final JsonText RESULT = JsonText.parse("{\"authorisation\":\"7f-12.50\"}");

  private static Map<String, ObjectNode> written() {
    Map<String, ObjectNode> written = new LinkedHashMap<>();
    participants(written);
    initiators(written);
    shown(written);
    for (ProblemType type : ProblemType.values()) {
      written.put(
          "problem-" + type.slug(),
          file(type.problem("what was wrong with order-17").with("transactionId", ID)));
    }
    return written;
  }

  private static void participants(Map<String, ObjectNode> written) {
    for (Operation operation : Operation.values()) {
      ParticipantRequest request =
          new ParticipantRequest(
              ParticipantRequest.VERSION,
              ID,
              "stock-5",
              "stock",
              DEADLINE,
              operation == Operation.TRY ? PAYLOAD : null);
      ObjectNode file = file(request);
      file.put(OPERATION, operation.name()).put("path", operation.path());
      file.putObject(HEADERS)
          .put(ParticipantRequest.IDEMPOTENCY_KEY_HEADER, request.idempotencyKey(operation))
          .put(ParticipantRequest.ATTEMPT_HEADER, "1");
      written.put(operation.path(), file);
      written.put(
          "reply-done-to-" + operation.path(),
          reply(operation, new ParticipantReply.Done(operation, null)));
    }
    Operation ask = Operation.TRY;
    written.put("reply-done-with-a-result", reply(ask, new ParticipantReply.Done(ask, RESULT)));
    written.put(
        "reply-refused", reply(ask, new ParticipantReply.Refused("sold-out", "none left of 5")));
    written.put("reply-not-now", reply(ask, new ParticipantReply.NotNow(Duration.ofMillis(1_250))));
    written.put(
        "reply-violated",
        reply(Operation.CONFIRM, new ParticipantReply.Violated("it was never tried here")));
    written.put(
        "reply-rejected",
        reply(ask, new ParticipantReply.Rejected(422, "payload-conflict", "tried with another")));
    written.put(
        "reply-unknown", reply(ask, new ParticipantReply.Unknown("the fence cannot be read")));
    written.put(
        "inquiry-request", file(new InquiryRequest("stock", DEADLINE, DEADLINE.plusSeconds(60))));
    for (InquiryReply.Outcome outcome : InquiryReply.Outcome.values()) {
      written.put("inquiry-reply-" + lower(outcome), file(new InquiryReply(outcome)));
    }
  }

  private static void initiators(Map<String, ObjectNode> written) {
    written.put("create", file(CreateTransaction.of(List.of(BranchSpec.of("stock", PAYLOAD)))));
    written.put(
        "create-with-everything",
        file(
            new CreateTransaction(
                List.of(
                    new BranchSpec("stock-5", "stock", PAYLOAD),
                    new BranchSpec("stock-9", "stock", JsonText.parse("null"))),
                Duration.ofSeconds(10),
                Order.SEQUENTIAL,
                WaitFor.DECIDED)));
    for (ResolveBranch.Outcome outcome : ResolveBranch.Outcome.values()) {
      written.put(
          "resolve-" + lower(outcome),
          file(new ResolveBranch(outcome, "refunded by hand, ticket 4711")));
    }
    written.put(
        "participant-links",
        file(
            ParticipantLinks.class,
            "{\"participantLinks\":["
                + "{\"uri\":\"https://hotel.example.com/rooms/17\",\"expires\":\"2030-01-31T12:30:00Z\"},"
                + "{\"uri\":\"https://air.example.com/seats/3\",\"expires\":\"2030-01-31T12:45:00Z\"}]}"));
  }

  private static void shown(Map<String, ObjectNode> written) {
    TransactionDocument trying =
        document("TRYING", null, null, Times.NONE, branch("PENDING"), branch("ASKED"));
    TransactionDocument parked = parked();
    written.put("transaction-trying", file(trying));
    written.put(
        "transaction-confirming",
        file(
            document(
                "CONFIRMING",
                "CONFIRM",
                null,
                new Times(BEGUN.plusSeconds(1), null, BEGUN.plusSeconds(2), null),
                branch("TRIED"),
                branch("CONFIRMED"))));
    written.put("transaction-confirming-parked", file(parked));
    written.put(
        "transaction-confirmed",
        file(document("CONFIRMED", "CONFIRM", null, ended(), branch("CONFIRMED"))));
    written.put(
        "transaction-cancelling",
        file(
            document(
                "CANCELLING",
                "CANCEL",
                "refused",
                new Times(BEGUN.plusSeconds(1), null, BEGUN.plusSeconds(2), null),
                branch("REFUSED"),
                branch("WAITING"))));
    written.put(
        "transaction-cancelled",
        file(document("CANCELLED", "CANCEL", "contended", ended(), branch("CANCELLED"))));
    written.put("list", file(new TransactionList(List.of(), List.of(), null)));
    written.put(
        "list-with-everything",
        file(
            new TransactionList(
                List.of(trying, parked),
                List.of("order-18~14cm78xq73j9"),
                "/transactions?cursor=3.1896091202123")));
    written.put(
        "participant-list",
        file(
            new ParticipantList(
                List.of(
                    new ParticipantList.Participant("stock", "http", "CLOSED", null, 0, true),
                    new ParticipantList.Participant("payment", "lambda", "OPEN", 75, 3, false)))));
  }

  private static TransactionDocument document(
      String phase,
      @Nullable String decision,
      @Nullable String reason,
      Times times,
      Branch... branches) {
    return new TransactionDocument(
        ID,
        phase,
        decision,
        List.of(branches),
        reason,
        "contended".equals(reason),
        BEGUN,
        DEADLINE,
        times.parkedAt() != null,
        times,
        List.of());
  }

  private static Branch branch(String outcome) {
    return new Branch("stock-" + lower(outcome), "stock", null, outcome, 1, null, null, null);
  }

  private static TransactionDocument parked() {
    Instant later = BEGUN.plusSeconds(120);
    String operator = "arn:aws:sts::123456789012:assumed-role/operators/ada";
    return new TransactionDocument(
        ID,
        "CONFIRMING",
        "CONFIRM",
        List.of(
            new Branch(
                "b1",
                "hotel",
                "https://hotel.example.com/rooms/17",
                "CONFIRMED",
                11,
                RESULT,
                null,
                new Resolved(operator, later, "refunded by hand, ticket 4711")),
            new Branch("b2", "airline", null, "TRIED", 11, null, "no answer within 5 s", null)),
        null,
        false,
        BEGUN,
        DEADLINE,
        true,
        new Times(BEGUN.plusSeconds(1), BEGUN.plusSeconds(60), later.plusSeconds(300), null),
        List.of(
            new TimelineEntry(BEGUN, "begun", null, null, null),
            new TimelineEntry(later, "resolved", "b1", "refunded by hand", operator)));
  }

  private static Times ended() {
    return new Times(BEGUN.plusSeconds(1), null, null, BEGUN.plusSeconds(2));
  }

  private static String lower(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ObjectNode file(Object message) {
    return file(message.getClass(), (String) call(message.getClass(), "toJson", message));
  }

  private static ObjectNode file(Class<?> type, String message) {
    ObjectNode file = Tree.object().put(TYPE, type.getSimpleName());
    return file.putRawValue(MESSAGE, new RawValue(message));
  }

  private static ObjectNode reply(Operation operation, ParticipantReply reply) {
    ParticipantReply.Message message = reply.write();
    ObjectNode file = file(ParticipantReply.class, message.body());
    file.put(OPERATION, operation.name()).put(STATUS, message.status());
    ObjectNode headers = file.putObject(HEADERS);
    new TreeMap<>(message.headers()).forEach(headers::put);
    return file;
  }

  @BeforeAll
  static void record() {
    CORPUS.record(RecordedMessagesTest::files);
  }

  private static Map<String, ObjectNode> files() {
    Map<String, ObjectNode> files = written();
    files.replaceAll(
        (name, file) -> {
          String message = file.get(MESSAGE).toString();
          return file.deepCopy().set(READ_AS, RENDERING.of(read(file, message)));
        });
    return files;
  }

  // ---- what is promised ------------------------------------------------------------------------

  static List<Recording> all() {
    return CORPUS.all();
  }

  static List<Recording> strict() {
    return CORPUS.all().stream().filter(each -> !TOTAL.contains(type(each))).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatAReleaseHasSentIsReadAsWhatItMeant(Recording recording) {
    assertSame(recording, recording.raw(MESSAGE));
  }

  @Test
  void whatIsSentIsWhatTheNewestReleaseSends() {
    Map<String, ObjectNode> written = written();
    assertThat(CORPUS.newest())
        .extracting(Recording::name)
        .containsExactlyInAnyOrderElementsOf(written.keySet());
    for (Recording recording : CORPUS.newest()) {
      ObjectNode file = written.getOrDefault(recording.name(), Tree.object());
      assertThat(file.path(MESSAGE).toString())
          .as("%s: another format needs a release that reads it first", recording)
          .isEqualTo(recording.raw(MESSAGE));
      ObjectNode around = recording.content().deepCopy();
      around.remove(List.of(MESSAGE, READ_AS));
      file.remove(MESSAGE);
      assertThat((JsonNode) file).as("around " + recording).isEqualTo(around);
    }
  }

  @Test
  void everyMessageEveryKindOfReplyAndEveryValueOccurs() throws Exception {
    List<Recording> newest = CORPUS.newest();
    Set<String> types = new HashSet<>();
    Set<String> constants = new HashSet<>();
    Set<String> used = Tree.used(newest.stream().map(each -> each.get(READ_AS)).toList());
    for (Recording each : newest) {
      types.add(type(each));
      constants.addAll(Rendering.constantsIn(read(each.content(), each.raw(MESSAGE))));
    }
    for (Class<?> message : messages()) {
      assertThat(types).contains(message.getSimpleName());
      assertThat(constants).containsAll(Rendering.constants(message));
      assertThat(used).containsAll(Rendering.components(message));
    }
    assertThat(newest)
        .filteredOn(each -> type(each).equals(REPLY))
        .extracting(each -> each.get(READ_AS).fieldNames().next())
        .containsAll(
            Arrays.stream(ParticipantReply.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toList());
    assertThat(newest)
        .filteredOn(each -> type(each).equals(ParticipantRequest.class.getSimpleName()))
        .extracting(each -> each.get(OPERATION).asText())
        .containsAll(Arrays.stream(Operation.values()).map(Operation::name).toList());
    assertThat(newest)
        .filteredOn(each -> type(each).equals(Problem.class.getSimpleName()))
        .extracting(each -> each.get(READ_AS).get(TYPE).asText())
        .containsAll(Arrays.stream(ProblemType.values()).map(ProblemType::uri).toList());
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatALaterReleaseAddsIsNotLookedAt(Recording recording) throws Exception {
    String message = recording.raw(MESSAGE);
    for (int place : placesForMore(message)) {
      assertSame(
          recording,
          message.substring(0, place) + "\"addedLater\":{\"x\":[1]}," + message.substring(place));
    }
  }

  @ParameterizedTest
  @MethodSource("strict")
  void whatIsMissingIsRefusedByNameAndNeverAssumed(Recording recording) {
    JsonNode message = recording.get(MESSAGE);
    for (Place place : members(message)) {
      if (!OPTIONAL.contains(what(recording, place))) {
        assertRefused(recording, place, place.without(message));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("strict")
  void whatIsOfAnotherTypeIsRefusedByName(Recording recording) {
    JsonNode message = recording.get(MESSAGE);
    for (Place place : members(message)) {
      if (!ANY.contains(what(recording, place))) {
        JsonNode other =
            place.in(message).isTextual()
                ? JsonNodeFactory.instance.numberNode(7)
                : Tree.text("seven");
        assertRefused(recording, place, place.with(message, other));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("strict")
  void whatThisVersionDoesNotKnowIsRefusedByNameOrKeptAsItIs(Recording recording) {
    JsonNode message = recording.get(MESSAGE);
    for (Place place : members(message)) {
      JsonNode unknown =
          place.member().equals("v")
              ? JsonNodeFactory.instance.numberNode(2)
              : Tree.text("REVIEWING");
      JsonNode changed = place.with(message, unknown);
      if (MEANINGS.contains(what(recording, place))) {
        assertRefused(recording, place, changed);
      } else if (SHOWN.contains(what(recording, place))) {
        JsonNode readAs = RENDERING.of(read(recording.content(), changed.toString()));
        assertThat(place.in(readAs)).as(place.toString()).isEqualTo(unknown);
      }
    }
  }

  // ---- shared ----------------------------------------------------------------------------------

  private static String type(Recording recording) {
    return recording.get(TYPE).asText();
  }

  private static Object read(JsonNode file, String message) {
    if (file.get(TYPE).asText().equals(REPLY)) {
      Map<String, String> headers = new LinkedHashMap<>();
      file.get(HEADERS)
          .properties()
          .forEach(it -> headers.put(it.getKey(), it.getValue().asText()));
      return ParticipantReply.read(
          Operation.valueOf(file.get(OPERATION).asText()),
          file.get(STATUS).asInt(),
          headers,
          message);
    }
    return call(type(file.get(TYPE).asText()), "fromJson", null, message);
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(ParticipantReply.class.getPackageName() + "." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /** Calls what every message has. */
  private static Object call(
      Class<?> type, String method, @Nullable Object message, Object... arguments) {
    try {
      Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
      return type.getMethod(method, types).invoke(message, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof WireFormatException wrong
          ? wrong
          : new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type + " has no " + method, e);
    }
  }

  /** All that is a message: what can be read from JSON. */
  private static List<Class<?>> messages() throws IOException, URISyntaxException {
    Path classes =
        Path.of(ParticipantReply.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(ParticipantReply.class.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(classes)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.startsWith("package-"))
          .<Class<?>>map(name -> type(name.replace(".class", "")))
          .filter(type -> type.isRecord())
          .filter(
              type ->
                  Arrays.stream(type.getMethods()).anyMatch(it -> it.getName().equals("fromJson")))
          .toList();
    }
  }

  /** But for what is newer than the recording. */
  private static void assertSame(Recording recording, String message) {
    JsonNode now = RENDERING.of(read(recording.content(), message));
    assertThat(Tree.pretty(Tree.known(now, recording.get(READ_AS))))
        .as(message)
        .isEqualTo(Tree.pretty(recording.get(READ_AS)));
  }

  private static void assertRefused(Recording recording, Place place, JsonNode message) {
    WireFormatException refused =
        catchThrowableOfType(
            WireFormatException.class, () -> read(recording.content(), message.toString()));
    assertThat(refused).as("%s without or with another %s", recording, place).isNotNull();
    assertThat(refused.field())
        .isEqualTo(place.toString().substring(1).replaceAll("/([0-9]+)", "[$1]").replace('/', '.'));
  }

  /** Every member of the message and of what is in it, but for what is others'. */
  private static List<Place> members(JsonNode message) {
    return Tree.objects(message).stream()
        .filter(object -> !isOthers(object))
        .flatMap(object -> Tree.places(message, object).stream())
        .toList();
  }

  private static boolean isOthers(String pointer) {
    return pointer.matches(".*/(payload|result)(/.*)?");
  }

  /** Which member of which message, whatever list of transactions or others it is in. */
  private static String what(Recording recording, Place place) {
    String path = place.toString().replaceAll("/[0-9]+", "").substring(1);
    return path.startsWith("transactions/")
        ? "TransactionDocument " + path.substring("transactions/".length()).replace('/', '.')
        : type(recording) + " " + path.replace('/', '.');
  }

  /** Where in the text an object begins that may have more members in another version. */
  private static List<Integer> placesForMore(String message) {
    List<Integer> places = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(message.toCharArray())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT
            && !isOthers(parser.getParsingContext().getParent().pathAsPointer().toString())) {
          places.add((int) parser.currentLocation().getCharOffset());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return places;
  }
}
