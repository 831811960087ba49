package io.lambdatcc.engine;

import io.lambdatcc.api.CancelResult;
import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.api.NameConflictException;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.ResolveResult;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccInDoubtException;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccOverloadedException;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.api.TccUnavailableException;
import io.lambdatcc.api.TransactionFilter;
import io.lambdatcc.api.TransactionPage;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a coordinator does for whoever asks, in terms of drives. */
public final class Engine implements AutoCloseable {
  /** A transaction takes less, where all is well; then there is room again. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Ports ports;
  private final TccSettings settings;
  private final Tempo tempo;
  private final Room room;
  private final Drives drives;
  private final Recovery recovery;

  /** What ends the waiting of each caller who polls the log. */
  private final Set<Runnable> polls = ConcurrentHashMap.newKeySet();

  /** An engine on these ports that follows this protocol. */
  public Engine(Ports ports, TccSettings settings, Protocol protocol) {
    this.ports = ports;
    this.settings = settings;
    this.tempo = new Tempo(settings, ports.random());
    this.room = new Room(settings.maxTransactions(), settings.maxPayloadCharacters());
    this.drives = new Drives(ports, settings, protocol, tempo);
    this.recovery = new Recovery(ports, settings, drives);
  }

  /** Finishes what others have left. */
  public Recovery recovery() {
    return recovery;
  }

  // ---- begin, execute ------------------------------------------------------------------------

  /**
   * Begins or joins a transaction and waits for it.
   *
   * <p>Throws {@link IllegalArgumentException} at once for a request that cannot be carried out,
   * and fails with {@link TccOverloadedException} where there is no room for it.
   */
  public CompletionStage<TccOutcome> execute(String scope, TccRequest request) {
    Instant until = until(request.waitAtMost());
    Drive drive;
    try {
      drive = beginning(scope, request, settings.continuesUnattended());
    } catch (TccOverloadedException e) {
      return CompletableFuture.failedFuture(e);
    }
    TransactionState asked = drive.first();
    CompletionStage<TransactionState> here = drive.await(request.waitFor(), left(until));
    return drive
        .begin()
        .handle(
            (stored, failed) -> {
              if (stored == null) {
                return CompletableFuture.<TransactionState>failedFuture(doubt(asked, failed));
              }
              return stored.id().equals(asked.id())
                  ? here
                  : join(asked, stored, request.waitFor(), until, 1);
            })
        .thenCompose(Function.identity())
        .thenApply(state -> outcome(state, request.waitFor()));
  }

  /**
   * Begins or joins a transaction and answers as soon as it is durable; this process goes on with
   * it.
   */
  public CompletionStage<TccTransaction> begin(String scope, TccRequest request) {
    if (!settings.continuesUnattended()) {
      throw new IllegalStateException(
          "begin leaves work for later, and this coordinator does none when nobody waits; use"
              + " execute, or continuesUnattended(true)");
    }
    Drive drive;
    try {
      drive = beginning(scope, request, true);
    } catch (TccOverloadedException e) {
      return CompletableFuture.failedFuture(e);
    }
    TransactionState asked = drive.first();
    // bounds how long begin may stay in doubt; nobody listens to its outcome
    CompletionStage<TransactionState> unusedBound =
        drive.await(WaitFor.DECIDED, waitAtMost(request.waitAtMost()));
    return drive
        .begin()
        .handle(
            (stored, failed) -> {
              if (stored == null) {
                throw doubt(asked, failed);
              }
              if (!answers(stored, asked)) {
                throw new NameConflictException(stored.id());
              }
              return TccTransaction.of(stored);
            });
  }

  private Drive beginning(String scope, TccRequest request, boolean unattended) {
    drives.checkOpen();
    TransactionState first = firstVersion(scope, request);
    Room.Place place = place(first.id().key(), request);
    List<Payload> payloads = request.branches().stream().map(TccBranch::payload).toList();
    return drives.beginning(first, payloads, unattended, place::leave);
  }

  /** Asked before anything is written or sent: what has begun is never turned away. */
  private Room.Place place(TransactionKey key, TccRequest request) {
    long characters = request.branches().stream().mapToLong(b -> b.payload().text().length()).sum();
    Room.Place place = room.take(characters);
    if (place == null) {
      ports.listener().shed(key);
      throw new TccOverloadedException(
          "as many transactions are under way here as may be; nothing was begun, ask again later",
          RETRY_AFTER);
    }
    return place;
  }

  /** How many transactions that were begun here are under way. */
  public int underWay() {
    return room.taken();
  }

