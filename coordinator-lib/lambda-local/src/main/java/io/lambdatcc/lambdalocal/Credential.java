package io.lambdatcc.lambdalocal;

import java.util.Optional;

/**
 * What belongs to an access key id.
 *
 * @param sessionToken what the requests of temporary credentials have to carry
 * @param principal whose it is, an ARN
 */
public record Credential(String secret, Optional<String> sessionToken, String principal) {

  @Override
  public String toString() {
    return "Credential[" + principal + "]";
  }
}
