package io.lambdatcc;

import io.lambdatcc.api.CancelResult;
import io.lambdatcc.api.CompletionReport;
import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.api.NameConflictException;
import io.lambdatcc.api.ResolveResult;
import io.lambdatcc.api.SweepReport;
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
import io.lambdatcc.engine.Engine;
import io.lambdatcc.engine.Inquiry;
import io.lambdatcc.engine.Ports;
import io.lambdatcc.engine.SchedulerThread;
import io.lambdatcc.engine.SecureIds;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.IdSource;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.Scheduler;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.spi.TransactionLog;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs business operations that span several services as one: all of it happens, or none.
 *
 * <p>A transaction is a set of branches, each at a participant. The coordinator calls Try on all of
 * them, and each reserves what it will need. Then it writes down one durable decision: to confirm,
 * if every branch holds its reservation, or else to cancel. Then it calls Confirm on all, or Cancel
 * on all, until every branch has answered. Any process may die at any moment; {@link #sweep} in any
 * other process finishes what was decided, and cancels what was not decided before its deadline.
 *
 * <p>Callers name their transactions. The same name with the same request joins the one transaction
 * and is told the same; so a caller that does not know what became of its request simply repeats
 * it. Names belong to a <em>scope</em>: two scopes never see each other's transactions.
 *
 * <pre>{@code
 * TccCoordinator tcc = TccCoordinator.builder(log, participants).scope("checkout").build();
 * tcc.execute(TccRequest.of("order-17-1", List.of(
 *         TccBranch.at("stock", Payload.of("{\"item\":\"3\",\"n\":1}")),
 *         TccBranch.at("payment", Payload.of("{\"user\":\"7\",\"amount\":20}")))))
 *     .thenAccept(outcome -> ...);
 * }</pre>
 *
 * <p>Nothing blocks. Safe for use by many threads; one per process is enough.
 */
public final class TccCoordinator implements AutoCloseable {
  /** The most transactions of one page of a list. */
  public static final int MOST_LISTED = 100;

  private final Engine engine;
  private final Runnable onClose;
  private final @Nullable String scope;

  private TccCoordinator(Engine engine, Runnable onClose, @Nullable String scope) {
    this.engine = engine;
    this.onClose = onClose;
    this.scope = scope;
  }

  /** Starts building a coordinator on the two ports that have no default. */
  public static Builder builder(TransactionLog log, ParticipantClient participants) {
    return new Builder(log, participants);
  }

  /** This coordinator, acting for another scope. Closing it closes this one too. */
  public TccCoordinator forScope(String otherScope) {
    return new TccCoordinator(engine, onClose, otherScope);
  }

  /**
   * This coordinator, acting for operators: it finds, cancels and retries transactions of every
   * scope by their full ids, and begins none.
   */
  public TccCoordinator forOperators() {
    return new TccCoordinator(engine, onClose, null);
  }

  /**
   * Runs a transaction, or joins the one of that name, and waits for it as the request says.
   *
   * <p>Throws {@link IllegalArgumentException} for a request that can never be carried out: an
   * unknown participant, a time-out out of bounds. Completes exceptionally with {@link
   * NameConflictException} where the name belongs to another request, with {@link
   * TccOverloadedException} where as much is under way here as may be, also for a repetition of
   * what is under way, which cannot be told from another request before the log is asked, and with
   * {@link TccInDoubtException} where nobody knows whether it was begun.
   *
   * @return confirmed, cancelled, or pending where it did not come to what was waited for in time
   */
  public CompletionStage<TccOutcome> execute(TccRequest request) {
    return engine.execute(scopeToBeginIn(), request);
  }

  /**
   * Begins a transaction, or joins the one of that name, and goes on with it in the background.
   *
   * <p>Fails as {@link #execute} does, and with {@link IllegalStateException} in a coordinator that
   * does not continue unattended.
   *
   * @return the transaction as soon as it is durable; {@link #await} waits for it
   */
  public CompletionStage<TccTransaction> begin(TccRequest request) {
    return engine.begin(scopeToBeginIn(), request);
  }

  /**
   * How many transactions that were begun in this process, of every scope, are under way: at most
   * {@link TccSettings#maxTransactions}.
   */
  public int underWay() {
    return engine.underWay();
  }

  /**
   * Waits for a transaction.
   *
   * @param nameOrId its name in this scope, or its full id
   * @param atMost how long; null for the coordinator's default
   * @return empty where this scope has no such transaction
   */
  public CompletionStage<Optional<TccOutcome>> await(
      String nameOrId, WaitFor what, @Nullable Duration atMost) {
    Instant until = engine.until(atMost);
    return with(nameOrId, state -> engine.await(state, what, until));
  }

  /**
   * What the log knows of a transaction.
   *
   * <p>Completes exceptionally with {@link TccUnavailableException} where the log cannot be read.
   *
   * @param nameOrId its name in this scope, or its full id
   * @return empty where this scope has no such transaction
   */
  public CompletionStage<Optional<TccTransaction>> find(String nameOrId) {
    return with(nameOrId, state -> CompletableFuture.completedFuture(TccTransaction.of(state)));
  }

  /**
   * Some of the unfinished transactions of this scope, or of all for operators.
   *
   * <p>Completes exceptionally with {@link TccUnavailableException} where the log cannot be read,
   * and with {@link IllegalArgumentException} for a cursor of another list. What is begun, or ends,
   * between two pages may be missed or shown twice.
   *
   * @param limit how many, 1 to {@link #MOST_LISTED}
   * @param cursor of the page before; null for the first
   */
  public CompletionStage<TransactionPage> list(
      TransactionFilter filter, int limit, @Nullable String cursor) {
    if (limit < 1 || limit > MOST_LISTED) {
      throw new IllegalArgumentException("limit: is 1 to " + MOST_LISTED + ", not " + limit);
    }
    return engine.list(scope, filter, limit, cursor);
  }

  /**
   * Cancels a transaction that is not decided yet.
   *
   * @param nameOrId its name in this scope, or its full id
   * @param atMost how long to wait until every branch is cancelled; null for the coordinator's
   *     default
   * @return empty where this scope has no such transaction
   */
  public CompletionStage<Optional<CancelResult>> cancel(
      String nameOrId, @Nullable Duration atMost) {
    Instant until = engine.until(atMost);
    return with(nameOrId, state -> engine.cancel(state, until));
  }

  /**
   * Goes on with a decided transaction now, parked or not; leaves all others as they are.
   *
   * @param nameOrId its name in this scope, or its full id
   * @param atMost how long to wait for its end; null for the coordinator's default
   * @return empty where this scope has no such transaction
   */
  public CompletionStage<Optional<TccOutcome>> retry(String nameOrId, @Nullable Duration atMost) {
    Instant until = engine.until(atMost);
    return with(nameOrId, state -> engine.retry(state, until));
  }

  /**
   * Takes somebody's word that a branch is settled, for ever: what was decided has been seen to
   * there by hand, and its participant will never say so itself. Nothing checks that; if it is not
   * true, the transaction has happened in part. The word is kept with the transaction for as long
   * as that is remembered, and the other branches are gone on with at once, as by {@link #retry}.
   *
   * <p>Throws {@link IllegalArgumentException} where {@code by} or {@code reason} is empty or
   * longer than {@link Resolution} allows.
   *
   * @param nameOrId its name in this scope, or its full id
   * @param branchId the branch's id
   * @param operation {@code CONFIRM} or {@code CANCEL}: what has been seen to; counts only if it is
   *     what was decided
   * @param by who answers for it
   * @param reason how they know
   * @param atMost how long to wait for the transaction's end; null for the coordinator's default
   * @return empty where this scope has no such transaction
   */
  public CompletionStage<Optional<ResolveResult>> resolve(
      String nameOrId,
      String branchId,
      Operation operation,
      String by,
      String reason,
      @Nullable Duration atMost) {
    Instant until = engine.until(atMost);
    return with(nameOrId, state -> engine.resolve(state, branchId, operation, by, reason, until));
  }

  /**
   * Goes on at once with every parked transaction of this scope, or of all for operators, that
   * waits for this participant: by one round each, for when what was wrong with it is mended.
   *
   * @param atMost how long it may take; nothing is sent after that
   */
  public CompletionStage<SweepReport> retryParked(String participant, Duration atMost) {
    return engine.recovery().retryParked(scope, participant, atMost);
  }

  /**
   * Finishes what others left: drives every transaction that is due, of every scope, by one round.
   *
   * <p>Any number of sweeps may run at once, anywhere.
   *
   * @param atMost how long it may take
   */
  public CompletionStage<SweepReport> sweep(Duration atMost) {
    return engine.recovery().sweep(atMost);
  }

  /**
   * Goes on with decided transactions, of every scope, that others let go of at the decision: reads
   * each again and drives it by one round, without waiting until it is due.
   *
   * <p>For whoever is told of such decisions, by the log's stream for instance; as late and as
   * often as it may be. What is not decided, finished, gone, parked, or somebody else has gone on
   * with, is left alone. A branch that does not answer is no failure: its transaction stays due,
   * and a sweep meets it.
   *
   * @param keys what the log files them under
   * @param atMost how long it may take; nothing is sent after that
   */
  public CompletionStage<CompletionReport> complete(Set<TransactionKey> keys, Duration atMost) {
    return engine.recovery().complete(keys, atMost);
  }

  /**
   * Tells a participant what has become of a branch, of whatever scope, for which it holds
   * something reserved and whose deadline has passed.
   *
   * <p>A transaction that is still being tried past its deadline is cancelled before that is
   * answered, and one that the log does not know is kept from ever being begun: so let nobody ask
   * but participants. Completes exceptionally with {@link TccUnavailableException} where the log
   * does not say; ask again later.
   *
   * @param id as it came with the Try
   * @param branchId as it came with the Try
   * @param participant who asks
   * @param deadline as it came with the Try
   * @param askedAt when it asks, by its own clock: a question of yesterday is not answered for ever
   */
  public CompletionStage<InquiryAnswer> inquire(
      TransactionId id, String branchId, String participant, Instant deadline, Instant askedAt) {
    return engine.inquire(
        new Inquiry(id, branchId, participant, deadline, askedAt), engine.until(null));
  }

  /** Stops what runs here. What is unfinished is found by a sweep, here later or elsewhere. */
  @Override
  public void close() {
    engine.close();
    onClose.run();
  }

  private String scopeToBeginIn() {
    if (scope == null) {
      throw new IllegalStateException("operators begin no transactions; use forScope");
    }
    return scope;
  }

  private <T> CompletionStage<Optional<T>> with(
      String nameOrId, Function<TransactionState, CompletionStage<T>> use) {
    Optional<TransactionKey> key = keyOf(nameOrId);
    if (key.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return engine
        .find(key.get())
        .thenCompose(
            found -> {
              Optional<TransactionState> mine = found.filter(state -> visible(state, nameOrId));
              return mine.isEmpty()
                  ? CompletableFuture.completedFuture(Optional.empty())
                  : use.apply(mine.get()).thenApply(Optional::of);
            });
  }

  /** Where to look; nowhere for what cannot be anybody's, or not this scope's. */
  private Optional<TransactionKey> keyOf(String nameOrId) {
    if (TransactionKey.isName(nameOrId)) {
      return scope == null ? Optional.empty() : Optional.of(TransactionKey.of(scope, nameOrId));
    }
    try {
      return Optional.of(TransactionId.parse(nameOrId).key());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean visible(TransactionState state, String nameOrId) {
    boolean asked = TransactionKey.isName(nameOrId) || state.id().toString().equals(nameOrId);
    return asked && (scope == null || state.isOf(scope));
  }

  /** Builds a {@link TccCoordinator}. */
  public static final class Builder {
    private final TransactionLog log;
    private final ParticipantClient participants;
    private @Nullable TccSettings settings;
    private TransactionListener listener = TransactionListener.silent();
    private InstantSource clock = InstantSource.system();
    private @Nullable IdSource ids;
    private @Nullable RandomGenerator random;
    private @Nullable Scheduler scheduler;
    private @Nullable Protocol protocol;
    private @Nullable String scope;
    private boolean answersInquiries;

    private Builder(TransactionLog log, ParticipantClient participants) {
      this.log = log;
      this.participants = participants;
    }

    /** Whose transactions it begins and sees; without one it only sweeps and acts for operators. */
    public Builder scope(String value) {
      scope = value;
      return this;
    }

    /** Its limits. */
    public Builder settings(TccSettings value) {
      settings = value;
      return this;
    }

    /** Who hears what happens. */
    public Builder listener(TransactionListener value) {
      listener = value;
      return this;
    }

    /** Where it reads the time. */
    public Builder clock(InstantSource value) {
      clock = value;
      return this;
    }

    /** What runs its timers; by default a daemon thread that ends with the coordinator. */
    public Builder scheduler(Scheduler value) {
      scheduler = value;
      return this;
    }

    /** Where its tokens come from. */
    public Builder ids(IdSource value) {
      ids = value;
      return this;
    }

    /** Where its jitter comes from; must be safe for use by many threads. */
    public Builder random(RandomGenerator value) {
      random = value;
      return this;
    }

    /**
     * States that participants can ask about this coordinator's transactions: it serves {@link
     * TccCoordinator#inquire} where they ask, or another coordinator on the same log does. Needed
     * where any participant is {@link ParticipantClient#inquiring}.
     */
    public Builder answersInquiries() {
      answersInquiries = true;
      return this;
    }

    /** Which rules it follows: for tests that break one on purpose. */
    Builder protocol(Protocol value) {
      protocol = value;
      return this;
    }

    /**
     * The coordinator.
     *
     * <p>Throws {@link IllegalStateException} where participants are to be tried beside the begin,
     * and nobody is said to answer them.
     */
    public TccCoordinator build() {
      if (!answersInquiries && !participants.inquiring().isEmpty()) {
        throw new IllegalStateException(
            "the participants "
                + new TreeSet<>(participants.inquiring())
                + " are configured as inquiring, but nobody answers them for this coordinator: say"
                + " answersInquiries() where the coordinator that they ask has the same log, such"
                + " as one with an HTTP API; or else configure them as not inquiring");
      }
      TccSettings limits = settings == null ? TccSettings.defaults() : settings;
      Scheduler given = scheduler;
      SchedulerThread own = given == null ? new SchedulerThread() : null;
      Engine engine =
          new Engine(
              new Ports(
                  log,
                  participants,
                  own == null ? Objects.requireNonNull(given) : own,
                  clock,
                  ids == null ? new SecureIds() : ids,
                  random == null ? new SecureRandom() : random,
                  listener),
              limits,
              protocol == null ? new Protocol(limits.parkAfter()) : protocol);
      return new TccCoordinator(engine, own == null ? () -> {} : own::close, scope);
    }
  }
}