  private TransactionState firstVersion(String scope, TccRequest request) {
    Duration timeout = Objects.requireNonNullElse(request.timeout(), settings.defaultTimeout());
    if (timeout.compareTo(TccSettings.MIN_TIMEOUT) < 0
        || timeout.compareTo(settings.maxTimeout()) > 0) {
      throw new IllegalArgumentException(
          "timeoutMillis: between "
              + TccSettings.MIN_TIMEOUT.toMillis()
              + " and "
              + settings.maxTimeout().toMillis()
              + ", not "
              + timeout.toMillis());
    }
    for (int i = 0; i < request.branches().size(); i++) {
      String participant = request.branches().get(i).participant();
      if (!ports.participants().knows(participant)) {
        throw new IllegalArgumentException(
            "branches[" + i + "].participant: '" + participant + "' is not configured here");
      }
    }
    // the log keeps milliseconds
    Instant now = Instant.ofEpochMilli(ports.clock().instant().toEpochMilli());
    return TransactionState.begin(
        new TransactionId(TransactionKey.of(scope, request.name()), ports.ids().newToken()),
        scope,
        request.order(),
        now,
        now.plus(timeout),
        now.plus(settings.grace()),
        request.traceparent(),
        request.branches().stream()
            .map(
                b ->
                    BranchState.pending(b.id(), b.participant(), b.payload().digest(), b.address()))
            .toList());
  }

  private static RuntimeException doubt(TransactionState asked, @Nullable Throwable failed) {
    Throwable cause = unwrapped(failed);
    if (cause instanceof DoubtException) {
      return new TccInDoubtException(asked.id(), Objects.requireNonNull(cause.getCause()));
    }
    return new CompletionException(cause);
  }

  // ---- join ----------------------------------------------------------------------------------

  /** Waits for a transaction that was begun under the same name by somebody else, or earlier. */
  private CompletionStage<TransactionState> join(
      TransactionState asked, TransactionState stored, WaitFor what, Instant until, int look) {
    if (!answers(stored, asked)) {
      return CompletableFuture.failedFuture(new NameConflictException(stored.id()));
    }
    return follow(stored, what, until, look);
  }

  /**
   * Whether what is stored under a name is what was asked for. Of one that never began nobody may
   * know what it was to be; whoever asks for its name is told that it came to nothing.
   */
  private static boolean answers(TransactionState stored, TransactionState asked) {
    return stored.asksTheSame(asked) || stored.forestalled();
  }

  private CompletionStage<TransactionState> follow(
      TransactionState stored, WaitFor what, Instant until, int look) {
    if (hasCome(stored, what)) {
      return CompletableFuture.completedFuture(stored);
    }
    Drive here = drives.of(stored.id());
    if (here != null) {
      here.seen(stored);
      return here.await(what, left(until)).thenApply(told -> later(stored, told));
    }
    Instant now = ports.clock().instant();
    if (!now.isBefore(until)) {
      return CompletableFuture.completedFuture(stored);
    }
    if (Recovery.isAbandoned(stored, now)
        && !stored.parked()
        && recovered() < settings.maxTransactions()) {
      Drive drive = drives.recovering(stored);
      CompletionStage<TransactionState> told = drive.await(what, left(until));
      drive.post(new Event.Found(now));
      return told;
    }
    boolean firstLook = look == 1;
    if (firstLook && polls.size() >= settings.maxTransactions()) {
      return CompletableFuture.completedFuture(stored);
    }
    // somebody else is at it: look again in a while
    CompletableFuture<TransactionState> later = firstLook ? watched() : new CompletableFuture<>();
    Duration pause = shorter(tempo.pollLog(look), Duration.between(now, until));
    ports
        .scheduler()
        .schedule(
            pause,
            () ->
                ports
                    .log()
                    .read(stored.id().key())
                    .handle(
                        (read, failed) ->
                            read == null || read.isEmpty() ? stored : read.orElseThrow())
                    .thenCompose(current -> follow(current, what, until, look + 1))
                    .whenComplete(
                        (state, failed) -> {
                          if (state != null) {
                            later.complete(state);
                          } else {
                            later.completeExceptionally(unwrapped(failed));
                          }
                        }));
    return later;
  }

  /** How many drives there are of what was not begun here. */
  private int recovered() {
    return drives.running() - room.taken();
  }

  /** Who has seen a version is never told of an earlier one (I8). */
  private static TransactionState later(TransactionState seen, TransactionState told) {
    return told.version() < seen.version() ? seen : told;
  }

  /** A future that does not outlive this engine unfinished. */
  private CompletableFuture<TransactionState> watched() {
    CompletableFuture<TransactionState> future = new CompletableFuture<>();
    Runnable abandon = () -> future.completeExceptionally(Drives.closedNow());
    polls.add(abandon);
    CompletionStage<TransactionState> ended = future;
    ended.whenComplete((state, failed) -> polls.remove(abandon));
    if (drives.closed()) {
      abandon.run();
    }
    return future;
  }

