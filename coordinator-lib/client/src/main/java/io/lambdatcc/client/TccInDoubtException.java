package io.lambdatcc.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Nobody knows what became of the request: it may have been carried out, now or later, or not at
 * all.
 *
 * <p>Repeat it under the same name: that joins the transaction if it was begun, and begins it if it
 * was not. If it was begun and nobody asks, it still ends by itself.
 */
public final class TccInDoubtException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String name;

  TccInDoubtException(String name, String reason, @Nullable Throwable cause) {
    super(
        "transaction " + name + " is in doubt: " + reason + "; repeat it under the same name",
        cause);
    this.name = Objects.requireNonNull(name, "name");
  }

  /** The name of the transaction. */
  public String name() {
    return name;
  }
}
