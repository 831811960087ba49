package io.lambdatcc.testkit.picture;

import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.protocol.Phase;

/**
 * Colours with a meaning, chosen from the Okabe-Ito palette so that they differ to every eye; none
 * carries a meaning alone, there are always words too.
 */
enum Tone {
  TRY("#005a8f", "#dceef9"),
  CONFIRM("#00664b", "#d3efe4"),
  CANCEL("#8a5a00", "#fcebc8"),
  REFUSE("#8c3f6e", "#f6e1ed"),
  PLAIN("#48535e", "#eef1f4"),
  FAULT("#b34700", "#ffeadd"),
  BROKEN("#b3001b", "#fde4e4");

  private final String ink;
  private final String paper;

  Tone(String ink, String paper) {
    this.ink = ink;
    this.paper = paper;
  }

  /** For lines and letters. */
  String ink() {
    return ink;
  }

  /** For areas under that ink. */
  String paper() {
    return paper;
  }

  /** The tone of a transaction's phase. */
  static Tone of(Phase phase) {
    if (!phase.decided()) {
      return TRY;
    }
    return phase.confirms() ? CONFIRM : CANCEL;
  }

  /** The tone of a fence. */
  static Tone of(FenceState state) {
    return switch (state) {
      case TRIED -> TRY;
      case CONFIRMED -> CONFIRM;
      case CANCELLED -> CANCEL;
      case REFUSED -> REFUSE;
    };
  }
}