  // ---- find, list, cancel, retry, resolve ------------------------------------------------------

  /** What the log knows under this key. */
  public CompletionStage<Optional<TransactionState>> find(TransactionKey key) {
    return ports.log().read(key).handle(Engine::readable);
  }

  private static <T> T readable(@Nullable T read, @Nullable Throwable failed) {
    if (read == null) {
      throw unreadable(unwrapped(failed));
    }
    return read;
  }

  private static TccUnavailableException unreadable(Throwable cause) {
    return new TccUnavailableException("the log could not be read; ask again", cause);
  }

  /**
   * Some of the unfinished transactions that pass a filter.
   *
   * @param scope whose; null for everybody's
   * @param limit how many, at most
   * @param cursor of the page before; null for the first
   */
  public CompletionStage<TransactionPage> list(
      @Nullable String scope, TransactionFilter filter, int limit, @Nullable String cursor) {
    String list = scope + " " + filter;
    ScopeFilter whose = new ScopeFilter(scope);
    return new Listing(
            ports.log(),
            DueTransactions.ever(ports.clock().instant()),
            whose::passes,
            state -> whose.passes(state) && filter.matches(TccTransaction.of(state)),
            list,
            limit)
        .from(cursor == null ? ListCursor.START : ListCursor.parse(cursor, list))
        .handle(
            (page, failed) -> {
              if (page == null) {
                Throwable cause = unwrapped(failed);
                // of a cursor that the log refuses
                throw cause instanceof IllegalArgumentException wrong ? wrong : unreadable(cause);
              }
              return page;
            });
  }

  /** Waits for a transaction that is in the log. */
  public CompletionStage<TccOutcome> await(TransactionState stored, WaitFor what, Instant until) {
    return follow(stored, what, until, 1).thenApply(state -> outcome(state, what));
  }

  /** Cancels a transaction that is in the log, if it is not decided yet. */
  public CompletionStage<CancelResult> cancel(TransactionState stored, Instant until) {
    return stored.phase().decided()
        ? CompletableFuture.completedFuture(cancelResult(stored))
        : drive(
                stored,
                new Event.CancelRequested(ports.clock().instant()),
                WaitFor.COMPLETED,
                until)
            .thenApply(Engine::cancelResult);
  }

  /** A wish that is repeated, because its answer was lost, is answered as it was the first time. */
  private static CancelResult cancelResult(TransactionState state) {
    TccTransaction shown = TccTransaction.of(state);
    CancelReason why = state.cancelReason();
    if (why != null && why.kind() == CancelReason.Kind.REQUESTED) {
      return new CancelResult.Accepted(shown);
    }
    return state.phase().decided()
        ? new CancelResult.AlreadyDecided(shown)
        : new CancelResult.Undecided(shown);
  }

  /** Goes on at once with a decided transaction that is in the log, parked or not. */
  public CompletionStage<TccOutcome> retry(TransactionState stored, Instant until) {
    if (!stored.phase().decided() || stored.phase().finished()) {
      return CompletableFuture.completedFuture(outcome(stored, WaitFor.COMPLETED));
    }
    return drive(
            stored, new Event.RetryRequested(ports.clock().instant()), WaitFor.COMPLETED, until)
        .thenApply(state -> outcome(state, WaitFor.COMPLETED));
  }

  /**
   * Takes an operator's word that a branch of a transaction in the log is settled.
   *
   * @param operation what it claims to be done there
   */
  public CompletionStage<ResolveResult> resolve(
      TransactionState stored,
      String branchId,
      Operation operation,
      String by,
      String reason,
      Instant until) {
    Instant now = ports.clock().instant();
    Resolution resolution = new Resolution(now, by, reason);
    if (operation == Operation.TRY) {
      throw new IllegalArgumentException("operation: is CONFIRM or CANCEL, what was decided");
    }
    int branch = stored.indexOf(branchId);
    if (branch < 0) {
      return CompletableFuture.completedFuture(
          new ResolveResult.NoSuchBranch(TccTransaction.of(stored)));
    }
    boolean counts =
        stored.phase().decided()
            && stored.secondOperation() == operation
            && !stored.branches().get(branch).status().settled();
    CompletionStage<TransactionState> then =
        counts
            ? drive(
                stored,
                new Event.ResolveRequested(now, branch, operation, resolution),
                WaitFor.COMPLETED,
                until)
            : CompletableFuture.completedFuture(stored);
    return then.thenApply(state -> resolveResult(state, branch, operation));
  }

