package io.lambdatcc.testkit.world;

import io.lambdatcc.testkit.world.Delivery.Nature;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Everything that is going to happen, by time, and among equal times in the order of adding. */
final class Agenda {
  private final PriorityQueue<Delivery> pending = new PriorityQueue<>(32);
  private long numbers;
  private int essential;

  Delivery add(
      long at,
      @Nullable Sandbox to,
      Nature nature,
      String what,
      @Nullable Object about,
      Runnable work) {
    Delivery delivery = new Delivery(at, numbers++, to, nature, what, about, work);
    pending.add(delivery);
    if (nature != Nature.PERIODIC) {
      essential++;
    }
    return delivery;
  }

  void cancel(Delivery delivery) {
    if (!delivery.cancelled) {
      // it stays where it is until its time comes: taking it out would mean to look for it
      delivery.cancelled = true;
      essential -= delivery.nature == Nature.PERIODIC ? 0 : 1;
    }
  }

  /** A process has died: nothing that was meant for it will be heard. */
  void forget(Sandbox dead) {
    pending.removeIf(
        delivery -> {
          boolean gone = delivery.to == dead;
          if (gone) {
            cancel(delivery);
          }
          return gone;
        });
  }

  /** The number that the next delivery gets; all so far have lower ones. */
  long nextNumber() {
    return numbers;
  }

  /** Whether anything is left but what comes again and again. */
  boolean quiet() {
    return essential == 0;
  }

  /** When something comes that does not come again and again; the past if nothing will. */
  long nextEssential() {
    long next = Long.MAX_VALUE;
    for (Delivery delivery : pending) {
      if (delivery.nature != Nature.PERIODIC && !delivery.cancelled) {
        next = Math.min(next, delivery.at);
      }
    }
    return next == Long.MAX_VALUE ? Long.MIN_VALUE / 2 : next;
  }

  /** What is to happen soonest; null for nothing. */
  @Nullable Delivery peek() {
    Delivery soonest = pending.peek();
    while (soonest != null && soonest.cancelled) {
      pending.remove();
      soonest = pending.peek();
    }
    return soonest;
  }

  /** Takes this one, whatever is sooner. */
  Delivery take(Delivery next) {
    boolean taken = pending.remove(next);
    if (!taken || next.cancelled) {
      throw new IllegalStateException("not on the agenda: " + next);
    }
    // whoever cancels it from now on comes too late
    cancel(next);
    return next;
  }

  /** Takes what is to happen soonest; null for nothing. */
  @Nullable Delivery take() {
    Delivery next = peek();
    if (next != null) {
      pending.remove();
      cancel(next);
    }
    return next;
  }

  /** Everything pending, soonest first. */
  List<Delivery> all() {
    List<Delivery> all = new ArrayList<>(pending);
    all.removeIf(delivery -> delivery.cancelled);
    all.sort(null);
    return all;
  }
}
