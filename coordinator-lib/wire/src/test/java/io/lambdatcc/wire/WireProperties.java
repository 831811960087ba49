package io.lambdatcc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;

class WireProperties {

  @Property
  void canonicalFormDependsOnTheValueAloneAndNotOnHowItIsWritten(
      @ForAll("values") Object value, @ForAll long one, @ForAll long other) {
    JsonText first = JsonText.parse(AnyJson.write(value, one));
    JsonText second = JsonText.parse(AnyJson.write(value, other));
    assertThat(first.canonical()).isEqualTo(second.canonical());
    assertThat(first.sha256()).isEqualTo(second.sha256());
  }

  @Property
  void canonicalFormIsItsOwnCanonicalForm(@ForAll("texts") JsonText text) {
    String canonical = text.canonical();
    assertThat(JsonText.parse(canonical).text()).isEqualTo(canonical);
    assertThat(JsonText.parse(canonical).canonical()).isEqualTo(canonical);
  }

  @Property
  void differentValuesHaveDifferentCanonicalForms(
      @ForAll("values") Object one, @ForAll("values") Object other) {
    if (!one.equals(other)) {
      assertThat(JsonText.parse(AnyJson.write(one, 1)).canonical())
          .isNotEqualTo(JsonText.parse(AnyJson.write(other, 1)).canonical());
    }
  }

  @Property
  void aPayloadReachesTheParticipantByteForByte(
      @ForAll("texts") JsonText payload, @ForAll("requests") ParticipantRequest frame) {
    ParticipantRequest request =
        new ParticipantRequest(
            frame.v(),
            frame.transactionId(),
            frame.branchId(),
            frame.participant(),
            frame.deadline(),
            payload);
    ParticipantRequest read = ParticipantRequest.fromJson(request.toJson());
    assertThat(read).isEqualTo(request);
    assertThat(request.toJson()).contains(payload.text());
  }

  @Property
  void fieldsOfLaterVersionsAreIgnored(
      @ForAll("requests") ParticipantRequest request,
      @ForAll("texts") JsonText added,
      @ForAll("values") Object name) {
    String key = "\"x" + name.hashCode() + "\"";
    String extended =
        request
            .toJson()
            .replaceFirst(
                "^\\{",
                "{" + java.util.regex.Matcher.quoteReplacement(key + ":" + added.text() + ","));
    assertThat(ParticipantRequest.fromJson(extended)).isEqualTo(request);
  }

  @Property
  void aStringIsReadAsItWasWrittenWhateverStandsInIt(@ForAll("strings") String string) {
    assertThat(JsonText.parse(JsonText.of(string).text()).string("body")).isEqualTo(string);
  }

  /** With what must be escaped, and what need not, but nothing that has no UTF-8. */
  @Provide
  Arbitrary<String> strings() {
    return Arbitraries.strings()
        .withChars('"', '\\', '/', '\0', '\n', '\u001f', ' ', '\u007f', '\u2028', '\uffff')
        .withCharRange('a', 'c')
        .ofMaxLength(8);
  }

  @Property
  void namesAreWhatTheirPatternsSay(@ForAll("nearlyNames") String text) {
    assertThat(accepts(() -> Names.requireName("id", text)))
        .isEqualTo(text.matches("[A-Za-z0-9_-]{1,64}"));
    assertThat(accepts(() -> Names.requireTransactionId("id", text)))
        .isEqualTo(text.matches("[A-Za-z0-9_-]{1,64}~[0-9a-z]{1,64}"));
  }

  private static boolean accepts(Runnable check) {
    try {
      check.run();
      return true;
    } catch (WireFormatException e) {
      assertThat(e.reason()).startsWith("does not match [A-Za-z0-9_-]{1,64}");
      return false;
    }
  }

