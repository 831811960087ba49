package io.lambdatcc.testkit.world;

import io.lambdatcc.protocol.TransactionState;
import org.jspecify.annotations.Nullable;

/** What is in a record that this version of the program refuses to read, for who reads it still. */
public final class LaterVersions {
  private LaterVersions() {}

  /** The record whose phase was not known; null where something else failed. */
  public static @Nullable TransactionState recordBehind(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Records.UnknownPhaseException unknown) {
        return unknown.stored();
      }
    }
    return null;
  }
}
