package io.lambdatcc.aws;

import io.lambdatcc.protocol.TransactionState;

/** What a version of a transaction that was written means, told from that version alone. */
enum Milestone {
  /** It is durable, and its branches are being tried. */
  BEGUN,
  /** It is decided for ever. */
  DECIDED,
  /** Every branch knows the decision. */
  ENDED,
  /** It is, or still is, parked. */
  PARKED,
  /** A round of phase two has failed; another will follow. */
  ROUND_FAILED,
  /** Somebody had it tried again. */
  RETRIED;

  /** Begin is the first write and nothing else is written before the decision, the second. */
  private static final long DECISION = 2;

  static Milestone of(TransactionState written) {
    if (written.phase().finished()) {
      return ENDED;
    }
    if (!written.phase().decided()) {
      return BEGUN;
    }
    if (written.version() == DECISION) {
      return DECIDED;
    }
    if (written.parked()) {
      return PARKED;
    }
    return written.failedRounds() > 0 ? ROUND_FAILED : RETRIED;
  }
}
