package io.lambdatcc.example.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One errand of two pieces, and what may be wrong about its end. */
class JudgeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String BUYS =
      "{'event':'errand','number':1,'name':'e1','user':'u','item':'i','quantity':2,'credit':5}";
  private static final String CHECKS_OUT =
      "{'event':'errand','number':1,'order':'o','user':'u','item':'i','quantity':2,'credit':5}";
  private static final String BOUGHT = told("CONFIRMED");
  private static final String ITEM = account("item", "i", 8, 0, 2, 10);
  private static final String USER = account("user", "u", 3, 0, 2, 5);
  private static final String CONFIRMED = transaction("CONFIRMED", false);
  private static final String END = "{'event':'end'}";

  private static String told(String meaning) {
    return "{'event':'told','number':1,'meaning':'" + meaning + "'}";
  }

  private static String account(
      String event, String id, int available, int reserved, int gone, int put) {
    return "{'event':'%s','id':'%s','available':%d,'reserved':%d,'gone':%d,'put':%d}"
        .formatted(event, id, available, reserved, gone, put);
  }

  private static String transaction(String phase, boolean later) {
    return ("{'event':'transaction','key':'e1~tag','nonce':'n1','phase':'%s','begun':'2026-01-01T00:00:01Z',"
            + "'deadline':'2026-01-01T00:00:10Z','decided':'2026-01-01T00:00:02Z',"
            + "'ended':'2026-01-01T00:00:05Z','later':%s}")
        .formatted(phase, later);
  }

  private static Verdict judge(String... events) {
    List<JsonNode> read = new ArrayList<>();
    for (String event : Arrays.asList(events)) {
      try {
        read.add(JSON.readTree(event.replace('\'', '"')));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(event, e);
      }
    }
    return Judge.of(read);
  }

  @Test
  void whatAddsUpIsWell() {
    Verdict verdict = judge(BUYS, BOUGHT, ITEM, USER, CONFIRMED, END);

    assertThat(verdict.isWell()).as("%s", verdict).isTrue();
    assertThat(verdict.confirmed()).isEqualTo(1);
    assertThat(verdict.doubted()).isZero();
  }

  @Test
  void whoWasNeverToldMayFindEither() {
    assertThat(judge(BUYS, told("OPEN"), ITEM, USER, CONFIRMED, END))
        .satisfies(
            verdict -> {
              assertThat(verdict.isWell()).isTrue();
              assertThat(verdict.doubted()).isEqualTo(1);
            });
  }

  @Test
  void whatIsUnfinishedIsLost() {
    assertThat(judge(BUYS, BOUGHT, ITEM, USER, transaction("CONFIRMING", false), END).lost())
        .containsExactly("e1~tag is still CONFIRMING");
  }

  @ParameterizedTest
  @CsvSource({"6, 2, 2", "7, 0, 2"})
  void whatIsStillReservedOrDoesNotAddUpIsLost(int available, int reserved, int gone) {
    assertThat(
            judge(
                    BUYS,
                    BOUGHT,
                    account("item", "i", available, reserved, gone, 10),
                    USER,
                    CONFIRMED,
                    END)
                .lost())
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"CANCELLED, CONFIRMED", "CONFIRMED, CANCELLED"})
  void anAnswerThatIsNotSoIsAContradiction(String told, String phase) {
    boolean confirmed = phase.equals("CONFIRMED");
    Verdict verdict =
        judge(
            BUYS,
            told(told),
            confirmed ? ITEM : account("item", "i", 10, 0, 0, 10),
            confirmed ? USER : account("user", "u", 5, 0, 0, 5),
            transaction(phase, false),
            END);

    assertThat(verdict.lost()).isEmpty();
    assertThat(verdict.contradicted()).hasSize(1);
  }

  @Test
  void anOrderThatIsStillBeingPaidIsLost() {
    String marked = "{'event':'order','id':'o','paid':true,'paying':true}";

    assertThat(judge(CHECKS_OUT, BOUGHT, marked, ITEM, USER, CONFIRMED, END).lost())
        .containsExactly("order o is still being paid");
  }

  @Test
  void whoeverPaidTwiceForOneOrderIsAContradiction() {
    String paid = "{'event':'order','id':'o','paid':true}";

    Verdict verdict =
        judge(CHECKS_OUT, BOUGHT, paid, ITEM, account("user", "u", 1, 0, 4, 5), CONFIRMED, END);

    assertThat(verdict.contradicted())
        .containsExactly("user u has given 4 where all that was confirmed took 2");
  }

  @Test
  void aRefusedCheckoutSpeaksOfItselfAndNotOfAnEarlierOneThatWasLeftOpen() {
    String paid = "{'event':'order','id':'o','paid':true}";

    assertThat(
            judge(CHECKS_OUT, told("CANCELLED"), paid, ITEM, USER, CONFIRMED, END).contradicted())
        .hasSize(1);
    assertThat(
            judge(CHECKS_OUT, told("OPEN"), told("CANCELLED"), paid, ITEM, USER, CONFIRMED, END)
                .contradicted())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONFIRMED, CONFIRMED, true",
    "CANCELLED, CONFIRMED, false",
    "TRIED, CONFIRMED, false"
  })
  void everyBranchEndsAsItsTransaction(String state, String phase, boolean well) {
    String fence =
        "{'event':'fence','table':'StockFences','transaction':'e1~tagn1','state':'%s'}"
            .formatted(state);

    assertThat(judge(BUYS, BOUGHT, ITEM, USER, transaction(phase, false), fence, END).isWell())
        .isEqualTo(well);
  }

  @Test
  void whatIsConfirmedWithoutATransactionIsAContradiction() {
    String fence =
        "{'event':'fence','table':'StockFences','transaction':'e1~tagn2','state':'CONFIRMED'}";

    assertThat(judge(BUYS, BOUGHT, ITEM, USER, CONFIRMED, fence, END).contradicted())
        .containsExactly("e1~tagn2 at StockFences is CONFIRMED, unlike its transaction");
  }

  @Test
  void whatALaterVersionWroteMustBeThere() {
    String later = "{'event':'later','transaction':'e1~tag','nonce':'n1'}";
    String neverLanded = later.replace("n1", "n2");

    assertThat(judge(BUYS, BOUGHT, later, ITEM, USER, CONFIRMED, END).lost())
        .containsExactly("e1~tag has lost what a later version wrote");
    assertThat(judge(BUYS, BOUGHT, later, ITEM, USER, transaction("CONFIRMED", true), END).isWell())
        .isTrue();
    assertThat(judge(BUYS, BOUGHT, neverLanded, ITEM, USER, CONFIRMED, END).isWell()).isTrue();
  }

  @Test
  void recoveryIsCountedFromTheLastThingThatHappenedToIt() {
    String fault =
        "{'event':'fault','kind':'CRASH_AFTER','transaction':'e1~tag','length':0,"
            + "'at':'2026-01-01T00:00:03Z'}";
    String others = fault.replace("e1~tag", "e2~tag").replace("03Z", "04Z");
    String tooEarly =
        "{'event':'disturbance','kind':'LOG_UNREACHABLE','function':'','length':500,"
            + "'at':'2026-01-01T00:00:00Z'}";

    Verdict verdict = judge(BUYS, BOUGHT, tooEarly, fault, others, ITEM, USER, CONFIRMED, END);

    assertThat(verdict.longestRecovery()).isEqualTo(Duration.ofSeconds(2));
    assertThat(verdict.recovered()).isEqualTo(1);
    assertThat(verdict.faultCount()).isEqualTo(3);
  }

  @Test
  void aHistoryWithoutAnEndSaysNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> judge(BUYS, BOUGHT))
        .withMessageContaining("has no end");
  }
}