  @Provide
  Arbitrary<String> nearlyNames() {
    Arbitrary<String> part =
        ofAboutTheLongest(
            Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars("_-"));
    Arbitrary<String> token =
        ofAboutTheLongest(Arbitraries.strings().withCharRange('a', 'z').withCharRange('0', '9'));
    Arbitrary<String> odd =
        Arbitraries.of("", "~", "~~", "é", " ", "\n", ".", "@", "`", "{", "/", ":");
    return Arbitraries.oneOf(
        part,
        Combinators.combine(part, token).as((name, random) -> name + "~" + random),
        Combinators.combine(part, odd, token).as((name, any, random) -> name + any + random),
        Combinators.combine(part, odd, part).as((name, any, rest) -> name + "~" + any + rest));
  }

  private static Arbitrary<String> ofAboutTheLongest(StringArbitrary characters) {
    return Arbitraries.oneOf(characters.ofMaxLength(3), characters.ofMinLength(63).ofMaxLength(66));
  }

  @Property
  void whatMostParticipantsSayMeansTheSameHoweverItIsSpaced(
      @ForAll Operation operation, @ForAll Operation said, @ForAll boolean spaced) {
    String body = said.done();
    assertThat(
            ParticipantReply.read(
                operation, 200, Map.of(), spaced ? body.replace(":", " : ") : body))
        .isEqualTo(
            operation == said
                ? new ParticipantReply.Done(operation, null)
                : new ParticipantReply.Unknown(
                    "status 200 with outcome " + said.outcome() + " to " + operation.path()));
  }

  @Property
  void aCreateTransactionIsReadAsItWasWritten(@ForAll("creates") CreateTransaction create) {
    assertThat(CreateTransaction.fromJson(create.toJson())).isEqualTo(create);
  }

  @Property
  void aDocumentIsReadAsItWasWritten(@ForAll("documents") TransactionDocument document) {
    assertThat(TransactionDocument.fromJson(document.toJson())).isEqualTo(document);
  }

  @Property
  void anAnswerIsReadAsItWasWritten(
      @ForAll("replies") ParticipantReply reply, @ForAll Operation operation) {
    ParticipantReply.Message message = reply.write();
    Operation asked = reply instanceof ParticipantReply.Done done ? done.operation() : operation;
    ParticipantReply read =
        ParticipantReply.read(asked, message.status(), message.headers(), message.body());
    if (reply instanceof ParticipantReply.Refused && operation != Operation.TRY) {
      assertThat(read).isInstanceOf(ParticipantReply.Unknown.class);
    } else {
      assertThat(read).isEqualTo(reply);
    }
  }

  @Property
  void anyBytesAtAllMeanSomething(
      @ForAll Operation operation,
      @ForAll("statuses") int status,
      @ForAll("bodies") String body,
      @ForAll String retryAfter) {
    ParticipantReply reply =
        ParticipantReply.read(operation, status, Map.of("retry-after", retryAfter), body);
    if (reply instanceof ParticipantReply.NotNow notNow) {
      assertThat(notNow.retryAfter())
          .isBetween(ParticipantReply.MIN_RETRY_AFTER, ParticipantReply.MAX_RETRY_AFTER);
    }
    if (status < 400) {
      assertThat(reply)
          .isInstanceOfAny(ParticipantReply.Done.class, ParticipantReply.Unknown.class);
    }
  }

  @Provide
  Arbitrary<Object> values() {
    return AnyJson.values();
  }

  @Provide
  Arbitrary<JsonText> texts() {
    return Combinators.combine(AnyJson.values(), Arbitraries.longs())
        .as((value, seed) -> JsonText.parse(AnyJson.write(value, seed)));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('A', 'Z')
        .withCharRange('0', '9')
        .withChars('_', '-')
        .ofMinLength(1)
        .ofMaxLength(64);
  }

  private static Arbitrary<String> ids() {
    Arbitrary<String> tokens =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('0', '9')
            .ofMinLength(1)
            .ofMaxLength(64);
    return Combinators.combine(names(), tokens).as((name, token) -> name + "~" + token);
  }

