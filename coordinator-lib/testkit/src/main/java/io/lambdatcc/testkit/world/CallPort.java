package io.lambdatcc.testkit.world;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.world.Delivery.Nature;
import io.lambdatcc.wire.ParticipantReply;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One process's way to the participants: a network that loses, repeats, delays and reorders. */
final class CallPort implements ParticipantClient {
  /** After this long a call is over, whatever still comes. */
  static final long TIMEOUT = 3_000;

  private static final long USUAL_LATENCY = 5;

  private final World world;
  private final Sandbox process;

  CallPort(World world, Sandbox process) {
    this.world = world;
    this.process = process;
  }

  @Override
  public boolean knows(String participant) {
    return world.participant(participant) != null;
  }

  @Override
  public Set<String> inquiring() {
    return world.inquiring();
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    CompletableFuture<Answer> told = new CompletableFuture<>();
    if (!process.alive()) {
      return told;
    }
    Site site =
        world.site(
            kind(call),
            process.seat(),
            world.subject(call.transactionId().name(), call.branchId()));
    Fault fault = world.strike(site);
    if (process.befalls(fault, true)) {
      new Exchange(call, site, fault, told).send();
      boolean unused = process.befalls(fault, false);
    }
    return told;
  }

  private static SiteKind kind(BranchCall call) {
    return switch (call.operation()) {
      case TRY -> SiteKind.TRY;
      case CONFIRM -> SiteKind.CONFIRM;
      case CANCEL -> SiteKind.CANCEL;
    };
  }

  /** One call: its request, the copies of it, and the first answer that is heard. */
  private final class Exchange {
    private final BranchCall call;
    private final Site site;
    private final @Nullable FaultKind fault;
    private final long length;
    private final CompletableFuture<Answer> told;
    private final int message;
    private int copies;
    private boolean over;
    private @Nullable Delivery timeout;

    Exchange(BranchCall call, Site site, @Nullable Fault fault, CompletableFuture<Answer> told) {
      this.call = call;
      this.site = site;
      this.fault = fault == null ? null : fault.kind();
      this.length = fault == null ? 0 : fault.length().toMillis();
      this.told = told;
      this.message = world.nextMessage();
    }

    void send() {
      if (fault == FaultKind.NOT_SENT) {
        answer(0, new Answer.NotSent("the circuit breaker is open"));
        return;
      }
      long leaves = process.leaves();
      world.tell(new Happening.Sent(world.now(), process.name(), message, call));
      timeout =
          process.alive()
              ? world
                  .agenda()
                  .add(
                      leaves + TIMEOUT,
                      process,
                      Nature.TIMER,
                      "call times out",
                      message,
                      () -> hear(new Answer.Unknown("timed out")))
              : null;
      long arrives =
          leaves
              + world.latency(USUAL_LATENCY, site, 0)
              + (fault == FaultKind.DELAY_REQUEST ? length : 0);
      if (fault == FaultKind.RESET) {
        answer(1, new Answer.Unknown("connection reset"));
      }
      if (fault == FaultKind.LOSE_REQUEST) {
        world.tell(new Happening.Lost(world.now(), message, call, false));
        return;
      }
      request(arrives, fault == FaultKind.DELAY_REQUEST);
      if (fault == FaultKind.DUPLICATE) {
        request(arrives + length, length > 0);
      }
    }

    private void request(long at, boolean late) {
      int copy = ++copies;
      Delivery unused =
          world
              .agenda()
              .add(
                  at,
                  null,
                  late ? Nature.TIMER : Nature.MESSAGE,
                  "request",
                  call,
                  () -> arrive(copy));
    }

    private void arrive(int copy) {
      world.tell(new Happening.Arrived(world.now(), message, copy, call));
      @Nullable Instead instead = instead(fault);
      if (instead != null && copy == 1) {
        reply(copy, instead);
        return;
      }
      Participant participant = world.participant(call.participant());
      if (participant == null) {
        throw new IllegalStateException("no participant is called " + call.participant());
      }
      participant.handle(call, fault == FaultKind.REFUSE, reply -> replied(copy, reply));
    }

    private void replied(int copy, ParticipantReply reply) {
      world.tell(new Happening.Replied(world.now(), message, copy, call, reply));
      if (fault == FaultKind.LOSE_REPLY && copy == 1) {
        world.tell(new Happening.Lost(world.now(), message, call, true));
        return;
      }
      if (fault == FaultKind.ANSWER_500_AFTER && copy == 1) {
        reply(copy, Instead.ERROR);
        return;
      }
      if (fault == FaultKind.TRUNCATE && copy == 1) {
        answer(world.latency(USUAL_LATENCY, site, 1), new Answer.Unknown("the reply broke off"));
        return;
      }
      if (!over && copy == 1) {
        answer(
            world.latency(USUAL_LATENCY, site, 1) + (fault == FaultKind.DELAY_REPLY ? length : 0),
            world.wiring().understand(Messages.operation(call), reply));
      }
    }

    private void reply(int copy, Instead instead) {
      if (!over && copy == 1) {
        answer(
            world.latency(USUAL_LATENCY, site, 1),
            world
                .wiring()
                .understand(Messages.operation(call), instead.status, Map.of(), instead.body));
      }
    }

    private void answer(long afterMillis, Answer answer) {
      Delivery unused =
          world
              .agenda()
              .add(
                  world.now() + afterMillis,
                  process,
                  afterMillis >= TIMEOUT ? Nature.TIMER : Nature.MESSAGE,
                  site.kind().name(),
                  answer,
                  () -> hear(answer));
    }

    private void hear(Answer answer) {
      if (over) {
        return;
      }
      over = true;
      if (timeout != null) {
        world.agenda().cancel(timeout);
      }
      world.tell(new Happening.Heard(world.now(), process.name(), message, call, answer));
      told.complete(answer);
    }
  }

  /** What comes back from somewhere between the coordinator and the participant. */
  private enum Instead {
    ERROR(500, ""),
    TOO_MANY(429, ""),
    NOT_FOUND(404, ""),
    TOO_EARLY(425, ""),
    WELCOME(200, "<html>It works!</html>");

    private final int status;
    private final String body;

    Instead(int status, String body) {
      this.status = status;
      this.body = body;
    }
  }

  private static @Nullable Instead instead(@Nullable FaultKind fault) {
    if (fault == FaultKind.ANSWER_500) {
      return Instead.ERROR;
    }
    if (fault == FaultKind.ANSWER_429) {
      return Instead.TOO_MANY;
    }
    if (fault == FaultKind.ANSWER_404) {
      return Instead.NOT_FOUND;
    }
    if (fault == FaultKind.ANSWER_425) {
      return Instead.TOO_EARLY;
    }
    return fault == FaultKind.WRONG_BODY ? Instead.WELCOME : null;
  }
}
