package io.lambdatcc.example.shop.isolated.iam;

/** A request is not signed as AWS Signature Version 4 wants it; the message is AWS's. */
public final class SignatureException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String type;

  SignatureException(String type, String message) {
    super(message);
    this.type = type;
  }

  /** AWS's name for it, such as {@code InvalidSignatureException}. */
  public String type() {
    return type;
  }
}
