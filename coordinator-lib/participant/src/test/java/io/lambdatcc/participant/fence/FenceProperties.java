package io.lambdatcc.participant.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a few branches arrive duplicated, late, at once and in any order, at a store that is
 * contended, times out with and without effect, and lets writes land late.
 */
class FenceProperties {
  private static final List<Operation> OPERATIONS = List.of(Operation.values());
  private static final Instant START = Instant.parse("2030-01-31T12:00:00Z");
  private static final Instant DEADLINE = START.plus(Duration.ofSeconds(10));

  /** What happened over all runs, so that silence is not taken for correctness. */
  private static final Map<String, Integer> seen = new TreeMap<>();

  /** A message; several equal ones are duplicates. */
  private record Message(Operation operation, FenceKey key, boolean repeated) {}

  /** One run: its world and what was observed of it. */
  private static final class World {
    private final Random random;
    private final Turns turns;
    private final MemoryFenceStore memory = new MemoryFenceStore();
    private final List<Runnable> late = new ArrayList<>();
    private final Set<FenceKey> cancelAnswered = new HashSet<>();
    private final Set<String> answers = new HashSet<>();
    private final List<String> history = new ArrayList<>();
    private final boolean faults;
    private final FenceDriver<Shelf.Move, Shelf> driver;
    private Instant now = START;
    private boolean fencesForgotten;

    World(long seed, boolean faults) {
      this.random = new Random(seed);
      this.turns = new Turns(random);
      this.faults = faults;
      memory.shelves.put("x", new Shelf(5, 0, 0));
      this.driver =
          new FenceDriver<>(
              new FenceRules(FenceRules.MIN_RETENTION),
              new Faulty(),
              () -> now,
              pause -> turns.pass(),
              Patience.OF_TRY,
              Patience.OF_FINISH);
    }

    /** The memory, behind a network that loses, delays and contends. */
    private final class Faulty implements FenceStore<Shelf.Move, Shelf> {
      @Override
      public Sight look(FenceKey key) {
        turns.pass();
        return faults && random.nextInt(20) == 0 ? new NotSeen("time-out") : memory.look(key);
      }

      @Override
      public Optional<Shelf> peek(Shelf.Move write) {
        turns.pass();
        return faults && random.nextInt(20) == 0 ? Optional.empty() : memory.peek(write);
      }

      @Override
      public Outcome<Shelf> commit(
          FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
        turns.pass();
        int fault = faults ? random.nextInt(12) : 99;
        switch (fault) {
          case 0 -> {
            return new Contended<>("conflict");
          }
          case 1 -> {
            return new Unknown<>("lost");
          }
          case 2 -> {
            happened("unknown with effect");
            effect(key, expected, next, writes);
            return new Unknown<>("reply lost");
          }
          case 3 -> {
            late.add(() -> effect(key, expected, next, writes));
            return new Unknown<>("still under way");
          }
          default -> {
            return effect(key, expected, next, writes);
          }
        }
      }

      private Outcome<Shelf> effect(
          FenceKey key, @Nullable FenceState expected, Fence next, List<Shelf.Move> writes) {
        Outcome<Shelf> outcome = memory.commit(key, expected, next, writes);
        if (outcome instanceof Committed) {
          history.add(next.state() + " " + key);
          happened("fence " + next.state() + (expected == null ? " on none" : " on TRIED"));
          // I4, seen from the store: whatever reserves comes before the first Cancel's answer
          assertThat(next.state() == FenceState.TRIED && cancelAnswered.contains(key))
              .as("%s reserved after its Cancel was answered; %s", key, history)
              .isFalse();
        }
        return outcome;
      }
    }

    void deliver(Message message) {
      turns.pass();
      Shelf.Work work = new Shelf.Work("x", 2);
      ParticipantReply reply =
          switch (message.operation()) {
            case TRY ->
                driver.onTry(
                    new TryRequest(message.key(), "d", DEADLINE, message.repeated()), work);
            case CONFIRM -> driver.onConfirm(message.key(), work);
            case CANCEL -> driver.onCancel(message.key(), work);
          };
      history.add(message.operation() + " " + message.key() + " -> " + reply);
      happened(message.operation() + " " + reply.getClass().getSimpleName());
      observe(message, reply);
    }

