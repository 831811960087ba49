package io.lambdatcc.lambdalocal;

import java.time.Duration;
import java.util.Optional;

/**
 * One sandbox at one moment.
 *
 * @param id never used twice, unlike a process id; what the environment supplier was given
 * @param invocations how many requests it was handed so far, the present one included
 * @param initDuration from the start of the process until it asked for its first request
 * @param coldStart from the start of the process to its first answer
 */
public record SandboxStatus(
    String id,
    String functionName,
    long pid,
    State state,
    long invocations,
    Optional<Duration> initDuration,
    Optional<Duration> coldStart) {

  /** What a sandbox is doing. */
  public enum State {
    /** Its process has not asked for a request yet. */
    STARTING,
    /** It waits for a request; the signal that freezes it is on its way, or freezing is off. */
    IDLE,
    /** It waits for a request and its process stands still. */
    FROZEN,
    /** It has a request, or has answered one and not yet asked for the next. */
    BUSY,
    /** Its process has ended, or has been told to. */
    ENDED
  }
}
