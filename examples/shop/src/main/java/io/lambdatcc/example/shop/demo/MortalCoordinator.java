package io.lambdatcc.example.shop.demo;

/**
 * A coordinator in a process of its own, and a way into the shop that goes through it: made to be
 * killed.
 */
public interface MortalCoordinator extends AutoCloseable {

  /** Somebody who uses the shop through this coordinator. */
  Customer customer();

  /** The process that will be killed, once there is one. */
  long pid() throws Exception;

  /** Waits until the write it is to be killed after is durable, and it has heard nothing of it. */
  void awaitFrozen() throws Exception;

  /** SIGKILL: it gets no chance to clean up. */
  void kill() throws Exception;

  /** Ends what is left of it. */
  @Override
  void close();
}
