package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.recorded.Corpus;
import io.lambdatcc.recorded.Items;
import io.lambdatcc.recorded.Recording;
import io.lambdatcc.recorded.Rendering;
import io.lambdatcc.recorded.Tree;
import io.lambdatcc.recorded.Tree.Place;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The transaction log's items as releases have left them (I12). */
class RecordedItemsTest {
  private static final String ITEM = "item";
  private static final String READ_AS = "readAs";
  private static final String SHOWN_AS = "shownAs";
  private static final Corpus CORPUS = new Corpus(ITEM);

  private static final Rendering RENDERING =
      new Rendering(
          value ->
              value instanceof Digest digest
                  ? HexFormat.of().formatHex(digest.bytes())
                  : value.toString());

  /** What a record may lack. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "/tp", "/rs", "/pk", "/b/i", "/b/u", "/g/f", "/g/r", "/g/x", "/g/t", "/g/h", "/r/b",
          "/r/c");

  /** What the stream's filter, DynamoDB and writers look at; readers take the first as a hint. */
  private static final Set<String> NOT_READ = Set.of("/ho", "/w", "/ds", "/ttl");

  /** What says how the rest is meant. */
  private static final Set<String> MEANINGS = Set.of("/sv", "/p", "/o", "/g/s", "/r/k");

  /** What a coordinator knows of a transaction while it drives it, and never stores. */
  private static final Set<String> NEVER_STORED = Set.of("contendedSince");

  // ---- what is recorded ------------------------------------------------------------------------

  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final Answer NOT_NOW = new Answer.NotNow(Duration.ofMillis(250));
  private static final Answer SOLD_OUT = new Answer.Refused("sold-out", "none left of item 5");
  private static final Answer MALFORMED =
      new Answer.Rejected("invalid-request", "payload: amount is missing");
  private static final Answer LOST = new Answer.Unknown("no answer within 5 s");
  private static final Answer VIOLATED = new Answer.Violated("it was never tried here");

  private static Map<String, Course> courses() {
    Map<String, Course> courses = new LinkedHashMap<>();
    courses.put("trying", two());
    courses.put(
        "trying-sequential-traced-ids",
        Course.begun(
            Order.SEQUENTIAL, TRACE, branch("item-5", "stock"), branch("item-9", "stock")));
    courses.put("trying-links", links());
    courses.put("confirming", two().answersYes(0, 1));
    courses.put(
        "confirming-with-a-result",
        two().answersYes(0).answers(1, new Answer.Done("{\"authorisation\":\"Zürich-12.50\"}")));
    courses.put("confirming-handed-over", two().answersYes(0).answersYesAndIsHandedOver(1));
    courses.put("confirming-after-two-failed-rounds", afterTwoFailedRounds());
    courses.put("confirming-parked", parked());
    courses.put("confirming-retried", parked().isRetriedOnRequest());
    courses.put("confirming-resolved", parked().isResolved(1));
    courses.put("confirmed", two().answersYes(0, 1).answersYes(0, 1));
    courses.put("confirmed-after-failures", afterTwoFailedRounds().isTriedAgain().answersYes(1));
    courses.put("confirmed-resolved", parked().isResolved(1).answersYes(2));
    courses.put("confirmed-links", links().answersYes(0, 1).answersYes(0, 1));
    courses.put("cancelling-refused", refused());
    courses.put(
        "cancelling-refused-sequential",
        Course.begun(
                Order.SEQUENTIAL,
                TRACE,
                branch("item-5", "stock"),
                branch("payment", "payment"),
                branch("order", "order"))
            .answersYes(0)
            .answers(1, new Answer.Refused("declined", "the card is expired")));
    courses.put("cancelling-rejected", two().answers(0, MALFORMED));
    courses.put("cancelling-deadline", two().answersYes(0).answers(1, LOST).isPastItsDeadline());
    courses.put("cancelling-contended", two().answersYes(0).answers(1, NOT_NOW).isContended());
    courses.put("cancelling-requested", two().isCancelledOnRequest());
    courses.put("cancelling-parked", parkedCancel());
    courses.put("cancelling-never-begun", forgone());
    courses.put("cancelled-refused", refused().answersYes(0, 1, 2, 3));
    courses.put("cancelled-never-begun", forgone().answersYes(0, 1));
    courses.put("cancelled-never-begun-asked-about", Course.askedAbout("item-5", "stock"));
    courses.put("cancelled-resolved", parkedCancel().isResolved(0));
    return courses;
  }

  private static Course two() {
    return Course.begun(
        Order.PARALLEL, null, branch("stock", "stock"), branch("payment", "payment"));
  }

  private static Course links() {
    return Course.begun(
        Order.PARALLEL,
        null,
        link("b1", "hotel", "https://hotel.example.com/rooms/17"),
        link("b2", "airline", "https://air.example.com/seats/3"));
  }

  private static Course afterTwoFailedRounds() {
    return two()
        .answersYes(0, 1)
        .answersYes(0)
        .answers(1, NOT_NOW)
        .failsARound()
        .isTriedAgain()
        .answers(1, LOST)
        .failsARound();
  }

  private static Course parked() {
    return Course.begun(
            Order.PARALLEL,
            TRACE,
            branch("stock", "stock"),
            branch("payment", "payment"),
            branch("order", "order"))
        .answersYes(0, 1, 2)
        .answersYes(0)
        .answers(1, VIOLATED)
        .answers(2, LOST)
        .failsARound();
  }

  private static Course parkedCancel() {
    return Course.begun(Order.PARALLEL, null, branch("stock", "stock"))
        .answers(0, SOLD_OUT)
        .answers(0, VIOLATED)
        .failsARound();
  }

