package io.lambdatcc.api;

import io.lambdatcc.protocol.Digest;

/**
 * What a branch's Try shall reserve: text that is opaque to the coordinator and goes to the
 * participant as it is, and the digest by which a repeated request is recognised.
 *
 * @param text forwarded byte for byte
 * @param digest equal for texts that mean the same
 */
public record Payload(String text, Digest digest) {

  /** A payload that is recognised only when it is repeated to the letter. */
  public static Payload of(String text) {
    return new Payload(text, Digest.ofText(text));
  }

  @Override
  public String toString() {
    return "Payload[" + text.length() + " characters]";
  }
}
