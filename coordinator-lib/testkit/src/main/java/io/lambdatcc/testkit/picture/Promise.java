package io.lambdatcc.testkit.picture;

import java.util.Locale;

/** What the protocol promises, in the words of docs/protocol.md. */
enum Promise {
  I1(
      "Atomicity",
      "Of one transaction never one branch is confirmed and another cancelled or refused."),
  I2(
      "One decision",
      "At most one is ever durable, nothing overwrites it, and no Confirm or Cancel is sent before"
          + " it."),
  I3("At most once", "Each business effect of a branch's operation happens at most once."),
  I4("No hanging Try", "Once a Cancel was handled, no Try of that branch ever reserves anything."),
  I5(
      "Empty Cancel",
      "A Cancel without a Try succeeds and leaves a fence; two at once both succeed."),
  I6("Conservation", "Available + reserved + spent never changes."),
  I7(
      "The truth",
      "What a client was told never contradicts the end. While nothing is decided, the only answer"
          + " is \"not yet\"."),
  I8("No step back", "Whoever saw a phase never later sees an earlier one."),
  I9("Nothing lost", "Every begun transaction and every live reservation is found by recovery."),
  I10(
      "Termination",
      "When faults stop, every transaction ends within a bound; a poisoned one is parked and blocks"
          + " nobody."),
  I11("No stale hand", "A write based on an old version never lands."),
  I12(
      "Compatibility",
      "Records and messages of version n are read by n-1 and n+1; an unknown phase is refused, never"
          + " defaulted.");

  private final String title;
  private final String sentence;

  Promise(String title, String sentence) {
    this.title = title;
    this.sentence = sentence;
  }

  String title() {
    return title;
  }

  String sentence() {
    return sentence;
  }

  /** The number and the title, like {@code I4, no hanging Try}. */
  static String named(String invariant) {
    for (Promise promise : values()) {
      if (promise.name().equals(invariant)) {
        return invariant + ", " + lowerFirst(promise.title);
      }
    }
    return invariant;
  }

  /** The sentence; empty for a number that the protocol does not have. */
  static String sentenceOf(String invariant) {
    for (Promise promise : values()) {
      if (promise.name().equals(invariant)) {
        return promise.sentence;
      }
    }
    return "";
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
