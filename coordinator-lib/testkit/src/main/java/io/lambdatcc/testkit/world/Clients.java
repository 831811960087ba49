package io.lambdatcc.testkit.world;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.CancelResult;
import io.lambdatcc.api.NameConflictException;
import io.lambdatcc.api.TccInDoubtException;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.api.TccUnavailableException;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.testkit.scenario.Ask.Wish;
import io.lambdatcc.testkit.world.Delivery.Nature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everybody who asks coordinators for something, and what they are told. */
final class Clients {
  /** A stubborn client asks so often. */
  private static final int MOST_TIMES = 5;

  /** Who asks within so long may come first or last. */
  private static final long SOON = 1_000;

  /** How long a stubborn client waits before it asks again. */
  private static final long PAUSE = 1_000;

  private final World world;
  private final List<Question> open = new ArrayList<>();
  private int questions;
  private long memory = 3;

  Clients(World world) {
    this.world = world;
  }

  /** A question on its way to an answer. */
  private final class Question {
    final int number;
    final Ask ask;
    final int times;
    final @Nullable Sandbox asked;
    boolean over;

    Question(int number, Ask ask, int times, @Nullable Sandbox asked) {
      this.number = number;
      this.ask = ask;
      this.times = times;
      this.asked = asked;
    }

    boolean stubborn() {
      return !ask.patience().isZero() && times < MOST_TIMES;
    }

    void told(Telling telling) {
      if (over) {
        return;
      }
      close();
      memory = memory * 31 + ask.client().hashCode() * 31L + telling.hashCode();
      world.tell(new Happening.Told(world.now(), number, ask, telling));
      boolean settled =
          telling instanceof Telling.Shown shown
              ? shown.decidedOrEnded()
              : telling instanceof Telling.NameTaken || telling instanceof Telling.Rejected;
      if (!settled && stubborn()) {
        askAgain();
      }
    }

    void unanswered(String why) {
      if (over) {
        return;
      }
      close();
      world.tell(new Happening.Unanswered(world.now(), number, ask, why));
      if (stubborn()) {
        askAgain();
      }
    }

    private void close() {
      over = true;
      open.remove(this);
    }

    private void askAgain() {
      later(PAUSE, elsewhere(ask, ask.wish()), times + 1);
    }
  }

  void start(List<Ask> asks) {
    for (Ask ask : asks) {
      later(ask.at().toMillis(), ask, 1);
    }
  }

  private void later(long millis, Ask ask, int times) {
    Delivery unused =
        world
            .agenda()
            .add(
                world.now() + millis,
                null,
                millis < SOON ? Nature.MESSAGE : Nature.TIMER,
                "client asks",
                ask,
                () -> put(ask, times));
  }

  /** The same client, at the next coordinator. */
  private Ask elsewhere(Ask ask, Wish wish) {
    List<String> all = world.scenario().coordinators();
    String next = all.get((all.indexOf(ask.coordinator()) + 1) % all.size());
    return new Ask(ask.client(), ask.at(), next, wish, ask.patience());
  }

  private void put(Ask ask, int times) {
    // what a fault made a client ask is asked as it is, or a rule for every time would never end
    Fault fault =
        times < MOST_TIMES
            ? world.strike(world.site(SiteKind.ASK, ask.client(), ask.transaction()))
            : null;
    FaultKind kind = fault == null ? null : fault.kind();
    long length = fault == null ? 0 : fault.length().toMillis();
    if (kind == FaultKind.ASK_TWICE) {
      later(length, elsewhere(ask, ask.wish()), MOST_TIMES);
    } else if (kind == FaultKind.ASK_OTHERWISE && ask.wish() instanceof Wish.Execute execute) {
      later(length, elsewhere(ask, new Wish.Execute(other(execute.request()))), MOST_TIMES);
    } else if (kind == FaultKind.CANCEL_LATER) {
      later(length, elsewhere(ask, new Wish.Cancel(ask.transaction())), MOST_TIMES);
    }
    Sandbox process = world.serving(ask.coordinator());
    Question question = new Question(++questions, ask, times, process);
    open.add(question);
    world.tell(new Happening.Asked(world.now(), question.number, ask));
    if (kind == FaultKind.DISCONNECT) {
      after(length, "client leaves", () -> question.unanswered("the client has gone"));
    }
    if (!ask.patience().isZero()) {
      after(
          ask.patience().toMillis(),
          "client loses patience",
          () -> question.unanswered("no answer in time"));
    }
    if (process == null) {
      question.unanswered("connection refused");
      return;
    }
    process.notes(ask);
    CompletionStage<Telling> answer;
    try {
      answer = ask(process.coordinator(), ask.client(), ask.wish());
    } catch (RuntimeException e) {
      question.told(failure(e));
      return;
    }
    CompletionStage<Void> unused =
        answer.handle(
            (telling, failed) -> {
              if (process.alive()) {
                question.told(telling != null ? telling : failure(failed));
              }
              return null;
            });
  }

