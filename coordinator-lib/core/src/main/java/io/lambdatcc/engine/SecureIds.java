package io.lambdatcc.engine;

import io.lambdatcc.spi.IdSource;
import java.security.SecureRandom;

/**
 * Tokens of 130 random bits in base 32 from the platform's secure random.
 *
 * <p>It is seeded by the operating system on every draw path that matters after a snapshot is
 * restored, so two clones of one snapshot do not make the same tokens.
 */
public final class SecureIds implements IdSource {
  private static final String BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 26;

  private final SecureRandom random = new SecureRandom();

  @Override
  public String newToken() {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    StringBuilder token = new StringBuilder(LENGTH);
    for (byte each : bytes) {
      token.append(BASE_32.charAt(each & 31));
    }
    return token.toString();
  }
}
