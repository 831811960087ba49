package io.lambdatcc.participant.fence;

import io.lambdatcc.wire.JsonText;
import java.util.List;

/** An item of the in-memory shop: so many free, held and sold. */
record Shelf(long free, long held, long sold) {
  long total() {
    return free + held + sold;
  }

  /** A write: moves amounts on one shelf, if none becomes negative. */
  record Move(String shelf, long free, long held, long sold) {
    Shelf on(Shelf before) {
      return new Shelf(before.free + free, before.held + held, before.sold + sold);
    }
  }

  /** A participant that holds some of a shelf, and sells or returns them. */
  record Work(String shelf, long n) implements BranchWork<Move, Shelf> {
    @Override
    public TryIntent<Move, Shelf> onTry() {
      return new TryIntent.Reserve<>(
          JsonText.of(n),
          JsonText.of("holding " + n),
          List.of(new GuardedWrite<>(new Move(shelf, -n, n, 0), this::check)));
    }

    private Verdict check(Shelf now) {
      if (now.free() >= n) {
        return Verdict.proceed();
      }
      return now.free() + now.held() >= n
          ? Verdict.notNow()
          : Verdict.never("sold-out", "only " + now.free());
    }

    @Override
    public List<Move> onConfirm(JsonText reservation) {
      long held = reservation.to(Long.class);
      return List.of(new Move(shelf, 0, -held, held));
    }

    @Override
    public List<Move> onCancel(JsonText reservation) {
      long held = reservation.to(Long.class);
      return List.of(new Move(shelf, held, -held, 0));
    }
  }
}
