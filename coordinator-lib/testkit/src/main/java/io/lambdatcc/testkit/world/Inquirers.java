package io.lambdatcc.testkit.world;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.world.Delivery.Nature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sweeps of the participants that ask about what they hold past its deadline: each question
 * goes to a coordinator, whichever is there, and an answer of <em>cancelled</em> is followed by an
 * ordinary Cancel at the fence.
 */
final class Inquirers {
  private static final long EVERY = Duration.ofSeconds(5).toMillis();
  private static final long USUAL_LATENCY = 5;

  private final World world;
  private final List<FencedParticipant> all = new ArrayList<>(2);
  private final Set<String> names = new LinkedHashSet<>();
  private boolean started;
  private int asked;

  Inquirers(World world) {
    this.world = world;
  }

  void add(FencedParticipant participant) {
    all.add(participant);
    names.add(participant.name());
  }

  Set<String> names() {
    return names;
  }

  /** How many reservations there are at participants that ask. */
  int held() {
    int held = 0;
    for (FencedParticipant each : all) {
      held += each.held();
    }
    return held;
  }

  /** Everything that the future depends on, as a number. */
  long memory() {
    return asked % world.scenario().coordinators().size();
  }

  void start() {
    if (!all.isEmpty() && !started) {
      started = true;
      later();
    }
  }

  private void later() {
    long pause = EVERY;
    if (held() == 0) {
      // sweeps that find nothing are left out: a message may be weeks late
      long idle = world.agenda().nextEssential() - world.now() - pause;
      pause += Math.max(0, idle / pause * pause);
    }
    Delivery unused =
        world
            .agenda()
            .add(world.now() + pause, null, Nature.PERIODIC, "reservations", null, this::sweep);
  }

  private void sweep() {
    later();
    for (FencedParticipant each : all) {
      for (FenceKey key : each.overdue()) {
        Instant deadline = each.asks(key);
        if (deadline != null) {
          ask(each, key, deadline);
        }
      }
    }
  }

  // ---- a question ------------------------------------------------------------------------------

  private void ask(FencedParticipant asker, FenceKey key, Instant deadline) {
    TransactionId id = TransactionId.parse(key.transactionId());
    Site site =
        world.site(SiteKind.INQUIRE, asker.name(), world.subject(id.name(), key.branchId()));
    Fault fault = world.strike(site);
    FaultKind kind = fault == null ? null : fault.kind();
    long length = fault == null ? 0 : fault.length().toMillis();
    world.tell(new Happening.Inquired(world.now(), asker.name(), key));
    if (kind == FaultKind.LOSE_REQUEST) {
      return;
    }
    Question question = new Question(asker, key, id, deadline, site, kind, length);
    long arrives = world.latency(USUAL_LATENCY, site, 0);
    boolean late = kind == FaultKind.DELAY_REQUEST;
    question.arriveAfter(late ? arrives + length : arrives, late);
    if (kind == FaultKind.DUPLICATE) {
      question.arriveAfter(arrives + length, length > 0);
    }
  }

  private final class Question {
    private final FencedParticipant asker;
    private final FenceKey key;
    private final TransactionId id;
    private final Instant deadline;
    private final Instant askedAt = world.instant();
    private final Site site;
    private final @Nullable FaultKind fault;
    private final long length;

    Question(
        FencedParticipant asker,
        FenceKey key,
        TransactionId id,
        Instant deadline,
        Site site,
        @Nullable FaultKind fault,
        long length) {
      this.asker = asker;
      this.key = key;
      this.id = id;
      this.deadline = deadline;
      this.site = site;
      this.fault = fault;
      this.length = length;
    }

    void arriveAfter(long millis, boolean late) {
      deliver(millis, late, "question of " + asker.name(), this::arrive);
    }

    private void arrive() {
      List<String> seats = world.scenario().coordinators();
      Sandbox process = world.serving(seats.get(asked++ % seats.size()));
      if (process == null) {
        return;
      }
      process.notes(key);
      var unused =
          world
              .wiring()
              .inquire(process.coordinator(), id, key.branchId(), asker.name(), deadline, askedAt)
              .whenComplete(
                  (answer, failed) -> {
                    if (answer != null && process.alive() && fault != FaultKind.LOSE_REPLY) {
                      boolean late = fault == FaultKind.DELAY_REPLY;
                      long usual = world.latency(USUAL_LATENCY, site, 1);
                      deliver(
                          late ? usual + length : usual,
                          late,
                          answer + " for " + asker.name(),
                          () -> hear(answer));
                    }
                  });
    }

    private void hear(InquiryAnswer answer) {
      world.tell(new Happening.Informed(world.now(), asker.name(), key, answer));
      if (world.wiring().releases(asker.name(), key, answer)) {
        asker.handle(
            new BranchCall(
                Operation.CANCEL, id, key.branchId(), asker.name(), deadline, null, 1, null),
            false,
            reply -> {});
      }
    }

    private void deliver(long millis, boolean late, String what, Runnable work) {
      Delivery unused =
          world
              .agenda()
              .add(
                  world.now() + millis,
                  null,
                  late ? Nature.TIMER : Nature.MESSAGE,
                  what,
                  key,
                  work);
    }
  }
}
