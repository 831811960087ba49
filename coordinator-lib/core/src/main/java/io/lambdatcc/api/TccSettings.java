package io.lambdatcc.api;

import java.time.Duration;

/**
 * The limits of a coordinator.
 *
 * @param defaultTimeout how long branches may be tried where a request does not say
 * @param maxTimeout the longest that a request may ask for
 * @param defaultWait how long {@code execute} waits where a request does not say; leave a gateway's
 *     own limit some seconds
 * @param grace how long after begin recovery first looks at a transaction
 * @param maxTransactions the most transactions begun in this process that are under way at a time;
 *     beyond it none is begun ({@link TccOverloadedException}). As many callers at most poll the
 *     log for what others drive; who comes after them is told at once how far it is. Sweeps,
 *     completions and retries are none of these
 * @param maxPayloadCharacters the most characters that their payloads may have together, of one
 *     byte each and beyond Latin-1 of two; a transaction that is alone may have more
 * @param callsPerTransaction the most calls of one transaction that are out at a time
 * @param sweepConcurrency the most transactions that one sweep looks at and drives at a time
 * @param sweepConcurrencyPerParticipant the most of them that have a branch to finish at the same
 *     participant, so that one that hangs does not take every place
 * @param parkAfter failed calls of phase two to one branch after which its transaction is parked
 * @param repeatTry pauses before repeating a Try of unknown outcome
 * @param waitForOthers pauses before repeating a Try that was answered "not now"
 * @param nextRound pauses between rounds of phase two
 * @param parkedRound the pause between rounds of a parked transaction
 * @param repeatWrite pauses before repeating a log write of unknown outcome
 * @param pollLog pauses between looks at a transaction that another coordinator drives
 * @param contendedAtLeast the shortest that a transaction waits for what others hold while others
 *     may wait for what it holds; the longest is twice that
 * @param continuesUnattended whether work goes on when no caller waits any more: true in a process
 *     that lives on, false in a Lambda function, which is frozen when its handler returns
 */
