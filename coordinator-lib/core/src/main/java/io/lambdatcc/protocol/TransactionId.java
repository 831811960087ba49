package io.lambdatcc.protocol;

import java.util.regex.Pattern;

/**
 * Identifies one transaction for ever, written {@code <name>~<beginToken>}.
 *
 * <p>The begin token starts with the scope's tag, so that the id alone addresses the transaction in
 * the log, and ends in random characters minted at begin, so that a name used again, a restored
 * backup or a stale message can never meet another transaction's fence (I4).
 *
 * @param key where the log files it
 * @param nonce 1 to 52 characters 0-9a-z, random at begin
 */
public record TransactionId(TransactionKey key, String nonce) {
  static final char SEPARATOR = '~';

  private static final Pattern NONCE = Pattern.compile("[0-9a-z]{1,52}");

  /** Rejects nonces that would not survive the wire. */
  public TransactionId {
    if (!NONCE.matcher(nonce).matches()) {
      throw new IllegalArgumentException(
          "the random part of a transaction id must match "
              + NONCE.pattern()
              + ", this is '"
              + nonce
              + "'");
    }
  }

  /** The id written so. */
  public static TransactionId parse(String text) {
    int nonceAt = text.indexOf(SEPARATOR) + 1 + TransactionKey.TAG_LENGTH;
    if (nonceAt <= TransactionKey.TAG_LENGTH || nonceAt >= text.length()) {
      throw new IllegalArgumentException(
          "a transaction id reads <name>~<begin token>, this is '" + text + "'");
    }
    return new TransactionId(
        TransactionKey.parse(text.substring(0, nonceAt)), text.substring(nonceAt));
  }

  /** The name that the client gave. */
  public String name() {
    return key.name();
  }

  /** The part after the separator, which also serves as the write token of begin. */
  public String beginToken() {
    return key.scopeTag() + nonce;
  }

  @Override
  public String toString() {
    return key.text() + nonce;
  }
}