    private void observe(Message message, ParticipantReply reply) {
      FenceKey key = message.key();
      Fence fence = memory.fences.get(key);
      switch (message.operation()) {
        case TRY -> {
          if (reply instanceof Done) {
            assertThat(memory.effects).as("%s", history).contains(FenceState.TRIED + " " + key);
          }
          if (reply instanceof Done || reply instanceof ParticipantReply.Refused) {
            assertThat(fence).as("told only what is durable: %s", history).isNotNull();
            answers.add(key + " " + (reply instanceof Done ? "tried" : "refused"));
          }
        }
        case CONFIRM -> {
          if (reply instanceof Done) {
            assertThat(memory.effects).as("%s", history).contains(FenceState.CONFIRMED + " " + key);
            answers.add(key + " confirmed");
          }
        }
        case CANCEL -> {
          if (reply instanceof Done) {
            // I5: whatever a Cancel found, it leaves something that keeps Tries away
            assertThat(fence).as("%s", history).isNotNull();
            cancelAnswered.add(key);
            answers.add(key + " cancelled");
          }
        }
      }
    }

    void afterEveryStep() {
      if (!late.isEmpty() && random.nextInt(6) == 0) {
        happened("late landing");
        late.remove(random.nextInt(late.size())).run();
      }
      check();
    }

    void check() {
      Shelf shelf = Objects.requireNonNull(memory.shelves.get("x"));
      // I6
      assertThat(shelf.total()).as("conservation, %s", history).isEqualTo(5);
      assertThat(Math.min(shelf.free(), Math.min(shelf.held(), shelf.sold())))
          .as("%s", history)
          .isNotNegative();
      // I3: an effect is one of (branch, state reached), and each occurs once
      assertThat(memory.effects).as("at most once, %s", history).doesNotHaveDuplicates();
      long held =
          memory.fences.values().stream().filter(f -> f.state() == FenceState.TRIED).count() * 2;
      // I9, the participant's part: what is held is held by a fence that says so
      assertThat(shelf.held()).as("held by live fences, %s", history).isEqualTo(held);
    }

    /** What was under way lands; and then, perhaps, a month passes. */
    void settle(boolean aMonthPasses) {
      while (!late.isEmpty()) {
        late.remove(0).run();
        check();
      }
      if (aMonthPasses) {
        now = now.plus(FenceRules.MIN_RETENTION).plusSeconds(1);
        fencesForgotten =
            memory
                .fences
                .values()
                .removeIf(fence -> fence.keepUntil() != null && fence.keepUntil().isBefore(now));
        happened(fencesForgotten ? "fences forgotten" : "nothing to forget");
      }
    }

    void checkEnd() {
      if (fencesForgotten) {
        // a Cancel thirty days after the Confirm finds nothing left to contradict
        return;
      }
      for (String key : List.of("t~1/b", "t~2/b", "t~3/b")) {
        // I1 and I2, the participant's part: one answer about the end, and it is true
        assertThat(answers.contains(key + " confirmed") && answers.contains(key + " cancelled"))
            .as("confirmed and cancelled: %s", history)
            .isFalse();
        assertThat(answers.contains(key + " refused") && answers.contains(key + " confirmed"))
            .as("refused and confirmed: %s", history)
            .isFalse();
      }
    }
  }

  @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
  void whateverArrivesInWhateverOrderTheInvariantsHold(@ForAll long seed, @ForAll boolean faults) {
    World world = new World(seed, faults);
    Random random = new Random(seed);
    world.turns.run(arrivals(world, random), world::afterEveryStep);
    world.settle(random.nextInt(4) == 0);
    world.turns.run(arrivals(world, random), world::afterEveryStep);
    world.settle(false);
    world.checkEnd();
  }

  private static List<Runnable> arrivals(World world, Random random) {
    List<Runnable> arrivals = new ArrayList<>();
    for (int branch = 1; branch <= 3; branch++) {
      FenceKey key = new FenceKey("t~" + branch, "b");
      int messages = random.nextInt(6);
      for (int i = 0; i < messages; i++) {
        Operation operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
        Message message = new Message(operation, key, random.nextBoolean());
        arrivals.add(() -> world.deliver(message));
      }
    }
    Collections.shuffle(arrivals, random);
    return arrivals;
  }

  @AfterContainer
  static void everythingOfInterestHappened() {
    assertThat(seen.keySet())
        .contains(
            "TRY Done",
            "TRY Refused",
            "TRY NotNow",
            "TRY Rejected",
            "TRY Unknown",
            "CONFIRM Done",
            "CONFIRM Violated",
            "CANCEL Done",
            "CANCEL Violated",
            "fence TRIED on none",
            "fence REFUSED on none",
            "fence CANCELLED on none",
            "fence CANCELLED on TRIED",
            "fence CONFIRMED on TRIED",
            "unknown with effect",
            "late landing",
            "fences forgotten");
  }

  private static void happened(String what) {
    seen.merge(what, 1, Integer::sum);
  }
}
