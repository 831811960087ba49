package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The page, in a real browser, with transactions that are made up: every state that it can show.
 */
class ConsolePageTest {
  private static final String ANSWER = "HTTP 500: {\"message\":\"out of order\"}";
  private static final String LONG = "a".repeat(64);

  private static @Nullable Browser started;

  private final Browser browser = Objects.requireNonNull(started);
  private final MadeUpCoordinator coordinator = new MadeUpCoordinator();

  @BeforeAll
  static void start() {
    started = Browser.start();
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  @BeforeEach
  void anOrdinaryWindow() {
    browser.afresh();
  }

  @AfterEach
  void nobodyElseWasAskedForAnything() {
    assertThat(browser.hosts()).isEqualTo(Set.of(coordinator.console().getAuthority()));
    coordinator.close();
  }

  private void open() {
    browser.open(coordinator.console());
  }

  /** Of what is in order nothing is complained of. */
  private void nothingIsComplainedOf() {
    assertThat(browser.complaints()).isEmpty();
  }

  private void everySort() {
    coordinator.put(Tales.trying("order-4712-1"));
    coordinator.put(Tales.failing("order-4713-1"));
    coordinator.put(Tales.cancelling("evening-1"));
    coordinator.put(Tales.parked("order-4711-1", ANSWER));
    coordinator.put(Tales.trying("order-4714-1"));
  }

  // ---- the list ------------------------------------------------------------------------------

  @Test
  void theListSaysWhatIsStuckFirstAndWhere() {
    everySort();
    open();
    browser.awaitText("#rows tr", "order-4711-1");
    assertThat(browser.read("#rows tr:first-child"))
        .contains("order-4711-1", "parked, confirming", "payment asked 10 times", ANSWER)
        .containsPattern("next try in 2 min")
        .contains("12 min ago");
    assertThat(browser.all("#rows tr")).hasSize(5);
    browser.awaitText(".tile:nth-child(4)", "at most 1");
    assertThat(browser.read("#tiles"))
        .contains("Trying 2", "Confirming 2", "Cancelling 1", "Parked 1");
    assertThat(browser.read("#tiles-note")).contains("since it was opened");
    browser.awaitText("#participants li:nth-child(3)", "1 parked");
    assertThat(browser.read("#participants li:nth-child(3)"))
        .contains("payment", "given a rest", "100 % of its last calls failed");
    browser.picture("list");
    browser.dark(true);
    browser.picture("list-dark");
    nothingIsComplainedOf();
  }

  @Test
  void filtersAreInTheAddressAndInTheForm() {
    everySort();
    open();
    browser.awaitThat("all are there", () -> browser.all("#rows tr").size() == 5);
    browser.at("f-phase").findElement(By.cssSelector("option[value=TRYING]")).click();
    browser.awaitThat("two are left", () -> browser.all("#rows tr").size() == 2);
    assertThat(browser.hash()).isEqualTo("#/?phase=TRYING");
    browser.goTo("#/?parked=true");
    browser.awaitThat("one is left", () -> browser.all("#rows tr").size() == 1);
    assertThat(browser.at("f-parked").getAttribute("value")).isEqualTo("true");
    browser.goTo("#/?phase=TRYING&parked=true");
    browser.awaitText("#empty", "Nothing unfinished matches these filters.");
    browser.click("f-clear");
    browser.awaitThat("all are there again", () -> browser.all("#rows tr").size() == 5);
    nothingIsComplainedOf();
  }

  @Test
  void whatEndsIsSeenToEndAndWhatNeverWasIsSaid() {
    ObjectNode parked = Tales.parked("order-4711-1", ANSWER);
    coordinator.put(parked);
    open();
    browser.awaitText("#rows tr", "parked, confirming");
    coordinator.put(Tales.resolved(parked));
    browser.awaitText("#rows tr.over", "confirmed");
    assertThat(browser.read("#rows tr")).contains("order-4711-1", "ended");
    browser.awaitText("#empty", "Nothing is unfinished. All is well.");
    assertThat(browser.read(".tile:nth-child(4)")).contains("Parked 0", "at most 1");
    nothingIsComplainedOf();
  }

  @Test
  void aThousandArePagedThrough() {
    for (int i = 1000; i < 2000; i++) {
      coordinator.put(Tales.trying("crowd-" + i));
    }
    open();
    browser.awaitThat("a page is there", () -> browser.all("#rows tr").size() == 100);
    browser.awaitText(".tile:nth-child(1)", "more than 500");
    assertThat(browser.read("#page")).isEqualTo("page 1, 100 transactions");
    Set<String> seen = names();
    for (int page = 2; page <= 10; page++) {
      browser.click("next");
      browser.awaitText("#page", "page " + page + ",");
      browser.awaitThat("they are others", () -> names().stream().noneMatch(seen::contains));
      seen.addAll(names());
    }
    assertThat(seen).hasSize(1000);
    assertThat(browser.at("next").isEnabled()).isFalse();
    browser.click("first");
    browser.awaitText("#page", "page 1,");
    nothingIsComplainedOf();
  }

  private Set<String> names() {
    return new HashSet<>(
        List.of(
            browser
                .text(
                    "return [...document.querySelectorAll('#rows th a')]"
                        + ".map(a => a.textContent).join(' ')")
                .split(" ", -1)));
  }

  @Test
  void whilePausedNothingIsAskedThoughTimeGoesOn() {
    coordinator.put(Tales.trying("order-4712-1"));
    open();
    browser.awaitText("#live", "Live, as of");
    browser.click("pause");
    browser.awaitText("#live", "Paused, as of");
    assertThat(browser.at("pause").getAttribute("aria-pressed")).isEqualTo("true");
    browser.awaitText("#rows tr", " s ago");
    int asked = coordinator.asked();
    coordinator.put(Tales.trying("order-4713-1"));
    browser.awaitThat(
        "five seconds have passed on the page",
        () -> Integer.parseInt(browser.read("#rows .c4").replaceAll("\\D", "")) >= 12);
    assertThat(coordinator.asked()).isBetween(asked, asked + 3); // what was under way
    assertThat(browser.all("#rows tr")).hasSize(1);
    browser.click("pause");
    browser.awaitText("#rows tr", "order-4713-1");
    nothingIsComplainedOf();
  }

  // ---- one transaction -----------------------------------------------------------------------

  @Test
  void aStuckBranchIsObviousAtAGlance() {
    coordinator.put(Tales.parked("order-4711-1", ANSWER));
    open();
    browser.goTo("#/t/order-4711-1");
    browser.awaitText("#t-banner", "Confirm of payment fails");
    assertThat(browser.read("#t-banner"))
        .contains("Parked since", "payment was asked 10 times", ANSWER)
        .contains("What to do: repair payment, then retry");
    assertThat(browser.all(".lane")).hasSize(3);
    assertThat(browser.all(".lane.stuck")).hasSize(1);
    assertThat(browser.read(".lane.stuck"))
        .contains("payment", "Confirm asked 10 times since", "last answer: " + ANSWER)
        .containsPattern("next try in \\d min");
    assertThat(browser.all("#t-story > li")).hasSize(9);
    assertThat(browser.read("#t-story li:last-child"))
        .contains("payment did not answer its Confirm with a yes: " + ANSWER);
    List<WebElement> offers = browser.all("#t-branches button");
    assertThat(offers.stream().filter(WebElement::isDisplayed)).hasSize(1);
    assertThat(browser.at("t-cancel").isDisplayed()).isFalse();
    browser.picture("transaction");
    browser.dark(true);
    browser.picture("transaction-dark");
    nothingIsComplainedOf();
  }

  @Test
  void whereThereIsNoTimelineTheLanesSayWhatIsKnown() {
    coordinator.put(Tales.failing("order-4713-1"));
    open();
    browser.goTo("#/t/order-4713-1");
    browser.awaitText(".lane.stuck", "line-1 at stock");
    assertThat(browser.read("#t-legend")).contains("does not tell when each branch has answered");
    assertThat(browser.all("#t-story > li")).hasSize(2);
    assertThat(browser.read("#t-banner")).contains("Confirm of line-1 fails, and is repeated");
    browser.picture("without-timeline");
    nothingIsComplainedOf();
  }

  @Test
  void aRefusalIsNoFailureAndWhatIsTriedCanBeCancelled() {
    coordinator.put(Tales.cancelling("evening-1"));
    coordinator.put(Tales.trying("order-4712-1"));
    open();
    browser.goTo("#/t/evening-1");
    browser.awaitText("#t-facts", "a participant refused");
    assertThat(browser.all(".lane.stuck")).isEmpty();
    assertThat(browser.at("t-banner").isDisplayed()).isFalse();
    browser.goTo("#/t/order-4712-1");
    browser.awaitText("#t-branches", "waits for others");
    assertThat(browser.at("t-retry").isDisplayed()).isFalse();
    assertThat(browser.all("#t-branches button").stream().filter(WebElement::isDisplayed))
        .isEmpty();
    browser.picture("trying");
    browser.click("t-cancel");
    assertThat(browser.read("#ask")).contains("All its 3 branches are cancelled");
    browser.click("ask-no");
    browser.awaitThat("the question is gone", () -> !browser.at("ask").isDisplayed());
    assertThat(coordinator.changes()).isEmpty();
    browser.click("t-cancel");
    browser.click("ask-yes");
    browser.awaitText("#said", "order-4712-1 is cancelled.");
    assertThat(coordinator.changes())
        .singleElement()
        .asString()
        .matches("/transactions/order-4712-1(~\\w+)?/cancel ");
    nothingIsComplainedOf();
  }

  @Test
  void aBranchIsResolvedByHandWithAReason() {
    coordinator.put(Tales.parked("order-4711-1", ANSWER));
    open();
    browser.goTo("#/t/order-4711-1");
    browser.awaitText("#t-branches li:last-child", "Resolve by hand");
    browser.all("#t-branches li:last-child button").get(0).click();
    assertThat(browser.read("#ask"))
        .contains("Say that payment is confirmed?", "It does not tell the participant");
    browser.picture("resolve");
    browser.click("ask-yes");
    browser.awaitText("#ask-note", "Please say why");
    assertThat(coordinator.changes()).isEmpty();
    browser.press("paid by hand");
    browser.click("ask-yes");
    browser.awaitText("#said", "order-4711-1 is confirmed.");
    assertThat(coordinator.changes())
        .singleElement()
        .asString()
        .matches(
            "/transactions/order-4711-1(~\\w+)?/branches/payment/resolve"
                + " \\{\"outcome\":\"CONFIRMED\",\"reason\":\"paid by hand\"}");
    nothingIsComplainedOf();
  }

  @Test
  void whoHasResolvedABranchIsTold() {
    coordinator.put(Tales.resolved(Tales.parked("order-4711-1", ANSWER)));
    open();
    browser.goTo("#/t/order-4711-1");
    browser.awaitText("#t-banner", "Confirmed everywhere");
    assertThat(browser.read("#t-branches li:last-child"))
        .contains(
            "confirmed by hand",
            "resolved by arn:aws:iam::123456789012:role/operators: paid by hand");
    assertThat(browser.read("#t-story"))
        .contains("payment was resolved by hand: paid by hand by arn:aws:iam");
    assertThat(browser.at("t-actions").isDisplayed()).isFalse();
    browser.picture("ended");
    nothingIsComplainedOf();
  }

  @Test
  void allThatIsParkedAtAParticipantIsRetriedAndWhatFailsIsSaid() {
    coordinator.put(Tales.parked("order-4711-1", ANSWER));
    open();
    browser.awaitText("#participants li:nth-child(3)", "Retry what is parked");
    browser.all("#participants li:nth-child(3) button").get(0).click();
    assertThat(browser.read("#ask")).contains("Retry all that is parked at payment?");
    browser.click("ask-yes");
    browser.awaitThat(
        "it is asked for", () -> coordinator.changes().contains("/participants/payment/retry "));
    browser.awaitText("#said", "you have none"); // this coordinator knows of transactions alone
  }

  // ---- what others have written --------------------------------------------------------------

  @Test
  void whatIsWrittenAsMarkupIsReadAsText() {
    String hostile = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";
    coordinator.put(Tales.parked("order-4711-1", hostile));
    open();
    browser.awaitText("#rows tr", hostile);
    browser.goTo("#/t/order-4711-1");
    browser.awaitText("#t-banner", hostile);
    assertThat(browser.all("main img, main script")).isEmpty();
    assertThat(browser.text("return window.hacked")).isEqualTo("null");
    browser.goTo("#/t/<img src=x onerror=alert(1)>");
    browser.awaitThat("that is no transaction", () -> browser.at("overview").isDisplayed());
    nothingIsComplainedOf();
  }

  // ---- for everybody -------------------------------------------------------------------------

  @Test
  void onAPhoneNothingIsWiderThanTheWindow() {
    everySort();
    coordinator.put(Tales.parked(LONG, "x".repeat(2000)));
    browser.phone();
    open();
    browser.awaitText("#rows tr", LONG);
    assertThat(browser.wider()).isZero();
    browser.goTo("#/t/" + LONG);
    browser.awaitText("#t-banner", "payment");
    assertThat(browser.wider()).isZero();
    browser.click("t-retry");
    assertThat(browser.wider()).isZero();
    browser.click("ask-no");
    browser.goTo("#/t/order-4711-1");
    browser.awaitText("#t-banner", ANSWER);
    browser.picture("phone-transaction");
    browser.dark(true);
    browser.goTo("#/?participant=");
    browser.awaitText("#rows tr", "order-4711-1");
    browser.picture("phone-list-dark");
    nothingIsComplainedOf();
  }

  @Test
  void nothingKeepsAnybodyOut() {
    everySort();
    open();
    for (boolean dark : new boolean[] {false, true}) {
      browser.dark(dark);
      browser.goTo("#/");
      browser.awaitText("#rows tr", "order-4711-1");
      browser.awaitText("#participants li:nth-child(3)", "1 parked");
      assertThat(browser.barriers()).as("list, dark: " + dark).isEmpty();
      for (String name :
          dark
              ? List.of("order-4711-1") // which has every colour
              : List.of("order-4711-1", "order-4712-1", "order-4713-1", "evening-1")) {
        browser.goTo("#/t/" + name);
        browser.awaitText("#t-title", name);
        browser.awaitText("#t-story", "Begun");
        assertThat(browser.barriers()).as(name + ", dark: " + dark).isEmpty();
      }
      browser.goTo("#/t/order-4711-1");
      browser.awaitText("#t-branches li:last-child", "Resolve by hand");
      browser.all("#t-branches li:last-child button").get(0).click();
      assertThat(browser.barriers()).as("dialog, dark: " + dark).isEmpty();
      browser.press(Keys.ESCAPE);
      browser.awaitThat("the question is gone", () -> !browser.at("ask").isDisplayed());
    }
    nothingIsComplainedOf();
  }

  // ---- when there is no answer ---------------------------------------------------------------

  @Test
  void whereRequestsHaveToBeSignedItSaysHow() {
    open();
    browser.awaitText("#empty", "Nothing is unfinished");
    coordinator.fails(403, "Missing Authentication Token");
    browser.awaitText("#trouble", "answers signed requests only");
    assertThat(browser.read("#trouble"))
        .contains("mvn -q -Pconsole package -Dendpoint=http://127.0.0.1:")
        .contains("The answer was: Missing Authentication Token");
    assertThat(browser.barriers()).isEmpty();
    browser.picture("unsigned");
  }

  @Test
  void aCoordinatorThatCannotAnswerIsAskedAgain() {
    coordinator.put(Tales.parked("order-4711-1", ANSWER));
    open();
    browser.awaitText("#rows tr", "order-4711-1");
    coordinator.fails(503, "the log does not answer");
    browser.awaitText("#trouble", "cannot answer now");
    browser.awaitText("#live", "Asks again in");
    assertThat(browser.read("#trouble")).contains("the log does not answer");
    assertThat(browser.all("#rows tr")).hasSize(1);
    coordinator.recovers();
    browser.awaitText("#live", "Live, as of");
    assertThat(browser.at("trouble").isDisplayed()).isFalse();
  }

  @Test
  void whatIsNotThereIsSaidNotToBe() {
    open();
    browser.awaitText("#empty", "Nothing is unfinished");
    browser.at("find").sendKeys("no such name");
    browser.click("find-go");
    browser.awaitText("#find-note", "A name has letters");
    browser.at("find").clear();
    browser.at("find").sendKeys("order-1" + Keys.ENTER);
    browser.awaitText("#trouble", "There is no such transaction");
    assertThat(browser.hash()).isEqualTo("#/t/order-1");
  }
}
