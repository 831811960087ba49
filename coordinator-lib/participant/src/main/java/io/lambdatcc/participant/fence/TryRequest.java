package io.lambdatcc.participant.fence;

import java.time.Instant;
import java.util.Objects;

/**
 * A Try as the rules see it.
 *
 * @param digest SHA-256 of the canonical payload in hexadecimal
 * @param deadline after it (and some allowance for clocks) no first Try is accepted
 * @param repeated whether the caller says it has asked before; then items are read before written
 */
public record TryRequest(FenceKey key, String digest, Instant deadline, boolean repeated) {
  public TryRequest {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(deadline, "deadline");
  }
}