public record TccSettings(
    Duration defaultTimeout,
    Duration maxTimeout,
    Duration defaultWait,
    Duration grace,
    int maxTransactions,
    long maxPayloadCharacters,
    int callsPerTransaction,
    int sweepConcurrency,
    int sweepConcurrencyPerParticipant,
    int parkAfter,
    Backoff repeatTry,
    Backoff waitForOthers,
    Backoff nextRound,
    Duration parkedRound,
    Backoff repeatWrite,
    Backoff pollLog,
    Duration contendedAtLeast,
    boolean continuesUnattended) {

  /** The shortest time-out that a request may ask for. */
  public static final Duration MIN_TIMEOUT = Duration.ofMillis(100);

  /** Rejects limits that limit nothing. */
  public TccSettings {
    positive("defaultTimeout", defaultTimeout);
    positive("defaultWait", defaultWait);
    positive("grace", grace);
    positive("parkedRound", parkedRound);
    positive("contendedAtLeast", contendedAtLeast);
    if (maxTimeout.compareTo(defaultTimeout) < 0) {
      throw new IllegalArgumentException("maxTimeout is less than defaultTimeout");
    }
    atLeastOne("maxTransactions", maxTransactions);
    atLeastOne("maxPayloadCharacters", maxPayloadCharacters);
    atLeastOne("callsPerTransaction", callsPerTransaction);
    atLeastOne("sweepConcurrency", sweepConcurrency);
    atLeastOne("sweepConcurrencyPerParticipant", sweepConcurrencyPerParticipant);
    atLeastOne("parkAfter", parkAfter);
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is at least 1, this is " + value);
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, this is " + value);
    }
  }

  /** The limits that suit a coordinator behind API Gateway. */
  public static TccSettings defaults() {
    return new Builder().build();
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Changes some limits and leaves the others. */
  public static final class Builder {
    private Duration defaultTimeout = Duration.ofSeconds(10);
    private Duration maxTimeout = Duration.ofMinutes(10);
    private Duration defaultWait = Duration.ofSeconds(25);
    private Duration grace = Duration.ofSeconds(2);
    private int maxTransactions = 4_096;
    private long maxPayloadCharacters = 32L << 20;
    private int callsPerTransaction = 32;
    private int sweepConcurrency = 32;
    private int sweepConcurrencyPerParticipant = 16;
    private int parkAfter = 10;
    private Backoff repeatTry = backoff(100, 2, 2_000);
    private Backoff waitForOthers = backoff(100, 1.5, 1_000);
    private Backoff nextRound = backoff(100, 2, 60_000);
    private Duration parkedRound = Duration.ofMinutes(5);
    private Backoff repeatWrite = backoff(25, 2, 1_000);
    private Backoff pollLog = backoff(50, 1.5, 1_000);
    private Duration contendedAtLeast = Duration.ofMillis(500);
    private boolean continuesUnattended = true;

    private Builder() {}

    private static Backoff backoff(int firstMillis, double factor, int capMillis) {
      return new Backoff(Duration.ofMillis(firstMillis), factor, Duration.ofMillis(capMillis));
    }

    /** See {@link TccSettings#defaultTimeout}. */
    public Builder defaultTimeout(Duration value) {
      defaultTimeout = value;
      return this;
    }

    /** See {@link TccSettings#maxTimeout}. */
    public Builder maxTimeout(Duration value) {
      maxTimeout = value;
      return this;
    }

    /** See {@link TccSettings#defaultWait}. */
    public Builder defaultWait(Duration value) {
      defaultWait = value;
      return this;
    }

    /** See {@link TccSettings#grace}. */
    public Builder grace(Duration value) {
      grace = value;
      return this;
    }

    /** See {@link TccSettings#maxTransactions}. */
    public Builder maxTransactions(int value) {
      maxTransactions = value;
      return this;
    }

    /** See {@link TccSettings#maxPayloadCharacters}. */
    public Builder maxPayloadCharacters(long value) {
      maxPayloadCharacters = value;
      return this;
    }

    /** See {@link TccSettings#callsPerTransaction}. */
    public Builder callsPerTransaction(int value) {
      callsPerTransaction = value;
      return this;
    }

    /** See {@link TccSettings#sweepConcurrency}. */
    public Builder sweepConcurrency(int value) {
      sweepConcurrency = value;
      return this;
    }

    /** See {@link TccSettings#sweepConcurrencyPerParticipant}. */
    public Builder sweepConcurrencyPerParticipant(int value) {
      sweepConcurrencyPerParticipant = value;
      return this;
    }

    /** See {@link TccSettings#parkAfter}. */
    public Builder parkAfter(int value) {
      parkAfter = value;
      return this;
    }

    /** See {@link TccSettings#repeatTry}. */
    public Builder repeatTry(Backoff value) {
      repeatTry = value;
      return this;
    }

    /** See {@link TccSettings#waitForOthers}. */
    public Builder waitForOthers(Backoff value) {
      waitForOthers = value;
      return this;
    }

    /** See {@link TccSettings#nextRound}. */
    public Builder nextRound(Backoff value) {
      nextRound = value;
      return this;
    }

    /** See {@link TccSettings#parkedRound}. */
    public Builder parkedRound(Duration value) {
      parkedRound = value;
      return this;
    }

    /** See {@link TccSettings#repeatWrite}. */
    public Builder repeatWrite(Backoff value) {
      repeatWrite = value;
      return this;
    }

    /** See {@link TccSettings#pollLog}. */
    public Builder pollLog(Backoff value) {
      pollLog = value;
      return this;
    }

    /** See {@link TccSettings#contendedAtLeast}. */
    public Builder contendedAtLeast(Duration value) {
      contendedAtLeast = value;
      return this;
    }

    /** See {@link TccSettings#continuesUnattended}. */
    public Builder continuesUnattended(boolean value) {
      continuesUnattended = value;
      return this;
    }

    /** The settings, checked. */
    public TccSettings build() {
      return new TccSettings(
          defaultTimeout,
          maxTimeout,
          defaultWait,
          grace,
          maxTransactions,
          maxPayloadCharacters,
          callsPerTransaction,
          sweepConcurrency,
          sweepConcurrencyPerParticipant,
          parkAfter,
          repeatTry,
          waitForOthers,
          nextRound,
          parkedRound,
          repeatWrite,
          pollLog,
          contendedAtLeast,
          continuesUnattended);
    }
  }
}
