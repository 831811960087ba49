package io.lambdatcc.api;

/** The coordinator cannot serve now; nothing has happened, and asking again is safe. */
public final class TccUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was not available. */
  public TccUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