  private static Arbitrary<Instant> instants() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 4_000_000_000L),
            Arbitraries.integers().between(0, 999_999_999))
        .as(Instant::ofEpochSecond);
  }

  @Provide
  Arbitrary<ParticipantRequest> requests() {
    return Combinators.combine(ids(), names(), names(), instants(), texts().injectNull(0.3))
        .as(
            (id, branch, name, deadline, payload) ->
                new ParticipantRequest(1, id, branch, name, deadline, payload));
  }

  @Provide
  Arbitrary<CreateTransaction> creates() {
    Arbitrary<List<BranchSpec>> branches =
        Combinators.combine(names(), names(), texts())
            .as(BranchSpec::new)
            .list()
            .ofMinSize(1)
            .ofMaxSize(5)
            .uniqueElements(BranchSpec::id);
    Arbitrary<Duration> timeouts =
        Arbitraries.integers().between(100, 600_000).map(Duration::ofMillis).injectNull(0.3);
    return Combinators.combine(
            branches, timeouts, Arbitraries.of(Order.class), Arbitraries.of(WaitFor.class))
        .as(CreateTransaction::new);
  }

  @Provide
  Arbitrary<TransactionDocument> documents() {
    Arbitrary<String> words = Arbitraries.randomValue(AnyJson::string);
    Arbitrary<List<TransactionDocument.Branch>> branches =
        Combinators.combine(
                names(),
                names(),
                words.injectNull(0.7),
                words,
                Arbitraries.integers().greaterOrEqual(0),
                texts().filter(text -> !text.isNull()).injectNull(0.5),
                words.injectNull(0.5),
                Combinators.combine(words, instants(), words)
                    .as(TransactionDocument.Resolved::new)
                    .injectNull(0.7))
            .as(TransactionDocument.Branch::new)
            .list()
            .ofMaxSize(4);
    return Combinators.combine(
            ids(),
            words,
            words.injectNull(0.5),
            branches,
            words.injectNull(0.5),
            Arbitraries.of(true, false),
            Combinators.combine(instants(), instants()).as(List::of),
            Arbitraries.of(true, false))
        .as(
            (id, phase, decision, all, reason, retryable, times, parked) ->
                new TransactionDocument(
                    id,
                    phase,
                    decision,
                    all,
                    reason,
                    retryable,
                    times.get(0),
                    times.get(1),
                    parked,
                    parked
                        ? new TransactionDocument.Times(
                            times.get(0), times.get(1), times.get(1), times.get(0))
                        : TransactionDocument.Times.NONE,
                    parked
                        ? List.of(
                            new TimelineEntry(times.get(0), phase, null, null, null),
                            new TimelineEntry(times.get(1), phase, id, reason, decision))
                        : List.of()));
  }

  @Provide
  Arbitrary<ParticipantReply> replies() {
    Arbitrary<String> words =
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(600).map(w -> "é" + w);
    return Arbitraries.oneOf(
        Combinators.combine(
                Arbitraries.of(Operation.class),
                texts()
                    .filter(
                        text ->
                            !text.isNull()
                                && text.utf8Length() <= ParticipantReply.MAX_RESULT_BYTES)
                    .injectNull(0.3))
            .as(ParticipantReply.Done::new),
        Combinators.combine(words, words).as(ParticipantReply.Refused::new),
        Arbitraries.integers()
            .between(0, 20_000)
            .map(millis -> new ParticipantReply.NotNow(Duration.ofMillis(millis))),
        words.map(ParticipantReply.Violated::new),
        Combinators.combine(Arbitraries.of(400, 401, 403, 404, 413, 422), words, words)
            .as(ParticipantReply.Rejected::new),
        words.map(ParticipantReply.Unknown::new));
  }

  @Provide
  Arbitrary<Integer> statuses() {
    return Arbitraries.oneOf(
        Arbitraries.of(200, 409, 425, 400, 404, 422, 500), Arbitraries.integers().between(0, 999));
  }

  @Provide
  Arbitrary<String> bodies() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(20),
        texts().map(JsonText::text),
        Arbitraries.of(
            "{\"outcome\":\"TRIED\"}",
            "{\"outcome\":\"TRIED\",\"result\":7}",
            "{\"type\":\"https://lambdatcc.io/problems/refused\"}",
            "{\"type\":7,\"title\":[],\"status\":\"x\",\"reason\":{}}"));
  }
}