  private static Course refused() {
    return Course.begun(
            Order.PARALLEL,
            TRACE,
            branch("stock", "stock"),
            branch("payment", "payment"),
            branch("order", "order"),
            branch("item-5", "stock"))
        .answersYes(0)
        .answers(1, NOT_NOW)
        .answers(3, SOLD_OUT);
  }

  private static Course forgone() {
    return Course.forgone(branch("stock", "stock"), branch("payment", "payment"));
  }

  private static BranchState branch(String id, String participant) {
    return BranchState.pending(id, participant, Digest.ofText("{\"for\":\"" + id + "\"}"));
  }

  private static BranchState link(String id, String participant, String uri) {
    return BranchState.pending(id, participant, Digest.ofText("2030-01-31T12:30:00Z"), uri);
  }

  @BeforeAll
  static void record() {
    CORPUS.record(RecordedItemsTest::files);
  }

  private static Map<String, ObjectNode> files() {
    Map<String, ObjectNode> written = new LinkedHashMap<>();
    courses()
        .forEach(
            (name, course) -> {
              TransactionState state = TransactionRecord.fromItem(course.item());
              ObjectNode file = Tree.object();
              file.set(ITEM, Items.json(course.item()));
              file.set(READ_AS, RENDERING.of(state));
              file.set(SHOWN_AS, shown(state));
              written.put(name, file);
            });
    return written;
  }

  // ---- what is promised ------------------------------------------------------------------------

  static List<Recording> all() {
    return CORPUS.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatAReleaseHasLeftIsReadAsWhatItMeant(Recording recording) {
    TransactionState state = read(recording.get(ITEM));

    assertSame(RENDERING.of(state), recording.get(READ_AS));
    assertSame(shown(state), recording.get(SHOWN_AS));
  }

  @Test
  void whatIsWrittenIsWhatTheNewestReleaseWrites() {
    Map<String, Course> courses = courses();
    assertThat(CORPUS.newest())
        .extracting(Recording::name)
        .containsExactlyInAnyOrderElementsOf(courses.keySet());
    for (Recording recording : CORPUS.newest()) {
      Map<String, AttributeValue> item = courses.getOrDefault(recording.name(), two()).item();
      assertThat(Tree.pretty(Items.json(item)))
          .as("%s: another format needs a release that reads it first", recording)
          .isEqualTo(Tree.pretty(recording.get(ITEM)));
    }
  }

  @Test
  void everyValueAndEveryPartOfATransactionOccurs() {
    Set<String> constants = new TreeSet<>();
    for (Recording recording : CORPUS.newest()) {
      constants.addAll(Rendering.constantsIn(read(recording.get(ITEM))));
    }
    assertThat(constants).isEqualTo(Rendering.constants(TransactionState.class));

    Set<String> parts = Rendering.components(TransactionState.class);
    parts.removeAll(NEVER_STORED);
    assertThat(Tree.used(CORPUS.newest().stream().map(each -> each.get(READ_AS)).toList()))
        .isEqualTo(parts);
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatALaterReleaseAddsIsNotLookedAt(Recording recording) {
    JsonNode item = recording.get(ITEM);
    TransactionState state = read(item);
    ObjectNode added = Tree.object();
    added.putObject("M").putObject("s").put("S", "REVIEWING");
    for (String map : Items.maps(item)) {
      assertThat(read(new Place(map, "addedLater").with(item, added))).as(map).isEqualTo(state);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsMissingIsRefusedByNameAndNeverAssumed(Recording recording) {
    JsonNode item = recording.get(ITEM);
    for (Place place : Items.attributes(item)) {
      if (!OPTIONAL.contains(path(place)) && !NOT_READ.contains(path(place))) {
        assertRefused(place, place.without(item));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsOfAnotherTypeIsRefusedByName(Recording recording) {
    JsonNode item = recording.get(ITEM);
    for (Place place : Items.attributes(item)) {
      if (!NOT_READ.contains(path(place))) {
        assertRefused(place, place.with(item, Items.ofAnotherType(place.in(item))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatThisVersionDoesNotKnowIsRefusedByNameAndNeverTakenForSomethingElse(Recording recording) {
    JsonNode item = recording.get(ITEM);
    for (Place place : Items.attributes(item)) {
      if (MEANINGS.contains(path(place))) {
        JsonNode unknown =
            place.in(item).has("S")
                ? Items.json(Map.of("x", AttributeValue.fromS("REVIEWING"))).get("x")
                : Items.json(Map.of("x", AttributeValue.fromN("2"))).get("x");
        assertRefused(place, place.with(item, unknown));
      }
    }
  }

  // ---- shared ----------------------------------------------------------------------------------

  private static TransactionState read(JsonNode item) {
    return TransactionRecord.fromItem(Items.item(item));
  }

  private static JsonNode shown(TransactionState state) {
    // without the timeline, which is told for people
    return Tree.parse(Documents.of(TccTransaction.of(state)).toJson());
  }

  /** But for what is newer than the recording. */
  private static void assertSame(JsonNode now, JsonNode recorded) {
    assertThat(Tree.pretty(Tree.known(now, recorded))).isEqualTo(Tree.pretty(recorded));
  }

  private static void assertRefused(Place place, JsonNode item) {
    assertThatIllegalStateException()
        .as(place.toString())
        .isThrownBy(() -> read(item))
        .withMessageContaining("attribute " + place.member() + " ");
  }

  /** The attribute's name, with those of the ones that it is in: {@code /g/s}. */
  private static String path(Place place) {
    return place.toString().replaceAll("/[LM](?=/)|/[0-9]+", "");
  }
}
