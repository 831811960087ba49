package io.lambdatcc.api;

/** What a participant is told that asks about what it holds reserved. */
public enum InquiryAnswer {
  /** Nothing is decided yet: keep it, and ask again later. */
  NOT_YET,
  /** It will be confirmed: keep it until Confirm comes. */
  CONFIRMED,
  /** It is cancelled, or never was begun and never will be: undo it, by an ordinary Cancel. */
  CANCELLED
}
