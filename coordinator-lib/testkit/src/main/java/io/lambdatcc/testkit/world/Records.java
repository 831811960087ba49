package io.lambdatcc.testkit.world;

import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog.DuePage;
import io.lambdatcc.spi.WriteResult;
import io.lambdatcc.testkit.history.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table behind the log: conditional writes, tokens that are recognised, a due index that may
 * lag behind for single items, attributes that other versions of the program have added, a time to
 * live.
 */
final class Records {
  /** How long a finished transaction is kept. */
  private static final long KEPT = Duration.ofDays(30).toMillis();

  /** What the next version of the program calls a phase that this one does not know. */
  private static final String OF_NEXT = "_IN_ORDER";

  private static final List<String> NOTHING_MORE = List.of();

  private final World world;
  private final Map<TransactionKey, Item> items = new LinkedHashMap<>();
  private final Map<TransactionKey, Instant> index = new LinkedHashMap<>();
  private int unfinished;
  private int hopeless;

  /** A stored transaction. */
  private static final class Item {
    TransactionState state;
    String token;
    boolean phaseOfNext;
    List<String> extras = NOTHING_MORE;
    long forgottenAt = Long.MAX_VALUE;

    Item(TransactionState state, String token) {
      this.state = state;
      this.token = token;
    }

    String phase() {
      return phaseOfNext ? state.phase() + OF_NEXT : state.phase().name();
    }
  }

  Records(World world) {
    this.world = world;
  }

  /** How many have begun and not ended, but for those whose participant never recovers. */
  int unfinished() {
    return unfinished - hopeless;
  }

  // ---- writes ----------------------------------------------------------------------------------

  WriteResult begin(Sandbox by, TransactionState first, @Nullable Long indexLag) {
    Item there = find(first.id().key());
    if (there == null) {
      Item item = new Item(first, first.id().beginToken());
      items.put(first.id().key(), item);
      unfinished++;
      landed(by, null, item, first.id().beginToken(), indexLag);
      return new WriteResult.Written();
    }
    if (there.state.version() == 1 && there.state.id().equals(first.id())) {
      return new WriteResult.Written();
    }
    return conflict(by, first, there);
  }

  WriteResult forestall(
      Sandbox by, TransactionState second, String token, @Nullable Long indexLag) {
    Item there = find(second.id().key());
    if (there == null) {
      Item item = new Item(second, token);
      if (second.phase().finished()) {
        Duration kept = world.wiring().endsKept(Duration.ofMillis(KEPT));
        item.forgottenAt = world.now() + kept.toMillis();
      } else {
        unfinished++;
      }
      items.put(second.id().key(), item);
      landed(by, null, item, token, indexLag);
      return new WriteResult.Written();
    }
    return there.token.equals(token) && there.state.version() == second.version()
        ? new WriteResult.Written()
        : conflict(by, second, there);
  }

  WriteResult write(
      Sandbox by, TransactionState next, String token, @Nullable Long indexLag, long ttlShift) {
    Item there = find(next.id().key());
    if (there == null) {
      return conflict(by, next, null);
    }
    if (there.token.equals(token) && there.state.version() == next.version()) {
      return new WriteResult.Written();
    }
    if (!there.state.id().equals(next.id()) || there.state.version() != next.version() - 1) {
      return conflict(by, next, there);
    }
    TransactionState before = there.state;
    there.state = next;
    there.token = token;
    if (next.phase().finished()) {
      unfinished--;
      hopeless -= before.parked() && world.poisoned(before) ? 1 : 0;
      there.forgottenAt = world.now() + KEPT + ttlShift;
    } else if (next.parked() != before.parked() && world.poisoned(next)) {
      hopeless += next.parked() ? 1 : -1;
    }
    landed(by, before, there, token, indexLag);
    return new WriteResult.Written();
  }

  private WriteResult conflict(Sandbox by, TransactionState wanted, @Nullable Item there) {
    TransactionState current = there == null ? null : readable(by, there);
    world.tell(new Happening.Conflicted(world.now(), by.name(), wanted, current));
    return new WriteResult.Conflict(current);
  }

  private void landed(
      Sandbox by,
      @Nullable TransactionState before,
      Item item,
      String token,
      @Nullable Long indexLag) {
    world.tell(new Happening.Landed(world.now(), by.name(), before, item.state, token));
    world.streams(by, item.state);
    storedByVersion(by, item);
    TransactionState after = item.state;
    if (indexLag == null) {
      index(after);
    } else {
      Delivery unused =
          world
              .agenda()
              .add(
                  world.now() + indexLag,
                  null,
                  Delivery.Nature.TIMER,
                  "index learns",
                  after,
                  () -> index(after));
    }
  }

