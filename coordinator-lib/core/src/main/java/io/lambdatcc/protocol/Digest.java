package io.lambdatcc.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-256 of a payload: 32 bytes that are stored instead of it. */
public final class Digest {
  private static final int LENGTH = 32;

  /** Of a payload that nobody here has seen. */
  static final Digest NOTHING = ofText("");

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a digest has " + LENGTH + " bytes, this one has " + bytes.length);
    }
    this.bytes = bytes;
  }

  /** The digest whose 32 bytes these are. */
  public static Digest ofBytes(byte[] bytes) {
    return new Digest(bytes.clone());
  }

  /** The digest of a text's UTF-8. */
  public static Digest ofText(String text) {
    return new Digest(sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256, this one has not", e);
    }
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes, 0, 8) + "…";
  }
}
