package io.lambdatcc;

import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.api.TccUnavailableException;
import io.lambdatcc.api.TransactionFilter;
import io.lambdatcc.api.TransactionPage;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import io.lambdatcc.testing.FaultyLog;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is unfinished, as it is listed. */
class ListTest {
  private static final TransactionFilter ALL = TransactionFilter.UNFINISHED;

  private final World world = new World();
  private final TccCoordinator lambda =
      world.coordinator(TccSettings.builder().continuesUnattended(false).parkAfter(2).build());

  /** Decided and let go of. */
  private void leftBehind(String name, String... participants) {
    world.soon(lambda.execute(request(name, participants).waitingFor(WaitFor.DECIDED, null)));
  }

  /** Parked because of the first of its participants. */
  private void parked(String name, String... participants) {
    world
        .services()
        .always(
            Operation.CONFIRM,
            participants[0],
            new Twist.Instead(new Answer.Unknown("out of order")));
    leftBehind(name, participants);
    for (int i = 0; i < 10 && !world.stored(name).orElseThrow().parked(); i++) {
      world.time().pass(Duration.ofMinutes(10));
      world.soon(lambda.sweep(Duration.ofSeconds(30)));
    }
    assertThat(world.stored(name).orElseThrow().parked()).isTrue();
  }

  private List<String> names(TransactionFilter filter) {
    return names(world.soon(lambda.list(filter, 100, null)));
  }

  private static List<String> names(TransactionPage page) {
    return page.transactions().stream().map(t -> t.id().key().name()).toList();
  }

  @Test
  void whatIsUnfinishedIsListedAndWhatHasEndedIsNot() {
    leftBehind("a", "stock");
    world.soon(lambda.execute(request("ended", "stock")));
    leftBehind("b", "stock", "payment");

    assertThat(names(ALL)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aPageEndsWhereTheNextBegins() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      leftBehind("t" + i, "stock");
      expected.add("t" + i);
    }
    List<String> listed = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      TransactionPage page = world.soon(lambda.list(ALL, 10, cursor));
      assertThat(page.transactions()).hasSizeLessThanOrEqualTo(10);
      listed.addAll(names(page));
      cursor = page.cursor();
      pages++;
    } while (cursor != null);

