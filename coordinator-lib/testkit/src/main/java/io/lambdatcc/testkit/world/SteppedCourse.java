package io.lambdatcc.testkit.world;

import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.world.Delivery.Nature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A course in which every decision is a choice from a list: what happens next, and whether and how
 * it goes wrong. It follows given choices, goes on to the next state, and stops there.
 *
 * <p>Messages take no time and may overtake each other. Time passes only when no message is under
 * way; or, as often as impatience allows, before.
 */
final class SteppedCourse implements Course {
  /** No more than this many of the same thing go wrong by choice. */
  private static final int MAX_NTH = 3;

  /** What a search gives to all of its courses. */
  record Rules(Map<SiteKind, List<Fault>> faults, int faultsAtMost, int impatience) {
    static Rules of(List<FaultKind> kinds, int faultsAtMost, int impatience) {
      Map<SiteKind, List<Fault>> faults = new EnumMap<>(SiteKind.class);
      for (FaultKind kind : kinds) {
        for (SiteKind at : kind.sites()) {
          faults.computeIfAbsent(at, unused -> new ArrayList<>()).add(Fault.of(kind));
        }
      }
      return new Rules(faults, faultsAtMost, impatience);
    }
  }

  private final Rules rules;
  private final int[] given;
  private final List<int[]> otherwise = new ArrayList<>();
  private int[] made;
  private int length;
  private int faultsLeft;
  private long struck;
  private int impatienceLeft;
  private int candidates;
  private boolean arrived;

  SteppedCourse(Rules rules, int[] given) {
    this.rules = rules;
    this.given = given;
    this.made = Arrays.copyOf(given, given.length + 8);
    this.faultsLeft = rules.faultsAtMost();
    this.impatienceLeft = rules.impatience();
  }

  /** Whether it came to a state that lies behind the given choices. */
  boolean arrived() {
    return arrived;
  }

  /** How many things can happen next in that state. */
  int candidates() {
    return candidates;
  }

  /** The choices that led to that state. */
  int[] choices() {
    return Arrays.copyOf(made, length);
  }

  /** The choices that were passed by behind the given ones, on the way to that state. */
  List<int[]> otherwise() {
    return otherwise;
  }

  /**
   * What may still go wrong, and what has, as a number: a message on its way does not show what
   * will become of it.
   */
  long memory() {
    return (faultsLeft * 31L + impatienceLeft) * 31 + struck;
  }

  private boolean following() {
    return length < given.length;
  }

  private int choose(int options) {
    int choice = 0;
    if (following()) {
      choice = given[length];
    } else {
      for (int i = 1; i < options; i++) {
        int[] other = Arrays.copyOf(made, length + 1);
        other[length] = i;
        otherwise.add(other);
      }
    }
    made(choice);
    return choice;
  }

  private void made(int choice) {
    if (length == made.length) {
      made = Arrays.copyOf(made, 2 * length);
    }
    made[length++] = choice;
  }

  @Override
  public @Nullable Fault fault(Site site) {
    List<Fault> possible = rules.faults().get(site.kind());
    if (possible == null || faultsLeft == 0 || site.nth() > MAX_NTH) {
      return null;
    }
    int choice = choose(possible.size() + 1);
    if (choice == 0) {
      return null;
    }
    faultsLeft--;
    Fault fault = possible.get(choice - 1);
    struck += (site.hashCode() * 31L + fault.hashCode()) * 0x9E3779B97F4A7C15L;
    return fault;
  }

  @Override
  public long latency(long usualMillis, Site site, int leg) {
    return usualMillis;
  }

  @Override
  public @Nullable Delivery next(World world, Agenda agenda) {
    List<Delivery> messages = new ArrayList<>();
    Delivery soonest = null;
    for (Delivery delivery : agenda.all()) {
      if (delivery.nature == Nature.MESSAGE) {
        messages.add(delivery);
      } else if (soonest == null) {
        soonest = delivery;
      }
    }
    boolean timeMayPass = soonest != null && (messages.isEmpty() || impatienceLeft > 0);
    candidates = messages.size() + (timeMayPass ? 1 : 0);
    if (!following()) {
      arrived = true;
      return null;
    }
    int choice = given[length];
    made(choice);
    if (choice < messages.size()) {
      return agenda.take(messages.get(choice));
    }
    if (!messages.isEmpty()) {
      impatienceLeft--;
    }
    if (soonest == null) {
      throw new IllegalStateException("there is no choice " + choice + " of " + candidates);
    }
    return agenda.take(soonest);
  }

  @Override
  public boolean comparesStates() {
    return true;
  }
}
