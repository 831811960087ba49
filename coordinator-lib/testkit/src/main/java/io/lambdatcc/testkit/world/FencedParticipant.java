package io.lambdatcc.testkit.world;

import io.lambdatcc.participant.fence.BranchWork;
import io.lambdatcc.participant.fence.FenceDriver;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceRules;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.Patience;
import io.lambdatcc.participant.fence.TryRequest;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.scenario.Service;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A simulated service built on the participant SDK: its driver and rules, its own shelves. */
final class FencedParticipant extends SteppedParticipant<Shelf.Move, Shelf> {
  private final World world;
  private final Service service;
  private final ShelfStore table;
  private final FenceStore<Shelf.Move, Shelf> store;
  private final FenceRules rules;
  private final Map<String, JsonText> texts = new HashMap<>();
  private final Map<JsonText, Line> lines = new HashMap<>();

  FencedParticipant(World world, Service service) {
    super(world, service.name());
    this.world = world;
    this.service = service;
    this.table = new ShelfStore(world, service.name(), service.shelves());
    this.store = world.wiring().fences(table, service.name(), world);
    this.rules = world.wiring().rules(new FenceRules(FenceRules.MIN_RETENTION), service.name());
  }

  @Override
  public void handle(BranchCall call, boolean refusing, Consumer<ParticipantReply> reply) {
    if (service.poisoned() && call.operation() != io.lambdatcc.protocol.Operation.TRY) {
      reply.accept(new ParticipantReply.Unknown("broken"));
      return;
    }
    super.handle(call, refusing, reply);
  }

  @Override
  Function<Conversation<Shelf.Move, Shelf>, ParticipantReply> program(
      BranchCall call, boolean refusing) {
    FenceKey key = new FenceKey(call.transactionId().toString(), call.branchId());
    String payload = call.payload();
    JsonText json = payload == null ? null : texts.computeIfAbsent(payload, JsonText::parse);
    BranchWork<Shelf.Move, Shelf> work =
        world
            .wiring()
            .work(new ShelfWork(json, refusing, nextVersion(), this::parse), service.name());
    return asDriver -> ask(asDriver, call, key, payload, work);
  }

  private ParticipantReply ask(
      Conversation<Shelf.Move, Shelf> conversation,
      BranchCall call,
      FenceKey key,
      @Nullable String payload,
      BranchWork<Shelf.Move, Shelf> work) {
    FenceDriver<Shelf.Move, Shelf> driver =
        new FenceDriver<>(
            rules, conversation, conversation, conversation, Patience.OF_TRY, Patience.OF_FINISH);
    return switch (call.operation()) {
      // equal payloads are equal texts here, so the text serves as its own digest
      case TRY ->
          driver.onTry(
              new TryRequest(key, String.valueOf(payload), call.deadline(), call.attempt() > 1),
              work);
      case CONFIRM -> driver.onConfirm(key, work);
      case CANCEL -> driver.onCancel(key, work);
    };
  }

  // ---- asking about what it holds --------------------------------------------------------------

  /** What it finds held past its deadline. */
  List<FenceKey> overdue() {
    return world.wiring().overdue(service.name(), table.overdue(world.instant()));
  }

  /** What it is to ask about a branch, by its rules; null for nothing. */
  @Nullable Instant asks(FenceKey key) {
    return store.look(key) instanceof FenceStore.Seen seen
            && rules.asks(seen.fence(), world.instant())
        ? Objects.requireNonNull(seen.fence()).deadline()
        : null;
  }

  /** How many reservations it has. */
  int held() {
    return table.held();
  }

  String name() {
    return service.name();
  }

  private Line parse(JsonText text) {
    return lines.computeIfAbsent(text, Line::parse);
  }

  @Override
  FenceStore<Shelf.Move, Shelf> store() {
    return store;
  }

  @Override
  public void tellHoldings() {
    table.tellHoldings();
  }

  @Override
  public long memory() {
    return table.memory() * 31 + super.memory();
  }
}
