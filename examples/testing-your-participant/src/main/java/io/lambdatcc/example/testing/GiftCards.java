package io.lambdatcc.example.testing;

import static io.lambdatcc.wire.Operation.CANCEL;
import static io.lambdatcc.wire.Operation.CONFIRM;
import static io.lambdatcc.wire.Operation.TRY;

import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantReply.Done;
import io.lambdatcc.wire.ParticipantReply.NotNow;
import io.lambdatcc.wire.ParticipantReply.Refused;
import io.lambdatcc.wire.ParticipantReply.Rejected;
import io.lambdatcc.wire.ParticipantReply.Violated;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pays with gift cards. Kept in memory behind one lock; a real one keeps cards and fences in one
 * database and changes them in one transaction of it.
 */
public class GiftCards {
  /** How far the coordinator's clock and this one may be apart. */
  private static final Duration CLOCK_ALLOWANCE = Duration.ofMinutes(5);

  /** What a Try asks for. */
  public record Payment(String card, long amount) {
    /** Rejects payments of nothing. */
    public Payment {
      if (amount < 1) {
        throw new IllegalArgumentException("amount is " + amount + ", at least 1 is needed");
      }
    }
  }

  private enum State {
    TRIED,
    CONFIRMED,
    CANCELLED,
    REFUSED
  }

  /** What is remembered of a branch. */
  private record Fence(State state, @Nullable Payment payment) {}

  private static final class Card {
    long balance;
    long reserved;
    long spent;
  }

  private final InstantSource clock;
  private final Map<String, Card> cards = new HashMap<>();
  private final Map<String, Fence> fences = new HashMap<>();

  /** No cards yet. */
  public GiftCards(InstantSource clock) {
    this.clock = clock;
  }

  /** Puts money on a card. */
  public final synchronized void charge(String number, long amount) {
    cards.computeIfAbsent(number, n -> new Card()).balance += amount;
  }

  // ---- the participant -------------------------------------------------------------------------

  /**
   * Answers a Try. The fence is looked up first, before anything else.
   *
   * @param branch the ids of transaction and branch
   */
  public final synchronized ParticipantReply tryToPay(
      String branch, Instant deadline, JsonText payload) {
    Payment payment = payload.to(Payment.class);
    Fence fence = fences.get(branch);
    if (fence == null) {
      return clock.instant().isAfter(deadline.plus(CLOCK_ALLOWANCE))
          ? new Rejected(400, "deadline-passed", "the first Try came after the deadline")
          : firstTry(branch, payment);
    }
    if (fence.payment() != null && !fence.payment().equals(payment)) {
      return new Rejected(422, "payload-conflict", "this branch was tried for another payment");
    }
    return switch (fence.state()) {
      case TRIED, CONFIRMED -> new Done(TRY, null);
      case CANCELLED -> new Refused("branch-cancelled", "the branch was cancelled before");
      case REFUSED -> tooExpensive();
    };
  }

  private ParticipantReply firstTry(String branch, Payment payment) {
    Card card = cards.getOrDefault(payment.card(), new Card());
    if (card.balance >= payment.amount()) {
      card.balance -= payment.amount();
      card.reserved += payment.amount();
      fences.put(branch, new Fence(State.TRIED, payment));
      return new Done(TRY, null);
    }
    if (card.balance + card.reserved >= payment.amount()) {
      return new NotNow(ParticipantReply.DEFAULT_RETRY_AFTER); // and no fence: ask again
    }
    fences.put(branch, new Fence(State.REFUSED, payment)); // before it is told
    return tooExpensive();
  }

  private static Refused tooExpensive() {
    return new Refused("card-empty", "there is not enough on this card");
  }

  /** Answers a Confirm. */
  public synchronized ParticipantReply confirm(String branch) {
    Fence fence = fences.get(branch);
    if (fence == null || (fence.state() != State.TRIED && fence.state() != State.CONFIRMED)) {
      return new Violated("Confirm of a branch that is " + state(fence));
    }
    if (fence.state() == State.TRIED) {
      Payment payment = Objects.requireNonNull(fence.payment());
      Card card = Objects.requireNonNull(cards.get(payment.card()));
      card.reserved -= payment.amount();
      card.spent += payment.amount();
      fences.put(branch, new Fence(State.CONFIRMED, payment));
    }
    return new Done(CONFIRM, null);
  }

  /** Answers a Cancel. */
  public synchronized ParticipantReply cancel(String branch) {
    Fence fence = fences.get(branch);
    if (fence != null && fence.state() == State.CONFIRMED) {
      return new Violated("Cancel of a branch that is confirmed");
    }
    if (fence != null && fence.state() == State.TRIED) {
      Payment payment = Objects.requireNonNull(fence.payment());
      Card card = Objects.requireNonNull(cards.get(payment.card()));
      card.reserved -= payment.amount();
      card.balance += payment.amount();
    }
    if (fence == null || fence.state() == State.TRIED) {
      // also if no Try has come: one that comes late finds this in its way
      fences.put(branch, new Fence(State.CANCELLED, fence == null ? null : fence.payment()));
    }
    return new Done(CANCEL, null);
  }

  /** Whether anything is remembered of this branch. */
  final synchronized boolean knows(String branch) {
    return fences.containsKey(branch);
  }

  private static String state(@Nullable Fence fence) {
    return fence == null ? "not known" : fence.state().toString();
  }

  // ---- what there is ---------------------------------------------------------------------------

  /** What can be paid with, on all cards. */
  public final synchronized long balance() {
    return cards.values().stream().mapToLong(card -> card.balance).sum();
  }

  /** What is reserved, on all cards. */
  public final synchronized long reserved() {
    return cards.values().stream().mapToLong(card -> card.reserved).sum();
  }

  /** What has been paid with, of all cards. */
  public final synchronized long spent() {
    return cards.values().stream().mapToLong(card -> card.spent).sum();
  }
}
