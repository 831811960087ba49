package io.lambdatcc.lambdalocal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a function is fed from a DynamoDB stream: an event source mapping. Immutable; made with
 * {@link #of}.
 */
public final class StreamMapping {

  private final Builder values;

  private StreamMapping(Builder values) {
    this.values = values;
  }

  /** Begins a mapping from this stream to this function. */
  public static Builder of(String streamArn, String functionName, @Nullable String qualifier) {
    return new Builder(streamArn, functionName, qualifier);
  }

  String streamArn() {
    return values.streamArn;
  }

  String functionName() {
    return values.functionName;
  }

  @Nullable String qualifier() {
    return values.qualifier;
  }

  StreamFilter filter() {
    return values.filter;
  }

  int batchSize() {
    return values.batchSize;
  }

  Duration batchingWindow() {
    return values.batchingWindow;
  }

  boolean reportsBatchItemFailures() {
    return values.reportsBatchItemFailures;
  }

  OptionalInt maximumRetryAttempts() {
    return values.maximumRetryAttempts;
  }

  Optional<Duration> maximumRecordAge() {
    return values.maximumRecordAge;
  }

  boolean bisects() {
    return values.bisects;
  }

  Consumer<List<JsonNode>> onFailure() {
    return values.onFailure;
  }

  Duration pollInterval() {
    return values.pollInterval;
  }

  /** Collects the parts of a mapping. Not safe for use by many threads. */
  public static final class Builder implements Cloneable {

    private final String streamArn;
    private final String functionName;
    private final @Nullable String qualifier;
    private StreamFilter filter = StreamFilter.of(List.of());
    private int batchSize = 100;
    private Duration batchingWindow = Duration.ZERO;
    private boolean reportsBatchItemFailures;
    private OptionalInt maximumRetryAttempts = OptionalInt.empty();
    private Optional<Duration> maximumRecordAge = Optional.empty();
    private boolean bisects;
    private Consumer<List<JsonNode>> onFailure = records -> {};
    private Duration pollInterval = Duration.ofMillis(250);

    private Builder(String streamArn, String functionName, @Nullable String qualifier) {
      this.streamArn = streamArn;
      this.functionName = functionName;
      this.qualifier = qualifier;
    }

    /**
     * Lets only those records through that fit one of these patterns, each the JSON of a pattern.
     *
     * @throws IllegalArgumentException if a pattern uses what is not understood here
     */
    public Builder filters(List<String> patterns) {
      this.filter = StreamFilter.of(patterns);
      return this;
    }

    /** The most records of one invocation; 100 unless said otherwise. */
    public Builder batchSize(int batchSize) {
      if (batchSize < 1 || batchSize > 10_000) {
        throw new IllegalArgumentException("batchSize: expected 1 to 10000, was " + batchSize);
      }
      this.batchSize = batchSize;
      return this;
    }

    /** How long records may wait for others to make a batch; not at all unless said otherwise. */
    public Builder batchingWindow(Duration batchingWindow) {
      this.batchingWindow = batchingWindow;
      return this;
    }

    /** Whether the function's answer names the records to begin with next time. */
    public Builder reportBatchItemFailures(boolean reportsBatchItemFailures) {
      this.reportsBatchItemFailures = reportsBatchItemFailures;
      return this;
    }

    /** How often a batch that made no progress is tried again; without bound if never set. */
    public Builder maximumRetryAttempts(int maximumRetryAttempts) {
      this.maximumRetryAttempts = OptionalInt.of(maximumRetryAttempts);
      return this;
    }

    /** The age at which a record is given up; none if never set. */
    public Builder maximumRecordAge(Duration maximumRecordAge) {
      this.maximumRecordAge = Optional.of(maximumRecordAge);
      return this;
    }

    /** Whether a batch that failed is cut in two. */
    public Builder bisectOnError(boolean bisects) {
      this.bisects = bisects;
      return this;
    }

    /** The on-failure destination: takes the records that are given up, as events hold them. */
    public Builder onFailure(Consumer<List<JsonNode>> onFailure) {
      this.onFailure = onFailure;
      return this;
    }

    /** How long to wait when a shard had nothing new; 250 ms unless said otherwise, as Lambda. */
    public Builder pollInterval(Duration pollInterval) {
      this.pollInterval = pollInterval;
      return this;
    }

    /** The finished mapping. */
    public StreamMapping build() {
      try {
        return new StreamMapping((Builder) clone());
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