  private static ResolveResult resolveResult(
      TransactionState state, int branch, Operation operation) {
    TccTransaction shown = TccTransaction.of(state);
    if (!state.phase().decided()) {
      return new ResolveResult.NothingDecided(shown);
    }
    if (state.secondOperation() != operation) {
      return new ResolveResult.DecidedOtherwise(shown);
    }
    return state.branches().get(branch).status().settled()
        ? new ResolveResult.Accepted(shown)
        : new ResolveResult.InDoubt(shown);
  }

  /** Lets an event happen to a transaction, in the drive that it has here or in a new one. */
  private CompletionStage<TransactionState> drive(
      TransactionState stored, Event event, WaitFor what, Instant until) {
    drives.checkOpen();
    Drive here = drives.of(stored.id());
    Drive drive = here != null ? here : drives.recovering(stored);
    CompletionStage<TransactionState> told = drive.await(what, left(until));
    drive.post(event, stored);
    return told.thenApply(state -> later(stored, state));
  }

  // ---- inquire -------------------------------------------------------------------------------

  /**
   * What has become of a branch, for the participant that holds something for it. See {@link
   * Inquiry}.
   */
  public CompletionStage<InquiryAnswer> inquire(Inquiry inquiry, Instant until) {
    return find(inquiry.id().key())
        .thenCompose(
            found ->
                found.isPresent()
                    ? answer(inquiry, found.orElseThrow(), until)
                    : unknownHere(inquiry, until));
  }

  private CompletionStage<InquiryAnswer> answer(
      Inquiry inquiry, TransactionState stored, Instant until) {
    Instant now = ports.clock().instant();
    return inquiry.needsCancelling(stored, now)
        ? drive(stored, new Event.Found(now), WaitFor.DECIDED, until).thenApply(inquiry::answer)
        : CompletableFuture.completedFuture(inquiry.answer(stored));
  }

  /** What the log does not know may yet begin: not once its end stands in its place. */
  private CompletionStage<InquiryAnswer> unknownHere(Inquiry inquiry, Instant until) {
    Instant now = ports.clock().instant();
    if (!inquiry.isTimely(now)) {
      return CompletableFuture.completedFuture(InquiryAnswer.NOT_YET);
    }
    TransactionState end = inquiry.forestalled(now);
    return ports
        .log()
        .forestall(end, ports.ids().newToken())
        .handle(
            (result, failed) -> {
              if (result instanceof WriteResult.Written) {
                ports.listener().landed(end);
                return CompletableFuture.completedFuture(InquiryAnswer.CANCELLED);
              }
              if (result instanceof WriteResult.Conflict conflict && conflict.current() != null) {
                return answer(inquiry, conflict.current(), until);
              }
              Throwable cause =
                  result instanceof WriteResult.Unknown unknown ? unknown.cause() : failed;
              return CompletableFuture.<InquiryAnswer>failedFuture(unreadable(unwrapped(cause)));
            })
        .thenCompose(Function.identity());
  }

  // ---- shared --------------------------------------------------------------------------------

  static boolean hasCome(TransactionState state, WaitFor what) {
    return switch (what) {
      case DECIDED -> state.phase().decided();
      case COMPLETED -> state.phase().finished();
    };
  }

  private static TccOutcome outcome(TransactionState state, WaitFor waitedFor) {
    TccTransaction shown = TccTransaction.of(state);
    if (!hasCome(state, waitedFor)) {
      return new TccOutcome.Pending(shown);
    }
    return state.phase().confirms()
        ? new TccOutcome.Confirmed(shown)
        : new TccOutcome.Cancelled(shown);
  }

  /** When a caller who waits from now on gives up. */
  public Instant until(@Nullable Duration atMost) {
    return ports.clock().instant().plus(waitAtMost(atMost));
  }

  private Duration waitAtMost(@Nullable Duration asked) {
    Duration wait = Objects.requireNonNullElse(asked, settings.defaultWait());
    return wait.isNegative() ? Duration.ZERO : shorter(wait, settings.defaultWait());
  }

  private Duration left(Instant until) {
    Duration left = Duration.between(ports.clock().instant(), until);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Throwable unwrapped(@Nullable Throwable failed) {
    Throwable known =
        failed instanceof CompletionException && failed.getCause() != null
            ? failed.getCause()
            : failed;
    return known == null ? new IllegalStateException("failed without a cause") : known;
  }

  /**
   * Stops every drive of this process and answers everybody who waits; recovery, here later or
   * elsewhere, finds what they leave.
   */
  @Override
  public void close() {
    drives.close();
    polls.forEach(Runnable::run);
  }
}