  /** The next version of the program leaves attributes, and a phase name, of its own. */
  private void storedByVersion(Sandbox by, Item item) {
    boolean next = by.version().equals(Sandbox.NEXT);
    boolean wasOfNext = item.phaseOfNext;
    item.phaseOfNext = next && item.state.phase().decided() && !item.state.phase().finished();
    if (next) {
      item.extras = List.of("note");
    }
    if (next || wasOfNext) {
      world.tell(
          new Happening.StoredByOther(world.now(), item.state.id(), item.phase(), item.extras));
    } else if (!item.extras.isEmpty()) {
      world.tell(new Happening.ExtrasKept(world.now(), item.state.id(), item.extras));
    }
  }

  private void index(TransactionState state) {
    Instant due = state.due();
    if (due == null) {
      index.remove(state.id().key());
    } else {
      index.put(state.id().key(), due);
    }
  }

  // ---- reads -----------------------------------------------------------------------------------

  Optional<TransactionState> read(Sandbox by, TransactionKey key) {
    Item there = find(key);
    TransactionState shown = there == null ? null : readable(by, there);
    world.tell(new Happening.Read(world.now(), by.name(), key.name(), shown));
    return Optional.ofNullable(shown);
  }

  /** A phase that this version does not know is refused, never defaulted (I12). */
  private static TransactionState readable(Sandbox by, Item there) {
    if (there.phaseOfNext && !by.version().equals(Sandbox.NEXT)) {
      throw new UnknownPhaseException(there.state, there.phase());
    }
    return there.state;
  }

  /** Stands for the exception of a log that met a record of a later version. */
  static final class UnknownPhaseException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient TransactionState stored;

    UnknownPhaseException(TransactionState stored, String phase) {
      super(stored.id() + " is in phase " + phase + ", which this version does not know");
      this.stored = stored;
    }

    /** The record as a version that knows the phase would read it. */
    TransactionState stored() {
      return stored;
    }
  }

  DuePage due(Sandbox by, Instant until, int limit, @Nullable String cursor) {
    List<Map.Entry<TransactionKey, Instant>> due = new ArrayList<>();
    for (Map.Entry<TransactionKey, Instant> entry : index.entrySet()) {
      if (!entry.getValue().isAfter(until)) {
        due.add(entry);
      }
    }
    due.sort(
        Map.Entry.<TransactionKey, Instant>comparingByValue()
            .thenComparing(entry -> entry.getKey().text()));
    int from = cursor == null ? 0 : Integer.parseInt(cursor);
    int to = Math.min(due.size(), from + limit);
    List<TransactionKey> page = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = Math.min(from, to); i < to; i++) {
      page.add(due.get(i).getKey());
      names.add(due.get(i).getKey().name());
    }
    world.tell(new Happening.Listed(world.now(), by.name(), names));
    return new DuePage(page, to < due.size() ? Integer.toString(to) : null);
  }

  private @Nullable Item find(TransactionKey key) {
    Item there = items.get(key);
    if (there != null && world.now() >= there.forgottenAt) {
      items.remove(key);
      world.tell(new Happening.Forgotten(world.now(), there.state));
      return null;
    }
    return there;
  }

  // ---- at the end ------------------------------------------------------------------------------

  List<Happening.Unfinished> left() {
    List<Happening.Unfinished> left = new ArrayList<>();
    for (Item item : items.values()) {
      TransactionState state = item.state;
      if (!state.phase().finished()) {
        left.add(
            new Happening.Unfinished(
                state.id(),
                state.phase(),
                state.parked(),
                state.parked() && world.poisoned(state)));
      }
    }
    return left;
  }

  /** Everything that the future depends on, as a number. */
  long memory() {
    long memory = 7;
    Instant now = World.EPOCH.plusMillis(world.now());
    for (Item item : items.values()) {
      TransactionState state = item.state;
      Instant due = state.due();
      memory = memory * 31 + state.hashCode();
      memory = memory * 31 + item.token.hashCode();
      memory = memory * 31 + item.phase().hashCode();
      memory =
          memory * 31
              + (now.isBefore(state.deadline()) ? 1 : 0)
              + (due == null || now.isBefore(due) ? 2 : 0);
    }
    return memory * 31 + index.hashCode();
  }

  /** The phases of all, for reports. */
  Phase phase(TransactionKey key) {
    Item item = items.get(key);
    if (item == null) {
      throw new IllegalArgumentException("nothing is stored under " + key.text());
    }
    return item.state.phase();
  }
}
