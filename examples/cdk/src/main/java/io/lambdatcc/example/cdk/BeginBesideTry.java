package io.lambdatcc.example.cdk;

import java.util.Locale;

/**
 * Whether the Tries of stock and payment leave beside the write of begin. From one end to the other
 * by way of {@link #PREPARED} only: whoever is tried so has to ask already, and still.
 */
public enum BeginBesideTry {
  /** Begin is durable before any Try leaves. */
  DISABLED,
  /** The same, but the participants keep the deadlines of what they hold, and ask about it. */
  PREPARED,
  /** Their Tries leave beside the write of begin. */
  ENABLED;

  /**
   * The stage of this name.
   *
   * @throws IllegalArgumentException for any but {@code disabled}, {@code prepared} and {@code
   *     enabled}
   */
  static BeginBesideTry of(String name) {
    for (BeginBesideTry each : values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "beginBesideTry is disabled, prepared or enabled, not " + name);
  }

  boolean participantsAsk() {
    return this != DISABLED;
  }
}
