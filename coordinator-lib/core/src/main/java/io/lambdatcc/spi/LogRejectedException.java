package io.lambdatcc.spi;

/** The log can never store this record, however often it is asked; nothing was stored. */
public final class LogRejectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong with the record and what to do about it. */
  public LogRejectedException(String message) {
    super(message);
  }
}
