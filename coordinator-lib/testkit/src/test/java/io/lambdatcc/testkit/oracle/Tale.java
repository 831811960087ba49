package io.lambdatcc.testkit.oracle;

import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Unfinished;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Service;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A history told by hand: of transaction {@code t1}, with a branch of one thing at {@code stock}
 * and one at {@code payment}, driven by {@code c1}.
 *
 * <p>Every method tells what happens next and returns the tale. The short ones tell only what they
 * say; {@link #tries}, {@link #confirms} and their like tell a whole call that goes well.
 */
public final class Tale {
  public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
  public static final Duration DAY = Duration.ofDays(1);
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** How often a branch fails before its transaction is parked. */
  static final int PARK_AFTER = 3;

  private static final String TAG = "0123456789ab";

  private final Scenario scenario;
  private final List<Happening> happenings = new ArrayList<>();
  private final Map<String, long[]> holdings = new LinkedHashMap<>();
  private final Map<FenceKey, Fence> fences = new LinkedHashMap<>();
  private final Map<String, TransactionState> stored = new LinkedHashMap<>();
  private String name = "t1";
  private TransactionId id = idOf("t1", "0");
  private Order order = Order.PARALLEL;
  private String coordinator = "c1";
  private long now;
  private int messages;
  private int tokens;

  private Tale(TccSettings settings, UnaryOperator<Service> kind) {
    scenario =
        new Scenario(
            "by hand",
            List.of("c1", "c2"),
            Stream.of(Service.of("stock", "book", 5), Service.of("payment", "credit", 7))
                .map(kind)
                .toList(),
            List.of(),
            settings,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60));
    holdings.put("stock", new long[] {5, 0, 0});
    holdings.put("payment", new long[] {7, 0, 0});
  }

  /** The beginning of every tale. */
  public static Tale once() {
    return once(true);
  }

  /** The same in a world where nothing goes on when nobody waits. */
  public static Tale once(boolean continuesUnattended) {
    return new Tale(settings(continuesUnattended), service -> service);
  }

  /** The same where participants ask about what they hold. */
  public static Tale beside() {
    return new Tale(settings(true), Service::thatAsks);
  }

  private static TccSettings settings(boolean continuesUnattended) {
    return TccSettings.builder()
        .parkAfter(PARK_AFTER)
        .continuesUnattended(continuesUnattended)
        .build();
  }

  public static TransactionId idOf(String name, String nonce) {
    return TransactionId.parse(name + "~" + TAG + nonce);
  }

  /** What this oracle found; null where it accepts the tale. */
  @Nullable String judgedBy(String invariant) {
    for (Oracle oracle : Oracles.all(scenario)) {
      if (oracle.invariant().equals(invariant)) {
        for (Happening happening : happenings) {
          String broken = oracle.sees(happening);
          if (broken != null) {
            return broken;
          }
        }
        return null;
      }
    }
    throw new IllegalArgumentException("no oracle watches " + invariant);
  }

  public Scenario scenario() {
    return scenario;
  }

  public List<Happening> happenings() {
    return happenings;
  }

  // ---- who, what, when -------------------------------------------------------------------------

  /** From now on it is about the transaction of this name. */
  public Tale of(String otherName, String nonce) {
    name = otherName;
    id = idOf(otherName, nonce);
    return this;
  }

  public Tale inOrder(Order tried) {
    order = tried;
    return this;
  }

  public Tale by(String otherCoordinator) {
    coordinator = otherCoordinator;
    return this;
  }

  public Tale after(Duration pause) {
    now += pause.toMillis();
    return this;
  }

  public Tale add(Happening happening) {
    happenings.add(happening);
    return this;
  }

  public long at() {
    return ++now;
  }

  public TransactionId id() {
    return id;
  }

  // ---- clients ---------------------------------------------------------------------------------

  public Ask asks(Ask.Wish wish, String client) {
    return new Ask(client, Duration.ZERO, coordinator, wish, Duration.ZERO);
  }

  public Ask.Wish execute() {
    return new Ask.Wish.Execute(request("1"));
  }

  /** A request for so much of everything. */
  public TccRequest request(String amount) {
    return TccRequest.of(
            name,
            List.of(
                TccBranch.at("stock", Payload.of(amount)),
                TccBranch.at("payment", Payload.of(amount))))
        .withOrder(order);
  }

  public Tale asked(int question) {
    return asked(question, execute());
  }

  public Tale asked(int question, Ask.Wish wish) {
    return add(new Happening.Asked(at(), question, asks(wish, "alice")));
  }

  public Tale told(int question, Telling telling) {
    return told(question, execute(), telling);
  }

  public Tale told(int question, Ask.Wish wish, Telling telling) {
    return add(new Happening.Told(at(), question, asks(wish, "alice"), telling));
  }

  /** What a client is shown of a transaction in this phase, where it is not cancelled. */
  public Telling.Shown shown(Phase phase) {
    return new Telling.Shown(id.toString(), phase, phase.decided(), null, null, false);
  }

  /** What a client is shown of a transaction that was cancelled for this reason. */
  public Telling.Shown shown(Phase phase, CancelReason.Kind reason, @Nullable String culprit) {
    return new Telling.Shown(id.toString(), phase, true, reason.name(), culprit, false);
  }

  // ---- the log ---------------------------------------------------------------------------------

  /** Its first version becomes durable. */
  public Tale begins() {
    return lands(first());
  }

  public TransactionState first() {
    Instant begun = EPOCH.plusMillis(now);
    return TransactionState.begin(
        id,
        "tests",
        order,
        begun,
        begun.plus(TIMEOUT),
        begun.plusSeconds(2),
        null,
        request("1").branches().stream()
            .map(b -> BranchState.pending(b.id(), b.participant(), b.payload().digest()))
            .toList());
  }

  public Tale decidesToConfirm() {
    return lands(next(Phase.CONFIRMING, null));
  }

  public Tale decidesToCancel(CancelReason.Kind why, @Nullable String culprit) {
    return lands(next(Phase.CANCELLING, new CancelReason(why, culprit, null, "so it is")));
  }

  /** Its begin is given up, and it is cancelled in the place of that. */
  public Tale forgoes() {
    return lands(new Protocol(PARK_AFTER).forgo(first(), "too late", EPOCH.plusMillis(now)).next());
  }

  /** A participant asks about it, and it is not there. */
  public Tale isForestalled(String branch) {
    Instant passed = EPOCH.plusMillis(now);
    return lands(TransactionState.forestalled(id, branch, branch, passed, passed));
  }

  /** It ends, as it was decided. */
  public Tale ends() {
    return lands(next(stored().phase().confirms() ? Phase.CONFIRMED : Phase.CANCELLED, reason()));
  }

  /** A round fails. */
  public Tale roundFails(boolean parked) {
    TransactionState before = stored();
    return lands(
        new Version(before)
            .round(before.failedRounds() + 1, parked ? EPOCH.plusMillis(now) : null)
            .make());
  }

  /** Somebody has it tried again. */
  public Tale unparks() {
    return lands(new Version(stored()).round(0, null).make());
  }

  /** Alice answers for a branch of what is confirmed, and the others are gone on with. */
  public Tale resolves(String branch) {
    List<BranchState> branches =
        stored().branches().stream()
            .map(b -> b.id().equals(branch) ? resolved(b, "alice") : b)
            .toList();
    boolean wasTheLast = branches.stream().allMatch(b -> b.status().settled());
    Version version = new Version(stored()).branches(branches).round(0, null);
    return lands((wasTheLast ? version.phase(Phase.CONFIRMED, null) : version).make());
  }

  static BranchState resolved(BranchState branch, String by) {
    return new BranchState(
        branch.id(),
        branch.participant(),
        branch.payloadDigest(),
        branch.address(),
        BranchStatus.CONFIRMED,
        branch.attempts(),
        branch.failures(),
        null,
        null,
        null,
        null,
        new Resolution(EPOCH, by, "seen to by hand"),
        false);
  }

  /** What the log holds. */
  public TransactionState stored() {
    return Objects.requireNonNull(stored.get(name), "nothing has begun");
  }

  private @Nullable CancelReason reason() {
    return stored().cancelReason();
  }

  /** The version after the one that is stored. */
  public TransactionState next(Phase phase, @Nullable CancelReason why) {
    return new Version(stored()).phase(phase, why).make();
  }

  /** This becomes durable, on top of what is stored. */
  public Tale lands(TransactionState after) {
    tokens++;
    return lands(stored.get(name), after, tokenOfLast());
  }

  public Tale lands(@Nullable TransactionState before, TransactionState after, String token) {
    stored.put(name, after);
    add(new Happening.Writing(at(), coordinator, after, token));
    return add(new Happening.Landed(at(), coordinator, before, after, token));
  }

  /** The token of the last write that the short ways made. */
  public String tokenOfLast() {
    return "token" + tokens;
  }

  /** The record comes to the end of its time. */
  public Tale forgets() {
    TransactionState last = stored();
    stored.remove(name);
    return add(new Happening.Forgotten(at(), last));
  }

  /** A version of a transaction in the making. */
  final class Version {
    private final TransactionState from;
    private long number;
    private Phase phase;
    private List<BranchState> branches;
    private @Nullable CancelReason why;
    private int failedRounds;
    private @Nullable Instant parkedAt;
    private @Nullable Instant decidedAt;

    Version(TransactionState from) {
      this.from = from;
      number = from.version() + 1;
      phase = from.phase();
      branches = from.branches();
      why = from.cancelReason();
      failedRounds = from.failedRounds();
      parkedAt = from.parkedAt();
      decidedAt = from.decidedAt();
    }

    Version number(long value) {
      number = value;
      return this;
    }

    Version phase(Phase value, @Nullable CancelReason reason) {
      phase = value;
      why = reason;
      if (!phase.decided()) {
        decidedAt = null;
      } else if (decidedAt == null) {
        decidedAt = EPOCH.plusMillis(now);
      }
      if (phase.finished()) {
        parkedAt = null;
        status(phase.confirms() ? BranchStatus.CONFIRMED : BranchStatus.CANCELLED);
      }
      return this;
    }

    Version decidedAt(Instant value) {
      decidedAt = value;
      return this;
    }

    Version round(int failed, @Nullable Instant parked) {
      failedRounds = failed;
      parkedAt = parked;
      return this;
    }

    Version branches(List<BranchState> value) {
      branches = value;
      return this;
    }

    Version status(BranchStatus status) {
      branches = branches.stream().map(b -> branch(b, status, b.failures())).toList();
      return this;
    }

    Version failures(int failures) {
      branches = branches.stream().map(b -> branch(b, b.status(), failures)).toList();
      return this;
    }

    TransactionState make() {
      Instant end = EPOCH.plusMillis(now);
      return new TransactionState(
          from.id(),
          from.scope(),
          from.order(),
          from.createdAt(),
          from.deadline(),
          from.traceparent(),
          number,
          phase,
          branches,
          why,
          failedRounds,
          phase.finished() ? null : end,
          parkedAt,
          decidedAt,
          phase.finished() ? end : null,
          false,
          null);
    }

    private static BranchState branch(BranchState from, BranchStatus status, int failures) {
      return new BranchState(
          from.id(),
          from.participant(),
          from.payloadDigest(),
          from.address(),
          status,
          1,
          failures,
          null,
          null,
          null,
          null,
          from.resolution(),
          false);
    }
  }

  // ---- calls -----------------------------------------------------------------------------------

  public BranchCall call(Operation operation, String branch) {
    return new BranchCall(
        operation,
        id,
        branch,
        branch,
        EPOCH.plus(TIMEOUT),
        operation == Operation.TRY ? "1" : null,
        1,
        null);
  }

  public Tale sends(Operation operation, String branch) {
    return add(new Happening.Sent(at(), coordinator, ++messages, call(operation, branch)));
  }

  public Tale arrives(Operation operation, String branch) {
    return add(new Happening.Arrived(at(), messages, 1, call(operation, branch)));
  }

  public Tale replies(Operation operation, String branch, ParticipantReply reply) {
    return add(new Happening.Replied(at(), messages, 1, call(operation, branch), reply));
  }

  public Tale hears(Operation operation, String branch, Answer answer) {
    return add(new Happening.Heard(at(), coordinator, messages, call(operation, branch), answer));
  }

  /** A call that is done, with what it changes. */
  public Tale does(Operation operation, String branch, FenceState reached) {
    return sends(operation, branch)
        .arrives(operation, branch)
        .fence(operation, branch, reached)
        .repliesDone(operation, branch)
        .hears(operation, branch, new Answer.Done(null));
  }

  /** A call that is done again, which changes nothing. */
  public Tale repeats(Operation operation, String branch) {
    return sends(operation, branch)
        .arrives(operation, branch)
        .repliesDone(operation, branch)
        .hears(operation, branch, new Answer.Done(null));
  }

  public Tale repliesDone(Operation operation, String branch) {
    return replies(
        operation,
        branch,
        new ParticipantReply.Done(io.lambdatcc.wire.Operation.valueOf(operation.name()), null));
  }

  public Tale tries(String branch) {
    return does(Operation.TRY, branch, FenceState.TRIED);
  }

  public Tale confirms(String branch) {
    return does(Operation.CONFIRM, branch, FenceState.CONFIRMED);
  }

  public Tale cancels(String branch) {
    return does(Operation.CANCEL, branch, FenceState.CANCELLED);
  }

  /** A Try that is refused for ever. */
  public Tale refuses(String branch) {
    return sends(Operation.TRY, branch)
        .arrives(Operation.TRY, branch)
        .fence(Operation.TRY, branch, FenceState.REFUSED)
        .replies(Operation.TRY, branch, new ParticipantReply.Refused("sold-out", "no"))
        .hears(Operation.TRY, branch, new Answer.Refused("sold-out", "no"));
  }

  /** A Try that is to be asked again. */
  public Tale waits(String branch) {
    Duration soon = Duration.ofMillis(100);
    return sends(Operation.TRY, branch)
        .arrives(Operation.TRY, branch)
        .replies(Operation.TRY, branch, new ParticipantReply.NotNow(soon))
        .hears(Operation.TRY, branch, new Answer.NotNow(soon));
  }

  /** A call of which nobody knows what became. */
  public Tale fails(Operation operation, String branch) {
    return sends(operation, branch).hears(operation, branch, new Answer.Unknown("no answer"));
  }

  // ---- participants ----------------------------------------------------------------------------

  /** A fence changes, and with it what such a change moves. */
  public Tale fence(@Nullable Operation by, String branch, @Nullable FenceState reached) {
    Fence before = fences.get(key(branch));
    long[] moves = {0, 0, 0};
    if (reached == FenceState.TRIED) {
      moves = new long[] {-1, 1, 0};
    } else if (before != null && before.state() == FenceState.TRIED) {
      moves =
          reached == FenceState.CONFIRMED
              ? new long[] {0, -1, 1}
              : reached == FenceState.CANCELLED ? new long[] {1, -1, 0} : moves;
    }
    return fence(by, branch, reached, moves[0], moves[1], moves[2]);
  }

  /** A fence changes, and so much moves. */
  public Tale fence(
      @Nullable Operation by,
      String branch,
      @Nullable FenceState reached,
      long available,
      long reserved,
      long spent) {
    FenceKey key = key(branch);
    Fence before = fences.get(key);
    Fence after = reached == null ? null : fenceIn(reached);
    if (after == null) {
      fences.remove(key);
    } else {
      fences.put(key, after);
    }
    long[] holding = Objects.requireNonNull(holdings.get(branch));
    holding[0] += available;
    holding[1] += reserved;
    holding[2] += spent;
    add(
        new Happening.FenceChanged(
            at(), branch, key, by, before, after, available, reserved, spent));
    return add(new Happening.Holds(now, branch, holding[0], holding[1], holding[2]));
  }

  /** A participant asks about what it holds, and is told this. */
  public Tale informed(String branch, InquiryAnswer answer) {
    return add(new Happening.Inquired(at(), branch, key(branch)))
        .add(new Happening.Informed(at(), branch, key(branch), answer));
  }

  public FenceKey key(String branch) {
    return new FenceKey(id.toString(), branch);
  }

  private Fence fenceIn(FenceState state) {
    Instant keepUntil = state == FenceState.TRIED ? null : EPOCH.plusMillis(now).plus(DAY);
    return new Fence(
        state,
        "digest",
        state == FenceState.TRIED ? JsonText.parse("1") : null,
        null,
        state == FenceState.REFUSED ? new ParticipantReply.Refused("sold-out", "no") : null,
        keepUntil);
  }

  // ---- the end ---------------------------------------------------------------------------------

  public Tale isOver(Unfinished... unfinished) {
    return add(new Happening.Ended(at(), List.of(unfinished)));
  }
}
