package io.lambdatcc;

import static io.lambdatcc.testing.World.now;
import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.api.TransactionFilter;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What can be asked for, and what is shown. */
class RequestTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final World world = new World();

  @Test
  void requestsThatCannotBeCarriedOutAreRefusedByField() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a b", "stock"))
        .withMessageStartingWith("name: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a"))
        .withMessageStartingWith("branches: 1 to 99, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a", many(100)))
        .withMessageStartingWith("branches: 1 to 99, not 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a", "stock", "stock"))
        .withMessageStartingWith("branches: two are called 'stock'");
    assertThat(request("a", many(99)).branches()).hasSize(99);
  }

  private static String[] many(int count) {
    return IntStream.range(0, count).mapToObj(i -> "s" + i).toArray(String[]::new);
  }

  @Test
  void aTraceIsKeptWhereItCanBePassedOn() {
    assertThat(request("a", "stock").tracedBy(TRACE).traceparent()).isEqualTo(TRACE);
    assertThat(request("a", "stock").tracedBy(TRACE + "-of-a-later-version").traceparent())
        .isNotNull();
    assertThat(request("a", "stock").tracedBy("00-abc").traceparent()).isNull();
    assertThat(request("a", "stock").tracedBy(null).traceparent()).isNull();
  }

  @Test
  void aPayloadThatIsPrintedShowsNothingOfWhatItSays() {
    assertThat(Payload.of("{\"card\":\"4111\"}")).hasToString("Payload[15 characters]");
  }

  @Test
  void whereABranchIsIsPassedOnAndShown() {
    TccBranch abroad = new TccBranch("a", "stock", Payload.of("{}"), "eu");
    TccTransaction shown =
        world
            .soon(world.coordinator().execute(TccRequest.of("order-1", List.of(abroad))))
            .transaction();
    assertThat(shown.branches().get(0).address()).isEqualTo("eu");
    assertThat(world.services().calls()).allMatch(call -> "eu".equals(call.address()));
  }

  @Test
  void whenItIsTriedAgainIsShownOnceItIsDecided() {
    world.services().always(Operation.CONFIRM, "stock", new Twist.Slow(Duration.ofSeconds(1)));
    TccCoordinator tcc = world.coordinator();
    var unused = tcc.execute(request("order-1", "stock"));
    assertThat(now(tcc.find("order-1")).orElseThrow().nextTryAt()).isNull();
    world.time().pass(Duration.ofMillis(100));
    TccTransaction decided = now(tcc.find("order-1")).orElseThrow();
    assertThat(decided.decidedAt()).isNotNull();
    assertThat(decided.nextTryAt()).isEqualTo(world.stored("order-1").orElseThrow().due());
    assertThat(decided.endedAt()).isNull();
    world.time().passUntilQuiet();
    assertThat(now(tcc.find("order-1")).orElseThrow().endedAt()).isNotNull();
  }

  @Test
  void onlyWhatMayWellSucceedUnderANewNameIsRetryable() {
    Set<CancelReason.Kind> retryable =
        EnumSet.of(
            CancelReason.Kind.DEADLINE, CancelReason.Kind.CONTENDED, CancelReason.Kind.NEVER_BEGUN);
    for (CancelReason.Kind kind : CancelReason.Kind.values()) {
      assertThat(kind.retryable()).as("%s", kind).isEqualTo(retryable.contains(kind));
    }
  }

  @Test
  void aFilterExcludesByEveryPartThatItHas() {
    Instant start = world.time().instant();
    world.services().always(Operation.TRY, "stock", new Twist.Silence());
    var unused = world.coordinator().execute(request("order-1", "stock"));
    TccTransaction trying = TccTransaction.of(world.stored("order-1").orElseThrow());
    assertThat(TransactionFilter.UNFINISHED.matches(trying)).isTrue();
    assertThat(new TransactionFilter(Phase.TRYING, false, "stock", start).matches(trying)).isTrue();
    assertThat(new TransactionFilter(Phase.CONFIRMING, null, null, null).matches(trying)).isFalse();
    assertThat(new TransactionFilter(null, true, null, null).matches(trying)).isFalse();
    assertThat(new TransactionFilter(null, null, "payment", null).matches(trying)).isFalse();
    assertThat(new TransactionFilter(null, null, null, start.plusMillis(1)).matches(trying))
        .isFalse();
  }
}
