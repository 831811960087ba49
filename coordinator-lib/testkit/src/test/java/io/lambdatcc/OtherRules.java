package io.lambdatcc;

import io.lambdatcc.protocol.Protocol;

/** Coordinators that follow other rules than the library's, which users cannot build. */
public final class OtherRules {
  private OtherRules() {}

  /** The coordinator that this builder builds, but following these rules. */
  public static TccCoordinator followedBy(TccCoordinator.Builder builder, Protocol rules) {
    return builder.protocol(rules).build();
  }
}