    assertThat(listed).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aListGoesThroughEveryShard() {
    world.log().shards(4);
    for (int i = 0; i < 20; i++) {
      leftBehind("t" + i, "stock");
    }
    assertThat(names(ALL)).hasSize(20);
    assertThat(world.log().shardsAsked()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aPageAsksTheIndexNoMoreThanFiftyTimesHoweverLittleItFinds() {
    world.log().shards(60);
    leftBehind("a", "stock");
    TransactionPage page = world.soon(lambda.list(ALL, 10, null));
    assertThat(world.log().shardsAsked()).hasSize(50);
    TransactionPage next = world.soon(lambda.list(ALL, 10, page.cursor()));
    assertThat(world.log().shardsAsked()).hasSize(60);
    assertThat(page.transactions().size() + next.transactions().size()).isEqualTo(1);
    assertThat(next.cursor()).isNull();
  }

  @Test
  void aPageReadsNoMoreThanAThousandHoweverFewOfThemPass() {
    for (int i = 0; i < 1_101; i++) {
      leftBehind("t" + i, "stock");
    }
    long before = world.log().reads();
    TransactionPage page =
        world.soon(lambda.list(new TransactionFilter(null, null, "payment", null), 100, null));
    assertThat(page.transactions()).isEmpty();
    assertThat(page.cursor()).as("there is more to look at").isNotNull();
    assertThat(world.log().reads() - before).isEqualTo(1_000);
  }

  @Test
  void eachFilterLeavesOutWhatDoesNotPass() {
    leftBehind("early", "stock");
    world.time().pass(Duration.ofSeconds(5));
    Instant between = world.time().instant();
    leftBehind("late", "payment");
    CompletionStage<?> unused =
        lambda.execute(request("trying", "slow")); // its Try is under way while it is listed
    world.services().always(Operation.TRY, "slow", new Twist.Slow(Duration.ofSeconds(60)));

    assertThat(names(new TransactionFilter(null, null, "payment", null))).containsExactly("late");
    assertThat(names(new TransactionFilter(null, null, null, between))).contains("late");
    assertThat(names(new TransactionFilter(null, null, null, between))).doesNotContain("early");
    assertThat(names(new TransactionFilter(Phase.CONFIRMING, null, null, null)))
        .containsExactlyInAnyOrder("early", "late");
    assertThat(names(new TransactionFilter(null, true, null, null))).isEmpty();
  }

  @Test
  void whatIsParkedIsFoundAndOneCallRetriesAllOfAParticipant() {
    parked("p1", "payment");
    parked("p2", "payment");
    parked("other", "stock");
    assertThat(names(TransactionFilter.parkedAt("payment"))).containsExactlyInAnyOrder("p1", "p2");
    assertThat(names(new TransactionFilter(null, true, null, null))).hasSize(3);

    long callsBefore = world.services().count(Operation.CONFIRM, "stock");
    world.services().healed(Operation.CONFIRM, "payment");
    SweepReport report = world.soon(lambda.retryParked("payment", Duration.ofSeconds(30)));

    assertThat(report.finished()).isEqualTo(2);
    assertThat(names(ALL)).containsExactly("other");
    assertThat(world.services().count(Operation.CONFIRM, "stock"))
        .as("who waits for another participant is not called")
        .isEqualTo(callsBefore);
  }

  @Test
  void whatDoesNotWaitForAParticipantAnyMoreIsNotRetriedBecauseOfIt() {
    parked("p1", "stock", "payment");
    long before = world.services().count(Operation.CONFIRM);
    SweepReport report = world.soon(lambda.retryParked("payment", Duration.ofSeconds(30)));
    assertThat(report.leftAlone()).isEqualTo(1);
    assertThat(world.services().count(Operation.CONFIRM)).isEqualTo(before);
  }

  @Test
  void whatStaysParkedIsRetriedOnceAndNotAgainAheadOfTheWalk() {
    int moreThanOnePage = 130;
    world
        .services()
        .always(
            Operation.CONFIRM, "payment", new Twist.Instead(new Answer.Violated("no reservation")));
    for (int i = 0; i < moreThanOnePage; i++) {
      leftBehind("p" + i, "payment");
    }
    world.time().pass(Duration.ofMinutes(10));
    world.soon(lambda.sweep(Duration.ofSeconds(60)));
    assertThat(names(TransactionFilter.parkedAt("payment"))).hasSize(100);
    // each is put off to a later time than it was, so ahead of where the index is being read
    world.time().pass(Duration.ofMinutes(1));
    long before = world.services().count(Operation.CONFIRM);

    TccSettings oneByOne =
        TccSettings.builder()
            .continuesUnattended(false)
            .sweepConcurrency(1)
            .sweepConcurrencyPerParticipant(1)
            .build();
    SweepReport report =
        world.soon(world.coordinator(oneByOne).retryParked("payment", Duration.ofSeconds(60)));

    assertThat(report.pending()).isEqualTo(moreThanOnePage);
    assertThat(world.services().count(Operation.CONFIRM) - before).isEqualTo(moreThanOnePage);
  }

  @Test
  void scopesSeeTheirOwnAndOperatorsAll() {
    leftBehind("mine", "stock");
    TccCoordinator theirs = lambda.forScope("others");
    world.soon(theirs.execute(request("theirs", "stock").waitingFor(WaitFor.DECIDED, null)));

    long before = world.log().reads();
    assertThat(names(ALL)).containsExactly("mine");
    assertThat(world.log().reads() - before).as("what is others' is not read").isEqualTo(1);
    assertThat(names(world.soon(theirs.list(ALL, 10, null)))).containsExactly("theirs");
    assertThat(names(world.soon(lambda.forOperators().list(ALL, 10, null))))
        .containsExactlyInAnyOrder("mine", "theirs");
  }

  @Test
  void scopesRetryTheirOwnAndOperatorsAll() {
    parked("mine", "stock");
    world.services().healed(Operation.CONFIRM, "stock");
    TccCoordinator theirs = lambda.forScope("others");
    long before = world.log().reads();
    assertThat(world.soon(theirs.retryParked("stock", Duration.ofSeconds(30))).finished()).isZero();
    assertThat(world.log().reads()).as("what is others' is not read").isEqualTo(before);
    assertThat(
            world
                .soon(lambda.forOperators().retryParked("stock", Duration.ofSeconds(30)))
                .finished())
        .isEqualTo(1);
  }

  @Test
  void cursorOfAnotherListIsRefused() {
    for (int i = 0; i < 3; i++) {
      leftBehind("t" + i, "stock");
    }
    String cursor = world.soon(lambda.list(ALL, 1, null)).cursor();
    assertThat(cursor).isNotNull();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> lambda.list(TransactionFilter.parkedAt("stock"), 1, cursor))
        .withMessageStartingWith("cursor: is one of another list");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lambda.forScope("others").list(ALL, 1, cursor));
    String refused = cursorOf(FaultyLog.NO_CURSOR);
    assertThatThrownBy(() -> lambda.list(ALL, 1, refused).toCompletableFuture().join())
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cursor: ");
    for (String nonsense : List.of("", "x", "MSAx", "{}", "MSAgIC0x")) {
      assertThatIllegalArgumentException()
          .as("'%s'", nonsense)
          .isThrownBy(() -> lambda.list(ALL, 1, nonsense))
          .withMessageStartingWith("cursor: ");
    }
  }

