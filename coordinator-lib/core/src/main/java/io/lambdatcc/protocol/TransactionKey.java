package io.lambdatcc.protocol;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Addresses one transaction in the log: the name its client gave it, and a tag of that client's
 * scope, so that two clients may use the same name without meeting.
 *
 * @param name {@code [A-Za-z0-9_-]{1,64}}, chosen by the client
 * @param scopeTag 12 characters of base 32: the first 60 bits of the SHA-256 of the scope
 */
public record TransactionKey(String name, String scopeTag) {
  /** The length of a scope tag. */
  static final int TAG_LENGTH = 12;

  private static final String BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final String NAME = "[A-Za-z0-9_-]{1,64}";
  private static final int MAX_NAME_LENGTH = 64;
  private static final Pattern TAG = Pattern.compile("[0-9a-z]{" + TAG_LENGTH + "}");

  /** Rejects names and tags that cannot be addressed. */
  public TransactionKey {
    checkName("transaction name", name);
    if (!TAG.matcher(scopeTag).matches()) {
      throw new IllegalArgumentException(
          "a scope tag has " + TAG_LENGTH + " characters 0-9a-z, this is '" + scopeTag + "'");
    }
  }

  /** The key of a client's transaction. */
  public static TransactionKey of(String scope, String name) {
    return new TransactionKey(name, tagOf(scope));
  }

  /** The text under which the log files the transaction: the beginning of its id. */
  public String text() {
    return name + TransactionId.SEPARATOR + scopeTag;
  }

  /** The key whose {@link #text()} this is. */
  public static TransactionKey parse(String text) {
    int separator = text.indexOf(TransactionId.SEPARATOR);
    if (separator < 0) {
      throw new IllegalArgumentException("a key reads <name>~<scope tag>, this is '" + text + "'");
    }
    return new TransactionKey(text.substring(0, separator), text.substring(separator + 1));
  }

  /** Whether this text can name a transaction or a branch. */
  public static boolean isName(String text) {
    // asked for every version of every branch: too often for a pattern
    if (text.isEmpty() || text.length() > MAX_NAME_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isOfNames(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfNames(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  static void checkName(String what, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(what + " must match " + NAME + ", this is '" + name + "'");
    }
  }

  static String tagOf(String scope) {
    if (scope.isBlank() || scope.length() > 1024) {
      throw new IllegalArgumentException(
          "a scope has 1 to 1024 characters, this has " + scope.length());
    }
    byte[] hash = Digest.sha256(scope.getBytes(StandardCharsets.UTF_8));
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits = (bits << Byte.SIZE) | (hash[i] & 0xff);
    }
    StringBuilder tag = new StringBuilder(TAG_LENGTH);
    for (int i = 0; i < TAG_LENGTH; i++) {
      tag.append(BASE_32.charAt((int) (bits >>> 59)));
      bits <<= 5;
    }
    return tag.toString();
  }
}
