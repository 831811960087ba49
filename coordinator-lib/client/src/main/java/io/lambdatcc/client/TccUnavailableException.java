package io.lambdatcc.client;

import org.jspecify.annotations.Nullable;

/** The coordinator could not be asked; asking again is safe. */
public final class TccUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TccUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
