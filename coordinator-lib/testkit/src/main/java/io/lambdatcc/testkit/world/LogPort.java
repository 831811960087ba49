package io.lambdatcc.testkit.world;

import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.WriteResult;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.world.Delivery.Nature;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One process's way to the log, on which requests and answers get lost. */
final class LogPort implements TransactionLog {
  /** How long the log's client waits for an answer. */
  private static final long TIMEOUT = 1_000;

  private static final long USUAL_LATENCY = 3;

  private final World world;
  private final Sandbox process;
  private final Records records;

  /** What was sent to begin: a record that is too large is so from the first time on. */
  private final Set<TransactionId> begun = new HashSet<>();

  LogPort(World world, Sandbox process) {
    this.world = world;
    this.process = process;
    this.records = world.records();
  }

  @Override
  public int shards() {
    return 1;
  }

  // ---- writes ----------------------------------------------------------------------------------

  @Override
  public CompletionStage<WriteResult> begin(TransactionState first) {
    TransactionState durable = first.durable();
    return write(
        SiteKind.BEGIN,
        durable,
        first.id().beginToken(),
        fault -> records.begin(process, durable, lag(fault)));
  }

  @Override
  public CompletionStage<WriteResult> forestall(TransactionState second, String token) {
    TransactionState durable = second.durable();
    return write(
        SiteKind.FORESTALL,
        durable,
        token,
        fault -> records.forestall(process, durable, token, lag(fault)));
  }

  @Override
  public CompletionStage<WriteResult> write(TransactionState next, String token) {
    TransactionState durable = next.durable();
    return write(
        kind(durable),
        durable,
        token,
        fault -> records.write(process, durable, token, lag(fault), shift(fault)));
  }

  private static SiteKind kind(TransactionState next) {
    if (next.phase().finished()) {
      return SiteKind.FINISH;
    }
    return next.version() == 2 ? SiteKind.DECIDE : SiteKind.ROUND;
  }

  /** What lands. */
  private interface Landing {
    WriteResult land(@Nullable Fault fault);
  }

  private CompletionStage<WriteResult> write(
      SiteKind kind, TransactionState next, String token, Landing landing) {
    CompletableFuture<WriteResult> told = new CompletableFuture<>();
    if (!process.alive()) {
      return told;
    }
    Site site = world.site(kind, process.seat(), next.id().name());
    Fault fault = world.strike(site);
    if (!process.befalls(fault, true)) {
      return told;
    }
    world.tell(new Happening.Writing(world.now(), process.name(), next, token));
    send(site, next, fault, landing, told);
    boolean unused = process.befalls(fault, false);
    return told;
  }

  private void send(
      Site site,
      TransactionState next,
      @Nullable Fault fault,
      Landing landing,
      CompletableFuture<WriteResult> told) {
    FaultKind kind = fault == null ? null : fault.kind();
    long length = fault == null ? 0 : fault.length().toMillis();
    if (kind == FaultKind.LOG_UNREACHABLE) {
      world.logUnreachableFor(length);
    }
    long lands = process.leaves() + world.latency(USUAL_LATENCY, site, 0);
    long answers = world.latency(USUAL_LATENCY, site, 1);
    boolean first = next.version() == 1 && begun.add(next.id());
    if (kind == FaultKind.LOG_TOO_LARGE && first) {
      answer(
          lands,
          next,
          told,
          null,
          new LogRejectedException(next.id() + " does not fit into an item"));
    } else if (kind == FaultKind.LOG_THROTTLES) {
      answer(lands, next, told, null, new IllegalStateException("throttled"));
    } else if (kind == FaultKind.LOG_UNKNOWN_LOST || !world.logReachable(lands)) {
      answer(process.leaves() + TIMEOUT, next, told, unknown(), null);
    } else {
      boolean later = kind == FaultKind.LOG_LANDS_LATER;
      if (later || kind == FaultKind.LOG_UNKNOWN_LANDED) {
        answer(process.leaves() + TIMEOUT, next, told, unknown(), null);
      }
      Delivery unused =
          world
              .agenda()
              .add(
                  later ? lands + length : lands,
                  null,
                  later ? Nature.TIMER : Nature.MESSAGE,
                  "write",
                  next,
                  () -> land(next, fault, answers, landing, told));
    }
  }