  private void after(long millis, String what, Runnable work) {
    Delivery unused =
        world.agenda().add(world.now() + millis, null, Nature.PERIODIC, what, null, work);
  }

  /** A request of the same name that asks for something else. */
  private static TccRequest other(TccRequest request) {
    return request.withOrder(request.order() == Order.PARALLEL ? Order.SEQUENTIAL : Order.PARALLEL);
  }

  /** A process has died with these questions. */
  void died(Sandbox process, boolean noticed) {
    for (Question question : List.copyOf(open)) {
      if (question.asked == process) {
        if (noticed) {
          question.unanswered("connection closed");
        } else if (question.ask.patience().isZero()) {
          question.unanswered("no answer, ever");
        }
      }
    }
  }

  long memory() {
    return memory * 31 + open.size();
  }

  // ---- asking ----------------------------------------------------------------------------------

  private static CompletionStage<Telling> ask(
      TccCoordinator coordinator, String client, Wish wish) {
    if (wish instanceof Wish.Execute execute) {
      return coordinator.execute(execute.request()).thenApply(Clients::shown);
    }
    if (wish instanceof Wish.Cancel cancel) {
      return coordinator
          .cancel(cancel.transaction(), (Duration) null)
          .thenApply(found -> or(found, Clients::shown));
    }
    if (wish instanceof Wish.Retry retry) {
      return coordinator
          .retry(retry.transaction(), null)
          .thenApply(found -> or(found, Clients::shown));
    }
    if (wish instanceof Wish.Resolve resolve) {
      return coordinator
          .resolve(
              resolve.transaction(),
              resolve.branch(),
              resolve.operation(),
              client,
              "seen to by hand",
              null)
          .thenApply(
              found ->
                  or(found, it -> shown(it.transaction(), it.transaction().phase().decided())));
    }
    return coordinator
        .find(wish.transaction())
        .thenApply(found -> or(found, tx -> shown(tx, tx.phase().decided())));
  }

  private static <T> Telling or(Optional<T> found, Function<T, Telling> shown) {
    return found.isEmpty() ? new Telling.Nothing() : shown.apply(found.get());
  }

  private static Telling shown(TccOutcome outcome) {
    return shown(outcome.transaction(), !(outcome instanceof TccOutcome.Pending));
  }

  private static Telling shown(CancelResult result) {
    return shown(result.transaction(), !(result instanceof CancelResult.Undecided));
  }

  private static Telling shown(TccTransaction transaction, boolean decidedOrEnded) {
    CancelReason reason = transaction.reason();
    return new Telling.Shown(
        transaction.id().toString(),
        transaction.phase(),
        decidedOrEnded,
        reason == null ? null : reason.kind().name(),
        reason == null ? null : reason.branchId(),
        transaction.parked());
  }

  private static Telling failure(@Nullable Throwable failed) {
    Throwable cause =
        failed instanceof CompletionException && failed.getCause() != null
            ? failed.getCause()
            : failed;
    if (cause instanceof NameConflictException) {
      return new Telling.NameTaken();
    }
    if (cause instanceof TccInDoubtException) {
      return new Telling.InDoubt();
    }
    if (cause instanceof TccUnavailableException || cause instanceof IllegalStateException) {
      return new Telling.Unavailable(String.valueOf(cause.getMessage()));
    }
    if (cause instanceof LogRejectedException || cause instanceof IllegalArgumentException) {
      return new Telling.Rejected(String.valueOf(cause.getMessage()));
    }
    return new Telling.Failed(String.valueOf(cause));
  }
}
