package io.lambdatcc.testkit.picture;

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
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.History;
import io.lambdatcc.testkit.history.Telling;
import io.lambdatcc.testkit.oracle.Finding;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Service;
import io.lambdatcc.testkit.world.Run;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run that is made by hand, told step by step. */
final class Tale {
  static final Instant EPOCH = Instant.parse("2030-01-01T00:00:00Z");

  private static final Instant LATER = EPOCH.plusSeconds(3_000_000);

  private final History history = new History();
  private final Scenario scenario;
  private FaultPlan plan = FaultPlan.NONE;
  private @Nullable Finding finding;
  private long now;
  private int questions;
  private int messages;

  Tale(String name, List<String> coordinators, String... services) {
    this.scenario =
        new Scenario(
            name,
            coordinators,
            List.of(services).stream().map(it -> Service.of(it, "thing", 10)).toList(),
            List.of(),
            TccSettings.defaults(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10));
  }

  // ---- telling ---------------------------------------------------------------------------------

  Tale at(long millis) {
    now = millis;
    return this;
  }

  Tale add(Happening happening) {
    history.add(happening);
    return this;
  }

  Tale plan(Rule... rules) {
    plan = FaultPlan.of(rules);
    return this;
  }

  Tale inOrder(long order) {
    plan = plan.inOrder(order);
    return this;
  }

  /** The last thing that happened broke this. */
  Tale broke(String invariant, String what) {
    finding = new Finding(invariant, what, now, history.happenings().size() - 1);
    return this;
  }

  Run run() {
    return new Run(scenario, plan, history, finding, List.of());
  }

  long now() {
    return now;
  }

  // ---- clients ---------------------------------------------------------------------------------

  Ask asks(String client, String coordinator, TransactionId id, String... services) {
    List<TccBranch> branches =
        List.of(services).stream().map(it -> TccBranch.at(it, Payload.of("{}"))).toList();
    Ask ask =
        new Ask(
            client,
            Duration.ofMillis(now),
            coordinator,
            new Ask.Wish.Execute(TccRequest.of(id.name(), branches)),
            Duration.ZERO);
    history.add(new Happening.Asked(now, ++questions, ask));
    return ask;
  }

  Tale told(Ask ask, TransactionId id, Phase phase) {
    return add(
        new Happening.Told(
            now,
            questions,
            ask,
            new Telling.Shown(id.toString(), phase, phase.decided(), null, null, false)));
  }

  // ---- calls -----------------------------------------------------------------------------------

  /** A call and its number. */
  record Call(int message, String coordinator, BranchCall call) {}

  Call sends(
      String coordinator, Operation operation, TransactionId id, String service, int attempt) {
    BranchCall call =
        new BranchCall(operation, id, service, service, EPOCH.plusSeconds(10), "{}", attempt, null);
    Call sent = new Call(++messages, coordinator, call);
    add(new Happening.Sent(now, coordinator, sent.message(), call));
    return sent;
  }

  Tale arrives(Call call) {
    return arrives(call, 1);
  }

  Tale arrives(Call call, int copy) {
    return add(new Happening.Arrived(now, call.message(), copy, call.call()));
  }

  Tale replies(Call call) {
    return replies(call, 1, done(call.call().operation()));
  }

  Tale replies(Call call, int copy, ParticipantReply reply) {
    return add(new Happening.Replied(now, call.message(), copy, call.call(), reply));
  }

  Tale loses(Call call, boolean reply) {
    return add(new Happening.Lost(now, call.message(), call.call(), reply));
  }

  Tale hears(Call call) {
    return hears(call, new Answer.Done(null));
  }

  Tale hears(Call call, Answer answer) {
    return add(new Happening.Heard(now, call.coordinator(), call.message(), call.call(), answer));
  }

  static ParticipantReply done(Operation operation) {
    return new ParticipantReply.Done(
        switch (operation) {
          case TRY -> io.lambdatcc.wire.Operation.TRY;
          case CONFIRM -> io.lambdatcc.wire.Operation.CONFIRM;
          case CANCEL -> io.lambdatcc.wire.Operation.CANCEL;
        },
        null);
  }

  // ---- participants ----------------------------------------------------------------------------

  Tale fence(Call call, @Nullable FenceState before, FenceState after) {
    boolean reserves = before != null || after == FenceState.TRIED;
    int moved = reserves ? 2 : 0;
    return add(
        new Happening.FenceChanged(
            now,
            call.call().participant(),
            new FenceKey(call.call().transactionId().toString(), call.call().branchId()),
            call.call().operation(),
            before == null ? null : fence(before),
            fence(after),
            after == FenceState.TRIED ? -moved : after == FenceState.CANCELLED ? moved : 0,
            after == FenceState.TRIED ? moved : -moved,
            after == FenceState.CONFIRMED ? moved : 0));
  }

  static Fence fence(FenceState state) {
    return switch (state) {
      case TRIED -> new Fence(state, "d", JsonText.parse("{}"), null, null, null);
      case CONFIRMED -> new Fence(state, "d", null, null, null, LATER);
      case CANCELLED -> new Fence(state, null, null, null, null, LATER);
      case REFUSED ->
          new Fence(state, "d", null, null, new ParticipantReply.Refused("c", "r"), LATER);
    };
  }

  // ---- the log ---------------------------------------------------------------------------------

  Tale writes(String coordinator, TransactionState next) {
    return add(new Happening.Writing(now, coordinator, next, "token" + next.version()));
  }

  Tale lands(String coordinator, @Nullable TransactionState before, TransactionState after) {
    return add(new Happening.Landed(now, coordinator, before, after, "token" + after.version()));
  }

  Tale answers(String coordinator, TransactionState wanted, String answer) {
    return add(new Happening.WriteAnswered(now, coordinator, wanted, answer));
  }

  /** A write in which all goes well, in six milliseconds. */
  Tale stores(String coordinator, @Nullable TransactionState before, TransactionState after) {
    long start = now;
    return at(start)
        .writes(coordinator, after)
        .at(start + 3)
        .lands(coordinator, before, after)
        .at(start + 6)
        .answers(coordinator, after, "WRITTEN");
  }

  static TransactionId id(String name, int nonce) {
    return new TransactionId(TransactionKey.of("shop", name), "n" + nonce);
  }

  static TransactionState state(TransactionId id, long version, Phase phase, String... services) {
    boolean decided = phase.decided();
    BranchStatus status =
        switch (phase) {
          case TRYING -> BranchStatus.PENDING;
          case CONFIRMING, CANCELLING -> BranchStatus.TRIED;
          case CONFIRMED -> BranchStatus.CONFIRMED;
          case CANCELLED -> BranchStatus.CANCELLED;
        };
    List<BranchState> branches =
        List.of(services).stream()
            .map(
                it ->
                    new BranchState(
                        it,
                        it,
                        Digest.ofText("{}"),
                        null,
                        status,
                        0,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false))
            .toList();
    return new TransactionState(
        id,
        "shop",
        Order.PARALLEL,
        EPOCH,
        EPOCH.plusSeconds(10),
        null,
        version,
        phase,
        branches,
        decided && !phase.confirms()
            ? new CancelReason(CancelReason.Kind.DEADLINE, null, null, "too late")
            : null,
        0,
        phase.finished() ? null : EPOCH.plusSeconds(12),
        null,
        decided ? EPOCH.plusSeconds(1) : null,
        phase.finished() ? EPOCH.plusSeconds(2) : null,
        false,
        null);
  }

  // ---- faults ----------------------------------------------------------------------------------

  Tale strikes(String site, Fault fault) {
    return add(new Happening.Struck(now, Site.parse(site), fault));
  }
}