  private void land(
      TransactionState next,
      @Nullable Fault fault,
      long answers,
      Landing landing,
      CompletableFuture<WriteResult> told) {
    FaultKind kind = fault == null ? null : fault.kind();
    WriteResult result = null;
    RuntimeException failure = null;
    try {
      result = landing.land(fault);
      if (kind == FaultKind.LOG_OWN_CONFLICT) {
        // the answer was lost between the client and the table; the client's own retry comes second
        result = landing.land(fault);
      }
    } catch (Records.UnknownPhaseException e) {
      failure = e;
    }
    if (kind == FaultKind.LOG_LANDS_LATER || kind == FaultKind.LOG_UNKNOWN_LANDED) {
      return;
    }
    long longer = fault != null && kind == FaultKind.LOG_SLOW ? fault.length().toMillis() : 0;
    answer(world.now() + answers + longer, next, told, result, failure);
  }

  private void answer(
      long at,
      TransactionState wanted,
      CompletableFuture<WriteResult> told,
      @Nullable WriteResult result,
      @Nullable RuntimeException failure) {
    if (!process.alive()) {
      return;
    }
    Object about = result == null ? failure : result;
    Delivery unused =
        world
            .agenda()
            .add(
                at,
                process,
                Nature.MESSAGE,
                "log answers",
                about,
                () -> {
                  world.tell(
                      new Happening.WriteAnswered(
                          world.now(), process.name(), wanted, word(result, failure)));
                  if (result != null) {
                    told.complete(result);
                  } else {
                    told.completeExceptionally(failure);
                  }
                });
  }

  private static String word(@Nullable WriteResult result, @Nullable RuntimeException failure) {
    if (failure instanceof LogRejectedException) {
      return "REJECTED";
    }
    if (result instanceof WriteResult.Written) {
      return "WRITTEN";
    }
    return result instanceof WriteResult.Conflict ? "CONFLICT" : "UNKNOWN";
  }

  private static WriteResult unknown() {
    return new WriteResult.Unknown(new IllegalStateException("the log did not answer in time"));
  }

  private static @Nullable Long lag(@Nullable Fault fault) {
    return fault != null && fault.kind() == FaultKind.INDEX_LAGS ? fault.length().toMillis() : null;
  }

  private static long shift(@Nullable Fault fault) {
    return fault != null && fault.kind() == FaultKind.TTL_SHIFTS ? fault.length().toMillis() : 0;
  }

  // ---- reads -----------------------------------------------------------------------------------

  @Override
  public CompletionStage<Optional<TransactionState>> read(TransactionKey key) {
    Site site = world.site(SiteKind.READ, process.seat(), key.name());
    return read(site, world.strike(site), () -> records.read(process, key));
  }

  @Override
  public CompletionStage<DuePage> due(
      int shard, Instant until, int limit, @Nullable String cursor) {
    Site site = world.site(SiteKind.DUE, process.seat(), "");
    Fault fault = world.strike(site);
    boolean cut = fault != null && fault.kind() == FaultKind.PAGE_CUT;
    return read(site, fault, () -> records.due(process, until, cut ? 1 : limit, cursor));
  }

  private <T> CompletionStage<T> read(Site site, @Nullable Fault fault, Supplier<T> look) {
    CompletableFuture<T> told = new CompletableFuture<>();
    if (!process.alive()) {
      return told;
    }
    long arrives = process.leaves() + world.latency(USUAL_LATENCY, site, 0);
    boolean fails = fault != null && fault.kind() == FaultKind.READ_FAILS;
    if (fails || !world.logReachable(arrives)) {
      Delivery unused =
          world
              .agenda()
              .add(
                  arrives + TIMEOUT,
                  process,
                  Nature.MESSAGE,
                  "no answer from the log",
                  site,
                  () ->
                      told.completeExceptionally(
                          new IllegalStateException("the log did not answer in time")));
      return told;
    }
    long answers =
        fault != null && fault.kind() == FaultKind.READ_SLOW
            ? fault.length().toMillis()
            : world.latency(USUAL_LATENCY, site, 1);
    Delivery unused =
        world
            .agenda()
            .add(arrives, null, Nature.MESSAGE, "read", site, () -> show(look, answers, told));
    return told;
  }

  private <T> void show(Supplier<T> look, long answers, CompletableFuture<T> told) {
    @Nullable T shown;
    @Nullable RuntimeException failure;
    try {
      shown = look.get();
      failure = null;
    } catch (Records.UnknownPhaseException e) {
      shown = null;
      failure = e;
    }
    @Nullable T result = shown;
    @Nullable RuntimeException thrown = failure;
    if (process.alive()) {
      Delivery unused =
          world
              .agenda()
              .add(
                  world.now() + answers,
                  process,
                  Nature.MESSAGE,
                  "log shows",
                  result == null ? thrown : result,
                  () -> {
                    if (thrown != null) {
                      told.completeExceptionally(thrown);
                    } else {
                      told.complete(result);
                    }
                  });
    }
  }
}
