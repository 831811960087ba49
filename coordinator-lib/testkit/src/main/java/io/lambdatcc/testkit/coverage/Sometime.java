package io.lambdatcc.testkit.coverage;

/** Something that does not happen in every run, and must happen in some. */
public enum Sometime {
  // ---- outcomes --------------------------------------------------------------------------------
  /** A transaction ended as confirmed. */
  CONFIRMED,
  /** A transaction ended as cancelled. */
  CANCELLED,
  /** It was decided to cancel while every branch held its reservation. */
  CANCELLED_AFTER_ALL_TRIED,
  /** It was decided to confirm after the deadline: whichever write lands decides. */
  CONFIRMED_PAST_DEADLINE,
  /** A transaction that is tried in sequence was confirmed. */
  CONFIRMED_IN_SEQUENCE,
  /** Cancelled, since a branch refused. */
  CANCELLED_AS_REFUSED,
  /** Cancelled, since a participant did not accept the message. */
  CANCELLED_AS_REJECTED,
  /** Cancelled at its deadline. */
  CANCELLED_AS_LATE,
  /** Cancelled, since it waited while it held what others may wait for. */
  CANCELLED_AS_CONTENDED,
  /** Cancelled on request. */
  CANCELLED_ON_REQUEST,
  /** Cancelled without ever having begun, though something was tried for it. */
  CANCELLED_AS_NEVER_BEGUN,

  // ---- recovery --------------------------------------------------------------------------------
  /** A TRYING version of one coordinator was followed by one of another. */
  RECOVERED_TRYING,
  /** A CONFIRMING version of one coordinator was followed by one of another. */
  RECOVERED_CONFIRMING,
  /** A CANCELLING version of one coordinator was followed by one of another. */
  RECOVERED_CANCELLING,
  /** A coordinator died while a transaction that it had written last was unfinished. */
  OWNER_DIED,
  /** A coordinator that had begun a transaction stood still until after its deadline. */
  OWNER_FROZEN_PAST_DEADLINE,
  /** Two sweeps were under way at once. */
  SWEPT_TWICE_AT_ONCE,
  /** Who was told by the stream brought a transaction to its end. */
  COMPLETED_WHEN_TOLD,
  /** The stream told of a transaction that had ended before. */
  TOLD_AFTER_THE_END,
  /** The stream told of a decision twice. */
  TOLD_TWICE,
  /** The stream never told of a decision. */
  NEVER_TOLD,
  /** The index listed a transaction that had ended or was gone. */
  STALE_INDEX_LISTED,
  /** A page of the index was cut short. */
  INDEX_PAGE_CUT,
  /** A transaction was parked. */
  PARKED,
  /** A parked transaction was taken out of parking. */
  UNPARKED,
  /** An operator's word settled a branch, and others were still open. */
  RESOLVED,
  /** An operator's word settled the last open branch. */
  RESOLVED_THE_LAST,

  // ---- the log ---------------------------------------------------------------------------------
  /** A write of unknown outcome was repeated, and had landed. */
  UNKNOWN_WRITE_HAD_LANDED,
  /** A write of unknown outcome was repeated, and only then landed. */
  UNKNOWN_WRITE_WAS_LOST,
  /** The client of the log came upon the write that it had made itself. */
  OWN_WRITE_MET,
  /** A write lost its compare-and-set to another coordinator's. */
  RACE_LOST,
  /** A record could never be stored. */
  WRITE_REJECTED,
  /** A finished record was forgotten, and its name used again. */
  NAME_USED_AGAIN,

  // ---- versions --------------------------------------------------------------------------------
  /** A transaction was begun by one version of the program and written by another. */
  UPGRADED_MIDWAY,
  /** A record came into a phase that not every version knows. */
  UNKNOWN_PHASE_STORED,
  /** What another version had added to a record survived a write. */
  EXTRAS_KEPT,

  // ---- calls and participants ------------------------------------------------------------------
  /** A message was lost. */
  MESSAGE_LOST,
  /** A call was never sent, and the coordinator knew. */
  CALL_NOT_SENT,
  /** "Not now" was heard. */
  NOT_NOW_HEARD,
  /** A Cancel came to a branch without a fence. */
  EMPTY_CANCEL,
  /** A Try came after its Cancel and was refused. */
  LATE_TRY_REFUSED,
  /** A first Try came so late that it was rejected. */
  DEADLINE_PASSED,
  /** A repeated call was answered as it was the first time. */
  REPEAT_ABSORBED,
  /** A call arrived after its transaction had ended. */
  ARRIVED_AFTER_THE_END,
  /** A participant contradicted a call. */
  VIOLATION_REPLIED,
  /** A participant died, and a new process went on with what it had stored. */
  PARTICIPANT_DIED,
  /** A participant was replaced by another version of itself. */
  PARTICIPANT_UPGRADED,
  /** Something was reserved for a transaction before that had begun. */
  RESERVED_BEFORE_THE_BEGIN,
  /** A participant that asked was told to ask again. */
  TOLD_NOT_YET,
  /** A participant that asked was told that what it holds will be confirmed. */
  TOLD_CONFIRMED,
  /** A participant that asked undid what it held for a transaction that never began. */
  RELEASED_WHEN_TOLD,
  /** A fence was forgotten at the end of its time. */
  FENCE_FORGOTTEN,

  // ---- clients and clocks ----------------------------------------------------------------------
  /** Two questions under one name were answered with one transaction. */
  CLIENT_JOINED,
  /** A name belonged to another request. */
  NAME_TAKEN,
  /** A client was told that nobody knows. */
  IN_DOUBT,
  /** A client was told to ask again. */
  UNAVAILABLE,
  /** A client was told "not yet". */
  NOT_YET,
  /** A coordinator's clock was wrong. */
  CLOCK_WRONG
}