  /** One of this list that says this place to the log. */
  private String cursorOf(String inShard) {
    String cursor =
        Objects.requireNonNull(world.soon(lambda.list(ALL, 1, null)).cursor(), "a next page");
    String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    String[] parts = plain.split(" ", 4);
    return Base64.getUrlEncoder()
        .encodeToString(
            String.join(" ", parts[0], parts[1], parts[2], inShard)
                .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatCannotBeListedIsSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lambda.list(ALL, 0, null))
        .withMessage("limit: is 1 to 100, not 0");
    assertThatIllegalArgumentException().isThrownBy(() -> lambda.list(ALL, 101, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TransactionFilter(Phase.CONFIRMED, null, null, null))
        .withMessageStartingWith("phase: only what is unfinished is listed");
  }

  @Test
  void oneRecordThatNobodyUnderstandsHidesNoOther() {
    leftBehind("a", "stock");
    leftBehind("from-the-future", "stock");
    TccCoordinator reader = reading(new IllegalStateException("unknown phase"));

    TransactionPage page = world.soon(reader.list(ALL, 10, null));

    assertThat(names(page)).containsExactly("a");
    assertThat(page.unreadable())
        .extracting(TransactionKey::name)
        .containsExactly("from-the-future");
  }

  @Test
  void aLogThatDoesNotAnswerIsNotAnEmptyList() {
    leftBehind("a", "stock");
    leftBehind("from-the-future", "stock");
    TccCoordinator reader = reading(new java.io.UncheckedIOException(new java.io.IOException()));

    assertThatThrownBy(() -> reader.list(ALL, 10, null).toCompletableFuture().join())
        .hasCauseInstanceOf(TccUnavailableException.class);
  }

  /** A coordinator whose log fails to read one transaction. */
  private TccCoordinator reading(RuntimeException failure) {
    TransactionLog log = world.log();
    return world.coordinator(
        TccSettings.defaults(),
        new TransactionLog() {
          @Override
          public CompletionStage<WriteResult> begin(TransactionState first) {
            return log.begin(first);
          }

          @Override
          public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
            return log.forestall(second, token);
          }

          @Override
          public CompletionStage<WriteResult> write(TransactionState next, String token) {
            return log.write(next, token);
          }

          @Override
          public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
            return key.name().equals("from-the-future")
                ? CompletableFuture.failedFuture(failure)
                : log.read(key);
          }

          @Override
          public CompletionStage<DuePage> due(
              int shard, Instant until, int limit, @Nullable String cursor) {
            return log.due(shard, until, limit, cursor);
          }

          @Override
          public int shards() {
            return log.shards();
          }
        },
        world.services(),
        world.time());
  }

  /** Only to show that what is listed is what is found. */
  @Test
  void whatIsListedIsWhatIsFound() {
    leftBehind("a", "stock", "payment");
    TccTransaction listed = world.soon(lambda.list(ALL, 1, null)).transactions().get(0);

    assertThat(world.soon(lambda.find("a"))).contains(listed);
  }
}
