package io.lambdatcc.example.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One line of the results. What does not apply is null.
 *
 * @param name the bench and what of it
 * @param concurrency how many transactions were under way at once
 * @param branches of each transaction
 * @param perSecond transactions, or what the name says
 * @param p50Ms half of them took no longer, in milliseconds
 * @param cpuMsPerTx processor time of the coordinator's process and the loop in it
 * @param floorPerSecond the same calls and writes without a coordinator, or what the name says
 * @param ratio to the floor, or what the note says
 * @param httpCalls to participants, for each transaction
 * @param logWrites for each transaction
 * @param note for people: what else there is to say
 * @param aims what is to be reached; none where nothing is claimed
 */
record Row(
    String name,
    @Nullable Integer concurrency,
    @Nullable Integer branches,
    @Nullable Double perSecond,
    @Nullable Double p50Ms,
    @Nullable Double p95Ms,
    @Nullable Double p99Ms,
    @Nullable Double cpuMsPerTx,
    @Nullable Double floorPerSecond,
    @Nullable Double ratio,
    @Nullable Double httpCalls,
    @Nullable Double logWrites,
    String note,
    List<Aim> aims) {
  private static final double NANOS_PER_MILLI = 1e6;

  Row {
    aims = List.copyOf(aims);
  }

  /** Starts a row of which only the name is known. */
  static Builder named(String name) {
    return new Builder(name);
  }

  /** Builds a {@link Row}. */
  static final class Builder {
    private final String name;
    private final List<Aim> aims = new ArrayList<>();
    private @Nullable Integer concurrency;
    private @Nullable Integer branches;
    private @Nullable Double perSecond;
    private @Nullable Double p50Ms;
    private @Nullable Double p95Ms;
    private @Nullable Double p99Ms;
    private @Nullable Double cpuMsPerTx;
    private @Nullable Double floorPerSecond;
    private @Nullable Double ratio;
    private @Nullable Double httpCalls;
    private @Nullable Double logWrites;
    private String note = "";

    private Builder(String name) {
      this.name = name;
    }

    Builder concurrency(int value) {
      concurrency = value;
      return this;
    }

    Builder branches(int value) {
      branches = value;
      return this;
    }

    Builder perSecond(double value) {
      perSecond = value;
      return this;
    }

    /** Percentiles of durations in nanoseconds. */
    Builder durations(Histogram nanos) {
      p50Ms = nanos.getValueAtPercentile(50) / NANOS_PER_MILLI;
      p95Ms = nanos.getValueAtPercentile(95) / NANOS_PER_MILLI;
      p99Ms = nanos.getValueAtPercentile(99) / NANOS_PER_MILLI;
      return this;
    }

    Builder cpuMsPerTx(double value) {
      cpuMsPerTx = value;
      return this;
    }

    Builder floorPerSecond(double value) {
      floorPerSecond = value;
      return this;
    }

    Builder ratio(double value) {
      ratio = value;
      return this;
    }

    Builder httpCalls(double value) {
      httpCalls = value;
      return this;
    }

    Builder logWrites(double value) {
      logWrites = value;
      return this;
    }

    Builder note(String value) {
      note = value;
      return this;
    }

    Builder aim(Aim value) {
      aims.add(value);
      return this;
    }

    /** The row; without its aims where nothing is claimed. */
    Row build(Settings settings) {
      return new Row(
          name,
          concurrency,
          branches,
          perSecond,
          p50Ms,
          p95Ms,
          p99Ms,
          cpuMsPerTx,
          floorPerSecond,
          ratio,
          httpCalls,
          logWrites,
          note,
          settings.quick() ? List.of() : aims);
    }
  }
}
