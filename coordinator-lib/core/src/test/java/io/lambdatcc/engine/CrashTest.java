package io.lambdatcc.engine;

import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.testing.FaultyLog.Fault;
import io.lambdatcc.testing.MortalPorts;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * For every step k of every canonical flow: the coordinator stops dead at k, and another finishes.
 *
 * <p>A step is a boundary between this process and the world: before a log write or a call has its
 * effect, and after the effect before its reply arrives. A dead coordinator does nothing more: no
 * write, no call, no timer.
 */
class CrashTest {
  private static final String[] SERVICES = {"order", "stock", "payment"};
  private static final int MAX_STEPS = 200;

  private static final Map<String, Consumer<World>> FLOWS =
      Map.of(
          "confirms",
          world -> {},
          "is refused",
          world ->
              world
                  .services()
                  .always(
                      Operation.TRY,
                      "payment",
                      new Twist.Instead(new Answer.Refused("no-credit", "not enough"))),
          "runs into its deadline",
          world -> world.services().always(Operation.TRY, "stock", new Twist.Silence()),
          "loses replies of Try and Confirm",
          world ->
              world
                  .services()
                  .next(Operation.TRY, "stock", new Twist.ReplyLost())
                  .next(Operation.CONFIRM, "order", new Twist.ReplyLost()),
          "needs a second round",
          world ->
              world
                  .services()
                  .next(
                      Operation.CONFIRM,
                      "payment",
                      new Twist.Instead(new Answer.Unknown("500")),
                      new Twist.Instead(new Answer.Unknown("500"))),
          "does not hear from its log",
          world ->
              world
                  .log()
                  .next(
                      Fault.LANDED_UNKNOWN,
                      Fault.NONE,
                      Fault.LOST_UNKNOWN,
                      Fault.LANDED_UNKNOWN,
                      Fault.NONE,
                      Fault.LANDED_UNKNOWN),
          "is contended",
          world ->
              world
                  .services()
                  .always(
                      Operation.TRY,
                      "stock",
                      new Twist.Instead(new Answer.NotNow(Duration.ofMillis(50)))));

  @TestFactory
  Collection<DynamicTest> whereverItStopsAnotherFinishes() {
    List<DynamicTest> tests = new ArrayList<>();
    FLOWS.forEach(
        (name, flow) -> {
          for (Order order : Order.values()) {
            for (WaitFor waitFor : WaitFor.values()) {
              tests.add(
                  DynamicTest.dynamicTest(
                      "a transaction that " + name + ", " + order + ", " + waitFor,
                      () -> crashAnywhere(flow, order, waitFor)));
            }
          }
        });
    return tests;
  }

  private static void crashAnywhere(Consumer<World> flow, Order order, WaitFor waitFor) {
    int crashes = 0;
    for (int k = 1; k <= MAX_STEPS; k++) {
      if (!crashAt(k, flow, order, waitFor)) {
        // stopping at step k is never reached: the flow has fewer steps than that
        assertThat(crashes).as("steps at which it was stopped").isGreaterThan(10);
        return;
      }
      crashes++;
    }
    fail("a flow of more than %s steps", MAX_STEPS);
  }

  /** Returns whether the flow came as far as step k. */
  private static boolean crashAt(int k, Consumer<World> flow, Order order, WaitFor waitFor) {
    World world = new World();
    flow.accept(world);
    MortalPorts mortal = new MortalPorts(world.log(), world.services(), world.time(), k);
    TccCoordinator first = world.coordinator(TccSettings.defaults(), mortal, mortal, mortal);
    CompletionStage<TccOutcome> told =
        first.execute(request("order-1", SERVICES).withOrder(order).waitingFor(waitFor, null));
    world.time().pass(Duration.ofSeconds(30));
    if (mortal.dead() && waitFor == WaitFor.COMPLETED) {
      assertThat(told.toCompletableFuture()).as("the dead tell nothing").isNotDone();
    }
    try (TccCoordinator other = world.coordinator()) {
      for (int i = 0; i < 30; i++) {
        world.soon(other.sweep(Duration.ofSeconds(2)));
        world.time().pass(Duration.ofSeconds(2));
      }
    }
    check(world, told, k);
    return mortal.dead();
  }

  private static void check(World world, CompletionStage<TccOutcome> told, int k) {
    Optional<TransactionState> end = world.stored("order-1");
    Map<String, Operation> effects = world.services().effects("order-1");
    if (end.isEmpty()) {
      assertThat(told.toCompletableFuture()).as("I7").isNotDone();
      assertThat(effects).as("stopped at %s: nothing was begun, nothing was done", k).isEmpty();
      return;
    }
    TransactionState state = end.get();
    assertThat(state.phase().finished()).as("stopped at %s: it has ended", k).isTrue();
    Operation all = state.phase().confirms() ? Operation.CONFIRM : Operation.CANCEL;
    assertThat(effects.values())
        .as("stopped at %s: I1, no reservation is left", k)
        .containsOnly(all);
    assertThat(effects).hasSize(SERVICES.length);
    TccOutcome outcome = told.toCompletableFuture().getNow(null);
    if (outcome instanceof TccOutcome.Confirmed) {
      assertThat(state.phase()).as("I7").isEqualTo(Phase.CONFIRMED);
    } else if (outcome instanceof TccOutcome.Cancelled) {
      assertThat(state.phase()).as("I7").isEqualTo(Phase.CANCELLED);
    }
    oneDecisionBeforeAnyAct(world, state);
  }

  /** I2: one decision, durable before the first Confirm or Cancel; I8: no step back. */
  private static void oneDecisionBeforeAnyAct(World world, TransactionState end) {
    List<TransactionState> landed = world.log().landed();
    assertThat(
            landed.stream()
                .map(TransactionState::phase)
                .filter(Phase::decided)
                .map(Phase::confirms)
                .distinct())
        .hasSize(1);
    for (int i = 1; i < landed.size(); i++) {
      assertThat(landed.get(i).version()).isGreaterThanOrEqualTo(landed.get(i - 1).version());
      assertThat(landed.get(i).phase()).isGreaterThanOrEqualTo(landed.get(i - 1).phase());
    }
    Operation never = end.phase().confirms() ? Operation.CANCEL : Operation.CONFIRM;
    assertThat(world.services().count(never)).isZero();
  }
}
