package io.lambdatcc.participant.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.recorded.Corpus;
import io.lambdatcc.recorded.Items;
import io.lambdatcc.recorded.Recording;
import io.lambdatcc.recorded.Rendering;
import io.lambdatcc.recorded.Tree;
import io.lambdatcc.recorded.Tree.Place;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply.Refused;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Fences as releases have left them (I12). */
class RecordedFencesTest {
  private static final String ITEM = "item";
  private static final String READ_AS = "readAs";
  private static final Corpus CORPUS = new Corpus(ITEM);
  private static final Rendering RENDERING = new Rendering();

  /** What a fence may lack. */
  private static final Set<String> OPTIONAL = Set.of("result", "dd");

  /** What it was asked for by, and what the index alone looks at. */
  private static final Set<String> NOT_READ = Set.of("fence", "ds");

  // ---- what is recorded ------------------------------------------------------------------------

  private static final FenceKey KEY =
      new FenceKey("order-17~14cm78xq73j97k2m9qx4t0v8b1c6d3f5ghjnpr", "stock-5");
  private static final Instant DEADLINE = Instant.parse("2030-01-31T12:00:10.123Z");
  private static final Instant KEEP = Instant.parse("2030-03-02T12:00:11Z");
  private static final String DIGEST =
      HexFormat.of().formatHex(JsonText.parse("{\"item\":\"Käse\",\"n\":1}").sha256());
  private static final JsonText RESERVATION =
      JsonText.parse("{\"item\":\"Käse\",\"amount\":12.50}");
  private static final JsonText RESULT = JsonText.parse("{\"left\":3}");

  private static Map<String, Map<String, AttributeValue>> written() {
    Map<String, Map<String, AttributeValue>> written = new LinkedHashMap<>();
    written.put("tried", left(false, tried(null)));
    written.put("tried-with-a-result", left(false, tried(RESULT)));
    written.put("tried-inquiring", left(true, tried(null)));
    written.put("tried-inquiring-with-a-result", left(true, tried(RESULT)));
    written.put("confirmed", left(false, tried(null), confirmed(null)));
    written.put("confirmed-inquiring-with-a-result", left(true, tried(RESULT), confirmed(RESULT)));
    written.put("cancelled", left(false, tried(null), cancelled(DIGEST)));
    written.put("cancelled-inquiring-with-a-result", left(true, tried(RESULT), cancelled(DIGEST)));
    written.put("cancelled-before-any-try", left(true, cancelled(null)));
    written.put(
        "refused",
        left(
            false,
            new Fence(
                FenceState.REFUSED,
                DIGEST,
                null,
                null,
                new Refused("sold-out", "none left of item 5"),
                KEEP)));
    return written;
  }

  private static Fence tried(@Nullable JsonText result) {
    return new Fence(FenceState.TRIED, DIGEST, RESERVATION, result, null, null, DEADLINE);
  }

  private static Fence confirmed(@Nullable JsonText result) {
    return new Fence(FenceState.CONFIRMED, DIGEST, null, result, null, KEEP);
  }

  private static Fence cancelled(@Nullable String digest) {
    return new Fence(FenceState.CANCELLED, digest, null, null, null, KEEP);
  }

  /** What the store leaves that writes these, one after the other. */
  private static Map<String, AttributeValue> left(boolean inquiring, Fence... fences) {
    OneFence table = new OneFence();
    DynamoDbFenceStore plain = new DynamoDbFenceStore(table, "fences");
    DynamoDbFenceStore store = inquiring ? plain.inquiring() : plain;
    FenceState before = null;
    for (Fence fence : fences) {
      store.commit(KEY, before, fence, List.of());
      before = fence.state();
    }
    return table.item();
  }

  @BeforeAll
  static void record() {
    CORPUS.record(RecordedFencesTest::files);
  }

  private static Map<String, ObjectNode> files() {
    Map<String, ObjectNode> files = new LinkedHashMap<>();
    written()
        .forEach(
            (name, item) -> {
              ObjectNode file = Tree.object();
              file.set(ITEM, Items.json(item));
              file.set(READ_AS, RENDERING.of(FenceItem.fence(item)));
              files.put(name, file);
            });
    return files;
  }

  // ---- what is promised ------------------------------------------------------------------------

  static List<Recording> all() {
    return CORPUS.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatAReleaseHasLeftIsReadAsWhatItMeant(Recording recording) {
    JsonNode now = RENDERING.of(read(recording.get(ITEM)));
    assertThat(Tree.pretty(Tree.known(now, recording.get(READ_AS))))
        .isEqualTo(Tree.pretty(recording.get(READ_AS)));
  }

  @Test
  void whatIsWrittenIsWhatTheNewestReleaseWrites() {
    Map<String, Map<String, AttributeValue>> written = written();
    assertThat(CORPUS.newest())
        .extracting(Recording::name)
        .containsExactlyInAnyOrderElementsOf(written.keySet());
    for (Recording recording : CORPUS.newest()) {
      assertThat(Tree.pretty(Items.json(written.getOrDefault(recording.name(), Map.of()))))
          .as("%s: another format needs a release that reads it first", recording)
          .isEqualTo(Tree.pretty(recording.get(ITEM)));
    }
  }

  @Test
  void everyStateAndEveryPartOfAFenceOccurs() {
    Set<String> constants = new TreeSet<>();
    for (Recording recording : CORPUS.newest()) {
      constants.addAll(Rendering.constantsIn(read(recording.get(ITEM))));
    }
    assertThat(constants).isEqualTo(Rendering.constants(Fence.class));
    assertThat(Tree.used(CORPUS.newest().stream().map(each -> each.get(READ_AS)).toList()))
        .containsAll(Rendering.components(Fence.class));
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatALaterReleaseAddsIsNotLookedAt(Recording recording) {
    JsonNode item = recording.get(ITEM);
    JsonNode added = Tree.object().put("S", "PAUSED");
    assertThat(read(new Place("", "addedLater").with(item, added))).isEqualTo(read(item));
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsMissingIsRefusedByNameAndNeverAssumed(Recording recording) {
    JsonNode item = recording.get(ITEM);
    for (Place place : Items.attributes(item)) {
      // a Cancel that came before any Try has none
      boolean optional =
          place.member().equals("digest") && read(item).state() == FenceState.CANCELLED;
      if (!optional && !OPTIONAL.contains(place.member()) && !NOT_READ.contains(place.member())) {
        assertRefused(place, place.without(item));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsOfAnotherTypeIsRefusedByName(Recording recording) {
    JsonNode item = recording.get(ITEM);
    for (Place place : Items.attributes(item)) {
      if (!NOT_READ.contains(place.member())) {
        assertRefused(place, place.with(item, Items.ofAnotherType(place.in(item))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatThisVersionDoesNotKnowIsRefusedByNameAndNeverTakenForSomethingElse(Recording recording) {
    JsonNode item = recording.get(ITEM);
    assertRefused(new Place("", "v"), new Place("", "v").with(item, Tree.object().put("N", "2")));
    assertRefused(
        new Place("", "state"),
        new Place("", "state").with(item, Tree.object().put("S", "PAUSED")));
  }

  // ---- shared ----------------------------------------------------------------------------------

  private static Fence read(JsonNode item) {
    return Objects.requireNonNull(FenceItem.fence(Items.item(item)));
  }

  private static void assertRefused(Place place, JsonNode item) {
    assertThatIllegalStateException()
        .as(place.toString())
        .isThrownBy(() -> read(item))
        .withMessageContaining("attribute " + place.member() + " ");
  }
}
