package io.lambdatcc.engine;

/** The log did not say in time whether a transaction was begun. */
final class DoubtException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DoubtException(Throwable lastCause) {
    super("the log did not say in time whether the transaction was begun", lastCause);
  }
}
