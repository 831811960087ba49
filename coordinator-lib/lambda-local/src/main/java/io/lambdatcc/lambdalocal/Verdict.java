package io.lambdatcc.lambdalocal;

/** What became of a request's signature. */
public sealed interface Verdict {

  /** The request is from this principal, and as it was sent. */
  record Accepted(String principal) implements Verdict {}

  /** The request is refused; the message is the one that AWS gives. */
  record Refused(Reason reason, String message) implements Verdict {}

  /** Why a request is refused. */
  enum Reason {
    /** It carries no signature. */
    UNSIGNED("MissingAuthenticationTokenException"),
    /** Its signature cannot be read, or a part of it is missing. */
    INCOMPLETE("IncompleteSignatureException"),
    /** It is signed for another date, Region or service. */
    WRONG_SCOPE("InvalidSignatureException"),
    /** Its host is not signed, so it might have been meant for another. */
    HOST_NOT_SIGNED("InvalidSignatureException"),
    /** It was signed more than five minutes ago. */
    EXPIRED("InvalidSignatureException"),
    /** It was signed more than five minutes from now. */
    NOT_YET_CURRENT("InvalidSignatureException"),
    /** Nobody has this access key. */
    UNKNOWN_KEY("UnrecognizedClientException"),
    /** It does not carry the session token that belongs to its access key. */
    WRONG_SESSION_TOKEN("UnrecognizedClientException"),
    /** Its body is not signed. */
    UNSIGNED_PAYLOAD("InvalidSignatureException"),
    /** Its body is not the one that was signed. */
    BODY_MISMATCH("InvalidSignatureException"),
    /** It is not what was signed, or not with the secret of its access key. */
    WRONG_SIGNATURE("InvalidSignatureException");

    private final String errorType;

    Reason(String errorType) {
      this.errorType = errorType;
    }

    /** What AWS puts into {@code X-Amzn-ErrorType}. */
    public String errorType() {
      return errorType;
    }
  }
}
