package io.lambdatcc.testkit.participant;

/**
 * How much of what a participant keeps is there for the taking, promised, and gone.
 *
 * <p>Where it keeps several things, the sum of them; where it keeps something that can be had once,
 * like an order to be paid, one of the three is 1.
 *
 * @param available for the next Try
 * @param reserved by Tries that are neither confirmed nor cancelled
 * @param spent by Confirms
 */
public record Holdings(long available, long reserved, long spent) {

  /** All of it, which no message ever changes (I6). */
  public long total() {
    return available + reserved + spent;
  }
}
