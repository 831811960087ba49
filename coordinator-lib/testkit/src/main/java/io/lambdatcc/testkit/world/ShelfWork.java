package io.lambdatcc.testkit.world;

import io.lambdatcc.participant.fence.BranchWork;
import io.lambdatcc.participant.fence.GuardedWrite;
import io.lambdatcc.participant.fence.TryIntent;
import io.lambdatcc.participant.fence.Verdict;
import io.lambdatcc.wire.JsonText;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The business of a simulated service: to put things aside, and to sell them or put them back.
 *
 * @param payload what Try asks for; null in phase two
 * @param refusing whether the business says no for reasons of its own
 * @param nextFormat whether reservations are remembered as the next version does
 * @param parsing reads payloads and reservations
 */
record ShelfWork(
    @Nullable JsonText payload,
    boolean refusing,
    boolean nextFormat,
    Function<JsonText, Line> parsing)
    implements BranchWork<Shelf.Move, Shelf> {

  @Override
  public TryIntent<Shelf.Move, Shelf> onTry() {
    if (payload == null) {
      throw new IllegalStateException("a Try without a payload");
    }
    if (refusing) {
      return new TryIntent.Decline<>(Verdict.never("not-today", "the business says no"));
    }
    Line line = parsing.apply(payload);
    return new TryIntent.Reserve<>(
        nextFormat ? line.inNextFormat() : payload,
        null,
        List.of(
            new GuardedWrite<>(
                new Shelf.Move(line.item(), -line.n(), line.n(), 0), shelf -> look(shelf, line))));
  }

  private static Verdict look(Shelf shelf, Line line) {
    if (shelf.available() >= line.n()) {
      return Verdict.proceed();
    }
    return shelf.available() + shelf.reserved() >= line.n()
        ? Verdict.notNow()
        : Verdict.never("sold-out", "only " + shelf.available() + " are left");
  }

  @Override
  public List<Shelf.Move> onConfirm(JsonText reservation) {
    Line line = parsing.apply(reservation);
    return List.of(new Shelf.Move(line.item(), 0, -line.n(), line.n()));
  }

  @Override
  public List<Shelf.Move> onCancel(JsonText reservation) {
    Line line = parsing.apply(reservation);
    return List.of(new Shelf.Move(line.item(), line.n(), -line.n(), 0));
  }
}
