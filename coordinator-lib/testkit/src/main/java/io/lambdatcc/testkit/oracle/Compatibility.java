package io.lambdatcc.testkit.oracle;

import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Ended;
import io.lambdatcc.testkit.history.Happening.ExtrasKept;
import io.lambdatcc.testkit.history.Happening.Forgotten;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.Read;
import io.lambdatcc.testkit.history.Happening.Started;
import io.lambdatcc.testkit.history.Happening.StoredByOther;
import io.lambdatcc.testkit.history.Happening.Told;
import io.lambdatcc.testkit.history.Telling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I12: records of version n are read by n-1 and n+1; an unknown phase is refused, never defaulted.
 *
 * <p>What another version has added to a record survives every write. While a record is in a phase
 * that only another version knows, no coordinator of this one reads it, writes it, or tells its
 * outcome.
 */
final class Compatibility extends InvariantOracle {
  private final Map<TransactionId, Shared> shared = new LinkedHashMap<>();
  private final List<Started> started = new ArrayList<>(4);
  private @Nullable Landed latest;

  /** A record that another version has had its hands on. */
  private static final class Shared {
    final Set<String> extras = new LinkedHashSet<>();
    boolean extrasInDoubt;

    /** The phase that is unknown here; null while it is a known one. */
    @Nullable String phase;

    /** The version that knows it, if history says which. */
    @Nullable String knownTo;

    int since;
  }

  Compatibility(Facts facts) {
    super(
        "I12",
        facts,
        Sort.LANDED,
        Sort.READ,
        Sort.STORED_BY_OTHER,
        Sort.EXTRAS_KEPT,
        Sort.FORGOTTEN,
        Sort.STARTED,
        Sort.TOLD,
        Sort.ENDED);
  }

  @Override
  @Nullable String judge(Happening happening) {
    if (happening instanceof Landed landed) {
      latest = landed;
      return shared.isEmpty() ? null : lands(landed);
    }
    if (happening instanceof Started start) {
      started.add(start);
      return null;
    }
    if (happening instanceof StoredByOther other) {
      return stored(other);
    }
    return shared.isEmpty() ? null : judgeShared(happening);
  }

  private @Nullable String judgeShared(Happening happening) {
    if (happening instanceof ExtrasKept kept) {
      Shared record = shared.get(kept.id());
      return record == null ? null : keeps(record, kept.id(), kept.extras());
    }
    if (happening instanceof Read read && read.shown() != null) {
      Shared record = shared.get(read.shown().id());
      return record != null && isForeignTo(record, read.coordinator())
          ? read.coordinator()
              + " was shown "
              + read.shown().id()
              + " as "
              + read.shown().phase()
              + ", but it is in "
              + record.phase
              + ", which it does not know"
          : null;
    }
    if (happening instanceof Told told && told.telling() instanceof Telling.Shown shown) {
      return shown.decidedOrEnded() ? tells(told, shown) : null;
    }
    if (happening instanceof Forgotten forgotten) {
      shared.remove(forgotten.last().id());
    }
    return happening instanceof Ended ? keepsAll() : null;
  }

  // ---- extras ----------------------------------------------------------------------------------

  private @Nullable String stored(StoredByOther other) {
    Shared record = shared.computeIfAbsent(other.id(), unused -> new Shared());
    String lost = keeps(record, other.id(), other.extras());
    record.extras.addAll(other.extras());
    if (isKnown(other.phase())) {
      record.phase = null;
    } else if (record.phase == null) {
      record.phase = other.phase();
      record.since = facts().moment();
      Landed landed = latest;
      record.knownTo =
          landed != null && landed.after().id().equals(other.id())
              ? versionOf(landed.coordinator())
              : null;
    }
    return lost;
  }

  private static @Nullable String keeps(Shared record, TransactionId id, List<String> extras) {
    record.extrasInDoubt = false;
    return extras.containsAll(record.extras)
        ? null
        : "of what another version had added to "
            + id
            + ", "
            + record.extras
            + ", a write left only "
            + extras;
  }

  private @Nullable String keepsAll() {
    for (Map.Entry<TransactionId, Shared> entry : shared.entrySet()) {
      if (entry.getValue().extrasInDoubt) {
        return lost(entry.getKey(), entry.getValue());
      }
    }
    return null;
  }

  private static String lost(TransactionId id, Shared record) {
    return "a write of " + id + " left nothing of what another version had added: " + record.extras;
  }

  // ---- unknown phases --------------------------------------------------------------------------

  private @Nullable String lands(Landed landed) {
    TransactionId id = landed.after().id();
    Shared record = shared.get(id);
    if (record == null) {
      return null;
    }
    if (record.extrasInDoubt) {
      return lost(id, record);
    }
    record.extrasInDoubt = !record.extras.isEmpty();
    return isForeignTo(record, landed.coordinator())
        ? landed.coordinator()
            + " writes version "
            + landed.after().version()
            + " of "
            + id
            + ", "
            + landed.after().phase()
            + ", over "
            + record.phase
            + ", a phase that it does not know"
        : null;
  }

  private @Nullable String tells(Told told, Telling.Shown shown) {
    for (Map.Entry<TransactionId, Shared> entry : shared.entrySet()) {
      Shared record = entry.getValue();
      if (record.phase != null
          && facts().askedMoment(told.question()) > record.since
          && entry.getKey().toString().equals(shown.id())
          && nobodyKnowsIt(record, told.ask().coordinator())) {
        return told.ask().client()
            + " was told by "
            + told.ask().coordinator()
            + " that "
            + shown.id()
            + " is "
            + shown.phase()
            + ", but it is in "
            + record.phase
            + ", which nobody there knows";
      }
    }
    return null;
  }

  private boolean isForeignTo(Shared record, String coordinator) {
    return record.phase != null && !versionOf(coordinator).equals(record.knownTo);
  }

  /** Whether no process that ever started in this place is of the version that knows the phase. */
  private boolean nobodyKnowsIt(Shared record, String place) {
    for (Started start : started) {
      if ((start.coordinator().equals(place) || start.coordinator().startsWith(place + "-"))
          && start.version().equals(record.knownTo)) {
        return false;
      }
    }
    return true;
  }

  private String versionOf(String coordinator) {
    String version = "";
    for (Started start : started) {
      if (start.coordinator().equals(coordinator)) {
        version = start.version();
      }
    }
    return version;
  }

  private static boolean isKnown(String phase) {
    for (Phase known : Phase.values()) {
      if (known.name().equals(phase)) {
        return true;
      }
    }
    return false;
  }
}
