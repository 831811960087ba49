package io.lambdatcc.example.shop.isolated.iam;

/** A request is not signed as AWS Signature Version 4 wants it. */
public final class SignatureException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final String reason;

  SignatureException(String type, String reason) {
    super(reason);
    this.type = type;
    this.reason = reason;
  }

  /** AWS's words for it. */
  public String reason() {
    return reason;
  }

  /** AWS's name for it, such as {@code InvalidSignatureException}. */
  public String type() {
    return type;
  }
}
