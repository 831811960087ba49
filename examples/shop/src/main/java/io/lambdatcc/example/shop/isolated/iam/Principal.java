package io.lambdatcc.example.shop.isolated.iam;

import java.util.Optional;

/**
 * Somebody with credentials.
 *
 * @param identity the role or user whose policies count
 * @param session of a role; of a user its name
 * @param sessionToken empty for a user, whose credentials last
 * @param arn such as {@code arn:aws:sts::123456789012:assumed-role/role/session}
 * @param callerId such as {@code AROA…:session}
 */
public record Principal(
    String identity,
    String session,
    String accessKeyId,
    String secretAccessKey,
    Optional<String> sessionToken,
    String arn,
    String callerId) {

  /** Keeps the secret to itself. */
  @Override
  public String toString() {
    return arn;
  }
}
