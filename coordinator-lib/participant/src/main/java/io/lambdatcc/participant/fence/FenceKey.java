package io.lambdatcc.participant.fence;

import java.util.Objects;

/**
 * Names one branch of one transaction, for ever: transaction ids carry a token minted at begin.
 *
 * @param transactionId the full {@code <name>~<beginToken>}
 * @param branchId unique within the transaction, whoever its participant is
 */
public record FenceKey(String transactionId, String branchId) {
  public FenceKey {
    Objects.requireNonNull(transactionId, "transactionId");
    Objects.requireNonNull(branchId, "branchId");
  }

  /** The key written so. */
  public static FenceKey parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1) {
      throw new IllegalArgumentException(
          "a fence's key reads <transactionId>/<branchId>, this is '" + text + "'");
    }
    return new FenceKey(text.substring(0, slash), text.substring(slash + 1));
  }

  /** {@code <transactionId>/<branchId>}; neither part can hold a slash. */
  @Override
  public String toString() {
    return transactionId + "/" + branchId;
  }
}
