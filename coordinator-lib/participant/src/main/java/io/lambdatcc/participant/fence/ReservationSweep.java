package io.lambdatcc.participant.fence;

import io.lambdatcc.participant.fence.DueReservations.Due;
import io.lambdatcc.wire.InquiryRequest;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the coordinator about every reservation whose deadline has passed, and cancels what it is
 * told is cancelled, by an ordinary Cancel. Whatever else it is told changes nothing: a reservation
 * never lapses by itself.
 *
 * <p>What comes of one question does not matter to the others, and what stays reserved does not
 * hold up what comes after it: where the time is up before all were asked about, the next sweep by
 * this object goes on from there. Not for several threads at once.
 *
 * @param <W> a write of the store
 * @param <I> an item of the store
 */
public final class ReservationSweep<W, I> {
  private final String participant;
  private final FenceRules rules;
  private final FenceStore<W, I> store;
  private final FenceDriver<W, I> driver;
  private final Function<? super Due, ? extends BranchWork<W, I>> work;
  private final DueReservations due;
  private final Inquiries inquiries;
  private final InstantSource clock;
  private final Listener listener;

  // where to go on: a round of all shards takes as many sweeps as it takes
  private int shard;
  private @Nullable Due last;

  /**
   * A sweep.
   *
   * @param participant the name the coordinator knows this participant by
   * @param driver of the same rules and store
   * @param work what the participant does for such a branch
   */
  public ReservationSweep(
      String participant,
      FenceRules rules,
      FenceStore<W, I> store,
      FenceDriver<W, I> driver,
      Function<? super Due, ? extends BranchWork<W, I>> work,
      DueReservations due,
      Inquiries inquiries,
      InstantSource clock,
      Listener listener) {
    this.participant = Objects.requireNonNull(participant, "participant");
    this.rules = Objects.requireNonNull(rules, "rules");
    this.store = Objects.requireNonNull(store, "store");
    this.driver = Objects.requireNonNull(driver, "driver");
    this.work = Objects.requireNonNull(work, "work");
    this.due = Objects.requireNonNull(due, "due");
    this.inquiries = Objects.requireNonNull(inquiries, "inquiries");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /** Is told what somebody may want to know. */
  public interface Listener {
    /** It was cancelled, after it was told to be. */
    void released(FenceKey key);

    /** It could not be looked at, asked about or cancelled; the next sweep does it again. */
    void failed(FenceKey key, String what, @Nullable RuntimeException cause);

    /** A part of the index could not be read; the next sweep does it again. */
    void unreadable(int shard, RuntimeException cause);
  }

  /**
   * What a sweep came to.
   *
   * @param found past their deadline, as the index shows it
   * @param asked about, since they were still reserved
   * @param notYet not decided
   * @param confirmed reserved until their Confirm comes
   * @param released cancelled
   * @param failed not looked at, asked about or cancelled; a part of the index that cannot be read
   *     counts as one
   * @param complete whether all that was past its deadline has been got to, by this sweep or those
   *     before it
   */
  public record Report(
      int found,
      int asked,
      int notYet,
      int confirmed,
      int released,
      int failed,
      boolean complete) {}

  /** The name the coordinator knows this participant by. */
  public String participant() {
    return participant;
  }

  /**
   * Asks about what is past its deadline, the oldest of each shard first.
   *
   * @param atMost no question is asked later than this from now
   */
  public Report sweep(Duration atMost) {
    Tally tally = new Tally();
    Instant until = clock.instant().plus(atMost);
    for (; shard < due.shards(); shard++, last = null) {
      try {
        if (!swept(tally, until)) {
          return tally.report(false);
        }
      } catch (RuntimeException e) {
        tally.failed++;
        listener.unreadable(shard, e);
      }
    }
    shard = 0;
    return tally.report(true);
  }

  /** Whether the shard's end was reached in time. */
  private boolean swept(Tally tally, Instant until) {
    for (List<Due> page : due.past(shard, last, clock.instant())) {
      for (Due each : page) {
        if (!clock.instant().isBefore(until)) {
          return false;
        }
        last = each;
        tally.found++;
        try {
          ask(each, tally);
        } catch (RuntimeException e) {
          tally.failed++;
          listener.failed(each.key(), "it could not be asked about", e);
        }
      }
    }
    return true;
  }

  private void ask(Due reserved, Tally tally) {
    FenceKey key = reserved.key();
    FenceStore.Sight sight = store.look(key);
    if (sight instanceof FenceStore.NotSeen unseen) {
      tally.failed++;
      listener.failed(key, "its fence could not be read: " + unseen.cause(), null);
      return;
    }
    Fence fence = ((FenceStore.Seen) sight).fence();
    if (fence == null || !rules.asks(fence, clock.instant())) {
      return;
    }
    tally.asked++;
    Instant deadline = Objects.requireNonNull(fence.deadline());
    InquiryRequest question = new InquiryRequest(participant, deadline, clock.instant());
    switch (inquiries.inquire(key.transactionId(), key.branchId(), question)) {
      case NOT_YET -> tally.notYet++;
      case CONFIRMED -> tally.confirmed++;
      case CANCELLED -> cancel(reserved, tally);
    }
  }

  private void cancel(Due reserved, Tally tally) {
    FenceKey key = reserved.key();
    ParticipantReply reply = driver.onCancel(key, work.apply(reserved));
    if (reply instanceof ParticipantReply.Done) {
      tally.released++;
      listener.released(key);
    } else {
      tally.failed++;
      listener.failed(key, "it is cancelled, but its Cancel came to " + reply, null);
    }
  }

  /** Counts, as a sweep goes on. */
  private static final class Tally {
    private int found;
    private int asked;
    private int notYet;
    private int confirmed;
    private int released;
    private int failed;

    Report report(boolean complete) {
      return new Report(found, asked, notYet, confirmed, released, failed, complete);
    }
  }
}
