package io.lambdatcc.wire;

import static io.lambdatcc.wire.Operation.CANCEL;
import static io.lambdatcc.wire.Operation.CONFIRM;
import static io.lambdatcc.wire.Operation.TRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantReply.NotNow;
import io.lambdatcc.wire.ParticipantReply.Refused;
import io.lambdatcc.wire.ParticipantReply.Rejected;
import io.lambdatcc.wire.ParticipantReply.Unknown;
import io.lambdatcc.wire.ParticipantReply.Violated;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParticipantReplyTest {
  private static final String REFUSED =
      "{\"type\":\"https://example.org/any/refused\",\"code\":\"sold-out\",\"reason\":\"none left\"}";
  private static final String VIOLATION =
      "{\"type\":\"https://lambdatcc.io/problems/violation\",\"detail\":\"never tried\"}";

  @ParameterizedTest
  @EnumSource
  void onlyTheOperationsOwnOutcomeIsDone(Operation operation) {
    for (Operation other : Operation.values()) {
      ParticipantReply reply = read(operation, 200, "{\"outcome\":\"" + other.outcome() + "\"}");
      if (other == operation) {
        assertThat(reply).isEqualTo(new Done(operation, null));
      } else {
        assertThat(reply).isInstanceOf(Unknown.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"outcome\":null}",
        "{\"outcome\":[\"TRIED\"]}",
        "<html>",
        "{\"outcome\":\"tried\"}",
        "{\"outcome\":\"TRIED\"",
        "{\"outcome\":\"TRIED\"}}",
        "{\"outcome\":\"TRIED\",\"outcome\":\"TRIED\"}",
        "{\"errorMessage\":\"x\"}"
      })
  void anyOtherBodyUnder200IsUnknown(String body) {
    assertThat(read(TRY, 200, body)).isInstanceOf(Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 100, 201, 202, 204, 206, 301, 302, 307, 308, 402, 405, 408, 410, 418, 429, 500, 502, 503,
        504, 599
      })
  void everyOtherStatusIsUnknownWhateverItSays(int status) {
    for (String body : List.of("", "{\"outcome\":\"TRIED\"}", REFUSED, VIOLATION)) {
      assertThat(read(TRY, status, body)).isInstanceOf(Unknown.class);
    }
  }

  @Test
  void aResultIsKeptAsWrittenAndFieldsAddedLaterAreIgnored() {
    assertThat(read(TRY, 200, "{\"result\":{ \"n\" : 1.0 },\"outcome\":\"TRIED\",\"new\":1}"))
        .isEqualTo(new Done(TRY, JsonText.parse("{ \"n\" : 1.0 }")));
    assertThat(read(TRY, 200, "{\"result\":null,\"outcome\":\"TRIED\"}"))
        .isEqualTo(new Done(TRY, null));
  }

  @Test
  void aResultTooDeepToBeShownInsideOtherDocumentsIsDroppedAndTheOutcomeStands() {
    for (int depth : List.of(65, 100, 101, 105)) {
      String deep = "[".repeat(depth) + "]".repeat(depth);
      assertThat(read(TRY, 200, "{\"outcome\":\"TRIED\",\"result\":" + deep + "}"))
          .isEqualTo(new Done(TRY, null));
    }
  }

  @Test
  void aResultAsDeepAsCanBeShownIsKept() {
    JsonText deep = JsonText.parse("[".repeat(64) + "]".repeat(64));
    assertThat(read(TRY, 200, "{\"outcome\":\"TRIED\",\"result\":" + deep.text() + "}"))
        .isEqualTo(new Done(TRY, deep));
  }

  @Test
  void aNumberThatNoNumberTypeHoldsDoesNotHideTheRefusalBesideIt() {
    for (String number : List.of("1e99999999999", "1e2147483648", "1e-99999999999")) {
      String body =
          "{\"type\":\"https://x/refused\",\"code\":\"c\",\"reason\":\"r\",\"x\":" + number + "}";
      assertThat(read(TRY, 409, body)).isEqualTo(new Refused("c", "r"));
    }
  }

  @Test
  void aResultOverTwoKibibytesOfUtf8IsDroppedAndTheOutcomeStands() {
    String fits = "\"" + "é".repeat(1023) + "\"";
    assertThat(read(TRY, 200, "{\"outcome\":\"TRIED\",\"result\":" + fits + "}"))
        .isEqualTo(new Done(TRY, JsonText.parse(fits)));
    assertThat(read(TRY, 200, "{\"outcome\":\"TRIED\",\"result\":\"" + "é".repeat(1024) + "\"}"))
        .isEqualTo(new Done(TRY, null));
  }

  @Test
  void aRefusalIsOneOfATryOnly() {
    assertThat(read(TRY, 409, REFUSED)).isEqualTo(new Refused("sold-out", "none left"));
    assertThat(read(CONFIRM, 409, REFUSED)).isInstanceOf(Unknown.class);
    assertThat(read(CANCEL, 409, REFUSED)).isInstanceOf(Unknown.class);
  }

  @Test
  void aViolationIsOneOfAnyOperation() {
    for (Operation operation : Operation.values()) {
      assertThat(read(operation, 409, VIOLATION)).isEqualTo(new Violated("never tried"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "refused",
        "{\"type\":\"refused\"}",
        "{\"type\":\"x/not-refused\"}",
        "{\"message\":\"Conflict\"}"
      })
  void anyOther409IsUnknown(String body) {
    assertThat(read(TRY, 409, body)).isInstanceOf(Unknown.class);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,       -,     250",
        "2,       -,     2000",
        "0,       -,     50",
        "11,      -,     10000",
        "999999999999, -, 250",
        "soon,    -,     250",
        "-1,      -,     250",
        "1.5,     -,     250",
        "2,       120,   120",
        "2,       99999, 10000",
        "2,       -5,    2000",
        "2,       1.5,   2000",
        "-,       70,    70",
      })
  void notNowWaitsAsAskedWithinBounds(String header, String inBody, int millis) {
    Map<String, String> headers = header == null ? Map.of() : Map.of("retry-after", header);
    String body = inBody == null ? "" : "{\"retryAfterMillis\":" + inBody + "}";
    assertThat(ParticipantReply.read(TRY, 425, headers, body))
        .isEqualTo(new NotNow(Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 422})
  void theseAreRejections(int status) {
    assertThat(read(TRY, status, "{\"message\":\"Forbidden\"}"))
        .isEqualTo(new Rejected(status, "http-" + status, "status " + status + ": Forbidden"));
    assertThat(read(CONFIRM, status, ""))
        .isEqualTo(new Rejected(status, "http-" + status, "status " + status));
    assertThat(read(TRY, status, ProblemType.DEADLINE_PASSED.problem("too late").toJson()))
        .isEqualTo(new Rejected(status, "deadline-passed", "too late"));
  }

  /** Each says one thing less than the one before it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"field\":\"n\",\"reason\":\"r\",\"detail\":\"d\",\"title\":\"t\",\"message\":\"m\"} | n: r",
        "{\"reason\":\"r\",\"detail\":\"d\",\"title\":\"t\",\"message\":\"m\"} | r",
        "{\"detail\":\"d\",\"title\":\"t\",\"message\":\"m\"} | d",
        "{\"title\":\"t\",\"message\":\"m\"} | t",
        "{\"message\":\"m\"} | status 500: m",
        "{} | status 500",
        "no problem | status 500",
      })
  void theReasonIsTheMostTellingThatWasSaid(String body, String reason) {
    assertThat(read(TRY, 500, body)).isEqualTo(new Unknown(reason));
  }

  @Test
  void aReasonIsCutToFiveHundredCharactersAndNeverInsideOne() {
    assertThat(new Violated("x".repeat(501)).reason()).hasSize(500);
    assertThat(new Violated("x".repeat(499) + "\ud83d\ude00").reason()).isEqualTo("x".repeat(499));
  }

  @Test
  void answersLookLikeThis() {
    assertThat(new Done(TRY, JsonText.parse("{ }")).write())
        .isEqualTo(
            new ParticipantReply.Message(
                200,
                Map.of("content-type", "application/json"),
                "{\"outcome\":\"TRIED\",\"result\":{ }}"));
    assertThat(new NotNow(Duration.ofMillis(1200)).write().headers())
        .containsEntry("retry-after", "2")
        .containsEntry("content-type", "application/problem+json");
    assertThat(new Refused("sold-out", "none left").write().body())
        .isEqualTo(
            "{\"type\":\"https://lambdatcc.io/problems/refused\",\"title\":\"Refused\",\"status\":409,"
                + "\"detail\":\"none left\",\"code\":\"sold-out\",\"reason\":\"none left\"}");
    assertThat(new Violated("v").write().status()).isEqualTo(409);
    assertThat(new Unknown("u").write().status()).isEqualTo(503);
    assertThat(new Rejected(422, "payload-conflict", "r").write().body())
        .contains("https://lambdatcc.io/problems/payload-conflict");
  }

  @Test
  void thereAreNoOtherKindsOfAnswerThanTheseWhichAreWrittenAndRead() {
    // a pattern switch would not compile without one; this closes the gap
    assertThat(ParticipantReply.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(
            Done.class, Refused.class, NotNow.class, Violated.class, Rejected.class, Unknown.class);
  }

  private static ParticipantReply read(Operation operation, int status, String body) {
    return ParticipantReply.read(operation, status, Map.of(), body);
  }
}
