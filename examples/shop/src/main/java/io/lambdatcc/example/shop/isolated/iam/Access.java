package io.lambdatcc.example.shop.isolated.iam;

/**
 * Whether somebody may do something.
 *
 * @param reason how IAM words it, after "is not authorized to perform … on resource …"; empty when
 *     allowed
 */
public record Access(
    Principal principal, String action, String resource, boolean allowed, String reason) {

  /** What AWS says to whom it refuses something. */
  public String message() {
    return "User: %s is not authorized to perform: %s on resource: %s %s"
        .formatted(principal.arn(), action, resource, reason);
  }
}
