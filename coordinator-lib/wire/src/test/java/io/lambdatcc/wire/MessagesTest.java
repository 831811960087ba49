package io.lambdatcc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {
  private static final String REQUEST =
      "{\"v\":1,\"transactionId\":\"buy-1~a0\",\"branchId\":\"b\",\"participant\":\"stock\","
          + "\"deadline\":\"2030-01-31T12:00:00Z\",\"payload\":{\"n\":1.50}}";

  @Test
  void aRequestLooksLikeThis() {
    ParticipantRequest request =
        new ParticipantRequest(
            1,
            "buy-1~a0",
            "b",
            "stock",
            Instant.parse("2030-01-31T12:00:00Z"),
            JsonText.parse("{\"n\":1.50}"));
    assertThat(request.toJson()).isEqualTo(REQUEST);
    assertThat(ParticipantRequest.fromJson(REQUEST)).isEqualTo(request);
    assertThat(request.idempotencyKey(Operation.CONFIRM)).isEqualTo("\"buy-1~a0/b/confirm\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"v\":1,                            |                         | v            | missing",
        "\"v\":1                             | \"v\":\"1\"             | v            | whole number",
        "\"v\":1                             | \"v\":1.0               | v            | whole number",
        "\"v\":1                             | \"v\":null              | v            | missing",
        "\"buy-1~a0\"                        | \"buy-1\"               | transactionId | match",
        "\"buy-1~a0\"                        | \"buy/1~a0\"            | transactionId | match",
        "\"buy-1~a0\"                        | \"buy-1~A0\"            | transactionId | match",
        "\"buy-1~a0\"                        | 7                       | transactionId | string",
        "\"branchId\":\"b\"                  | \"branchId\":\"\"       | branchId     | match",
        "\"branchId\":\"b\"                  | \"branchId\":\"a b\"    | branchId     | match",
        "\"branchId\":\"b\",                 |                         | branchId     | missing",
        "\"stock\"                           | \"\\n\"                 | participant  | match",
        "\"2030-01-31T12:00:00Z\"            | \"tomorrow\"            | deadline     | ISO-8601",
        "\"2030-01-31T12:00:00Z\"            | 1893456000              | deadline     | string",
      })
  void aWrongFieldOfARequestIsNamed(String part, String replacement, String field, String why) {
    String text = REQUEST.replace(part, replacement == null ? "" : replacement);
    WireFormatException e =
        catchThrowableOfType(WireFormatException.class, () -> ParticipantRequest.fromJson(text));
    assertThat(e.field()).isEqualTo(field);
    assertThat(e.reason()).contains(why);
    assertThat(e.problemType()).isEqualTo(ProblemType.INVALID_REQUEST);
  }

  @Test
  void anUnknownVersionIsRefusedWhateverElseIsWrong() {
    for (String version : List.of("0", "2", "-1", "9999999999")) {
      WireFormatException e =
          catchThrowableOfType(
              WireFormatException.class,
              () -> ParticipantRequest.fromJson("{\"transactionId\":[],\"v\":" + version + "}"));
      assertThat(e.problemType()).isEqualTo(ProblemType.UNSUPPORTED_VERSION);
      assertThat(e.toProblem().status()).isEqualTo(400);
      assertThat(e.toProblem().is(ProblemType.UNSUPPORTED_VERSION)).isTrue();
    }
  }

  @Test
  void aNullPayloadIsAPayloadAndNoPayloadIsNone() {
    JsonText payload =
        ParticipantRequest.fromJson(REQUEST.replace("{\"n\":1.50}", "null")).payload();
    assertThat(payload).isEqualTo(JsonText.parse("null"));
    assertThat(
            ParticipantRequest.fromJson(REQUEST.replace(",\"payload\":{\"n\":1.50}", "")).payload())
        .isNull();
  }

  @Test
  void anInquiryAndItsReplyLookLikeThis() {
    String asked =
        "{\"v\":1,\"participant\":\"stock\",\"deadline\":\"2030-01-31T12:00:00Z\","
            + "\"askedAt\":\"2030-01-31T12:01:00Z\"}";
    Instant deadline = Instant.parse("2030-01-31T12:00:00Z");
    InquiryRequest request = new InquiryRequest("stock", deadline, deadline.plusSeconds(60));
    assertThat(request.toJson()).isEqualTo(asked);
    assertThat(InquiryRequest.fromJson(asked.replace("{", "{\"note\":[1],"))).isEqualTo(request);

    for (InquiryReply.Outcome outcome : InquiryReply.Outcome.values()) {
      String told = "{\"v\":1,\"outcome\":\"" + outcome + "\"}";
      assertThat(new InquiryReply(outcome).toJson()).isEqualTo(told);
      assertThat(InquiryReply.fromJson(told.replace("}", ",\"more\":{}}")))
          .isEqualTo(new InquiryReply(outcome));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"participant\":\"a\",\"deadline\":\"2030-01-31T12:00:00Z\",\"askedAt\":\"2030-01-31T12:01:00Z\"} | v | missing",
        "{\"v\":2,\"participant\":7} | v | version 1 only",
        "{\"v\":1,\"deadline\":\"2030-01-31T12:00:00Z\"} | participant | missing",
        "{\"v\":1,\"participant\":\"a b\",\"deadline\":\"2030-01-31T12:00:00Z\",\"askedAt\":\"2030-01-31T12:01:00Z\"} | participant | match",
        "{\"v\":1,\"participant\":\"a\"} | deadline | missing",
        "{\"v\":1,\"participant\":\"a\",\"deadline\":1} | deadline | string",
        "{\"v\":1,\"participant\":\"a\",\"deadline\":\"1969-12-31T23:59:59Z\",\"askedAt\":\"2030-01-31T12:01:00Z\"} | deadline | 1970",
        "{\"v\":1,\"participant\":\"a\",\"deadline\":\"2030-01-31T12:00:00Z\"} | askedAt | missing",
        "{\"v\":1,\"participant\":\"a\",\"deadline\":\"2030-01-31T12:00:00Z\",\"askedAt\":\"+10000-01-01T00:00:00Z\"} | askedAt | 9999",
      })
  void aWrongInquiryIsNamed(String text, String field, String why) {
    WireFormatException e =
        catchThrowableOfType(WireFormatException.class, () -> InquiryRequest.fromJson(text));
    assertThat(e.field()).isEqualTo(field);
    assertThat(e.reason()).contains(why);
  }

  @Test
  void anOutcomeThatIsNotKnownIsNone() {
    for (String text :
        List.of(
            "{\"v\":1}",
            "{\"v\":1,\"outcome\":\"PERHAPS\"}",
            "{\"v\":1,\"outcome\":\"cancelled\"}",
            "{\"v\":1,\"outcome\":null}",
            "{\"v\":2,\"outcome\":\"CANCELLED\"}",
            "{\"outcome\":\"CANCELLED\"}",
            "CANCELLED")) {
      assertThat(catchThrowableOfType(WireFormatException.class, () -> InquiryReply.fromJson(text)))
          .as(text)
          .isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7              | unreadable    | not an array",
        "[\"a~b\",7]    | unreadable[1] | not a string",
        "[\"a~b\",null] | unreadable[1] | not a string",
      })
  void aWrongKeyInAListIsNamed(String unreadable, String field, String why) {
    WireFormatException e =
        catchThrowableOfType(
            WireFormatException.class,
            () ->
                TransactionList.fromJson(
                    "{\"transactions\":[],\"unreadable\":" + unreadable + "}"));
    assertThat(e.field()).isEqualTo(field);
    assertThat(e.reason()).contains(why);
  }

  @Test
  void aCreateTransactionHasDefaults() {
    CreateTransaction create =
        CreateTransaction.fromJson(
            "{\"branches\":[{\"participant\":\"stock\",\"payload\":{ \"n\" : 1 },\"note\":1}],\"x\":{}}");
    assertThat(create)
        .isEqualTo(
            CreateTransaction.of(
                List.of(new BranchSpec("stock", "stock", JsonText.parse("{ \"n\" : 1 }")))));
    assertThat(create.order()).isEqualTo(Order.PARALLEL);
    assertThat(create.waitFor()).isEqualTo(WaitFor.COMPLETED);
    assertThat(create.timeout()).isNull();
  }

  @Test
  void aCreateTransactionWithEverythingIsRead() {
    CreateTransaction create =
        CreateTransaction.fromJson(
            "{\"branches\":[{\"id\":\"a\",\"participant\":\"stock\",\"payload\":null},"
                + "{\"id\":\"b\",\"participant\":\"stock\",\"payload\":\"x\"}],"
                + "\"timeoutMillis\":100,\"order\":\"SEQUENTIAL\",\"waitFor\":\"DECIDED\"}");
    assertThat(create)
        .isEqualTo(
            new CreateTransaction(
                List.of(
                    new BranchSpec("a", "stock", JsonText.parse("null")),
                    new BranchSpec("b", "stock", JsonText.parse("\"x\""))),
                Duration.ofMillis(100),
                Order.SEQUENTIAL,
                WaitFor.DECIDED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                                             | body                  | not a JSON object",
        "{}                                                             | branches              | missing",
        "{\"branches\":{}}                                              | branches              | not an array",
        "{\"branches\":[]}                                              | branches              | 0 elements",
        "{\"branches\":[1]}                                             | branches[0]           | not a JSON object",
        "{\"branches\":[{\"payload\":1}]}                               | branches[0].participant | missing",
        "{\"branches\":[{\"participant\":\"a\"}]}                       | branches[0].payload   | missing",
        "{\"branches\":[{\"participant\":\"a b\",\"payload\":1}]}       | branches[0].participant | match",
        "{\"branches\":[{\"id\":\"i\",\"participant\":\"?\",\"payload\":1}]} | branches[0].participant | match",
        "{\"branches\":[{\"id\":7,\"participant\":\"a\",\"payload\":1}]} | branches[0].id        | string",
        "{\"branches\":[{\"participant\":\"a\",\"payload\":1},{\"participant\":\"a\",\"payload\":1}]} | branches[1].id | earlier branch",
        "{\"branches\":[{\"participant\":\"a\",\"payload\":{\"k\":1,\"k\":2}}]} | body | key twice",
        "{\"branches\":[{\"participant\":\"a\",\"payload\":1}],\"timeoutMillis\":99}     | timeoutMillis | within",
        "{\"branches\":[{\"participant\":\"a\",\"payload\":1}],\"timeoutMillis\":600001} | timeoutMillis | within",
        "{\"branches\":[{\"participant\":\"a\",\"payload\":1}],\"timeoutMillis\":1e3}    | timeoutMillis | whole number",
        "{\"branches\":[{\"participant\":\"a\",\"payload\":1}],\"timeoutMillis\":\"100\"} | timeoutMillis | whole number",
        "{\"branches\":[{\"participant\":\"a\",\"payload\":1}],\"order\":\"parallel\"}   | order         | none of",
        "{\"branches\":[{\"participant\":\"a\",\"payload\":1}],\"waitFor\":\"NOTHING\"}  | waitFor       | none of",
      })
  void aWrongFieldOfACreateTransactionIsNamed(String text, String field, String why) {
    WireFormatException e =
        catchThrowableOfType(WireFormatException.class, () -> CreateTransaction.fromJson(text));
    assertThat(e.field()).isEqualTo(field);
    assertThat(e.reason()).contains(why);
  }

  @Test
  void branchesAreNinetyNineAtMost() {
    assertThat(CreateTransaction.fromJson(withBranches(99)).branches()).hasSize(99);
    assertThat(
            catchThrowableOfType(
                    WireFormatException.class, () -> CreateTransaction.fromJson(withBranches(100)))
                .field())
        .isEqualTo("branches");
  }

  @Test
  void aPayloadIsSixtyFourKibibytesOfUtf8AtMost() {
    String fits = "\"" + "é".repeat(32 * 1024 - 1) + "\"";
    assertThat(CreateTransaction.fromJson(withPayload(fits)).branches()).hasSize(1);
    WireFormatException e =
        catchThrowableOfType(
            WireFormatException.class,
            () -> CreateTransaction.fromJson(withPayload("\"" + "é".repeat(32 * 1024) + "\"")));
    assertThat(e.field()).isEqualTo("branches[0].payload");
    assertThat(e.problemType()).isEqualTo(ProblemType.TOO_LARGE);
  }

  @Test
  void aRequestIsOneMebibyteAtMost() {
    String body = withPayload("1");
    String full = body + " ".repeat(1024 * 1024 - body.length());
    assertThat(CreateTransaction.fromJson(full).branches()).hasSize(1);
    WireFormatException e =
        catchThrowableOfType(
            WireFormatException.class, () -> CreateTransaction.fromJson(full + " "));
    assertThat(e.field()).isEqualTo("body");
    assertThat(e.toProblem().status()).isEqualTo(413);
  }

  @Test
  void aPayloadMayBeNestedAHundredLevelsDeepInsideARequest() {
    String deep = "[".repeat(100) + "]".repeat(100);
    assertThat(CreateTransaction.fromJson(withPayload(deep)).branches().get(0).payload().text())
        .isEqualTo(deep);
    assertThat(
            catchThrowableOfType(
                    WireFormatException.class,
                    () -> CreateTransaction.fromJson(withPayload("[" + deep + "]")))
                .reason())
        .contains("deeper");
  }

  @Test
  void anUnknownPhaseIsKeptAsItWasWritten() {
    String text =
        "{\"id\":\"n~t\",\"phase\":\"PAUSING\",\"branches\":[{\"id\":\"a\",\"participant\":\"p\","
            + "\"outcome\":\"HALF\",\"attempts\":2,\"result\":null,\"later\":1}],\"retryable\":false,"
            + "\"createdAt\":\"2030-01-01T00:00:00Z\",\"deadline\":\"2030-01-01T00:00:10Z\",\"parked\":true}";
    TransactionDocument document = TransactionDocument.fromJson(text);
    assertThat(document.phase()).isEqualTo("PAUSING");
    assertThat(document.decision()).isNull();
    assertThat(document.branches())
        .containsExactly(
            new TransactionDocument.Branch("a", "p", null, "HALF", 2, null, null, null));
    assertThat(document.parked()).isTrue();
  }

  @Test
  void linksAreReadWithTheirTimes() {
    ParticipantLinks links =
        ParticipantLinks.fromJson(
            "{\"participantLinks\":[{\"uri\":\"https://a.example.com/1\",\"expires\":"
                + "\"2030-01-31T12:00:00Z\",\"later\":1}]}");
    assertThat(links.links())
        .containsExactly(
            new ParticipantLinks.Link(
                URI.create("https://a.example.com/1"), Instant.parse("2030-01-31T12:00:00Z")));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example.com/1, yesterday, participantLinks[0].expires",
    "/1, 2030-01-31T12:00:00Z, participantLinks[0].uri",
    "mailto:a@example.com, 2030-01-31T12:00:00Z, participantLinks[0].uri",
    "https://a b, 2030-01-31T12:00:00Z, participantLinks[0].uri"
  })
  void whatIsNoLinkIsNamed(String uri, String expires, String field) {
    String link = "{\"uri\":\"" + uri + "\",\"expires\":\"" + expires + "\"}";
    WireFormatException e =
        catchThrowableOfType(
            WireFormatException.class,
            () -> ParticipantLinks.fromJson("{\"participantLinks\":[" + link + "]}"));
    assertThat(e.field()).isEqualTo(field);
  }

  @Test
  void linksAreOneToNinetyNineAndDifferent() {
    String link = "{\"uri\":\"https://a.example.com/1\",\"expires\":\"2030-01-31T12:00:00Z\"}";
    for (String none : List.of("", link + "," + link)) {
      assertThat(
              catchThrowableOfType(
                      WireFormatException.class,
                      () -> ParticipantLinks.fromJson("{\"participantLinks\":[" + none + "]}"))
                  .field())
          .startsWith("participantLinks");
    }
    String all =
        IntStream.range(0, 100)
            .mapToObj(i -> link.replace("/1", "/" + i))
            .collect(Collectors.joining(","));
    assertThat(
            catchThrowableOfType(
                    WireFormatException.class,
                    () -> ParticipantLinks.fromJson("{\"participantLinks\":[" + all + "]}"))
                .reason())
        .contains("more than 99");
  }

  @Test
  void aWrongFieldOfADocumentIsNamed() {
    WireFormatException e =
        catchThrowableOfType(
            WireFormatException.class,
            () ->
                TransactionDocument.fromJson(
                    "{\"id\":\"n~t\",\"phase\":\"X\",\"branches\":[{\"id\":\"a\",\"participant\":\"p\","
                        + "\"outcome\":\"X\",\"attempts\":9999999999}]}"));
    assertThat(e.field()).isEqualTo("branches[0].attempts");
  }

  @Test
  void everyProblemTypeIsFoundByItsUri() {
    for (ProblemType type : ProblemType.values()) {
      assertThat(ProblemType.of(type.uri())).contains(type);
      assertThat(Problem.fromJson(type.problem("d").toJson())).isEqualTo(type.problem("d"));
    }
    assertThat(ProblemType.of("about:blank")).isEmpty();
    assertThat(ProblemType.REFUSED.uri()).isEqualTo("https://lambdatcc.io/problems/refused");
  }

  @Test
  void membersOfAProblemOfTheWrongTypeCountAsAbsent() {
    assertThat(
            Problem.fromJson("{\"type\":1,\"status\":\"x\",\"detail\":null,\"a\":[1],\"b\":null}"))
        .isEqualTo(new Problem("about:blank", "", 0, null, java.util.Map.of("a", List.of(1))));
  }

  @Test
  void aProblemsOwnMembersAreNoExtensions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProblemType.REFUSED.problem(null).with("status", 200))
        .withMessageContaining("status");
  }

  private static String withBranches(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> "{\"participant\":\"p" + i + "\",\"payload\":1}")
        .collect(Collectors.joining(",", "{\"branches\":[", "]}"));
  }

  private static String withPayload(String payload) {
    return "{\"branches\":[{\"participant\":\"p\",\"payload\":" + payload + "}]}";
  }

  @Test
  void problemCanAlwaysBeSentWhateverItQuotes() {
    Problem problem =
        ProblemType.INVALID_REQUEST
            .problem("'" + (char) 0xd83d + "' and " + "x".repeat(5_000))
            .with("reason", "" + (char) 0xdc00)
            .with("field", "name");

    Problem read = Problem.fromJson(problem.toJson());

    assertThat(read.detail()).startsWith("'\ufffd' and xxx").endsWith("x…").hasSize(2_000);
    assertThat(read.extensions()).containsEntry("reason", "\ufffd").containsEntry("field", "name");
    assertThat(ProblemType.CANCELLED.problem("\ud83d\ude00").detail()).isEqualTo("\ud83d\ude00");
  }
}
