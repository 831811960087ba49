package io.lambdatcc.wire;

import java.util.Objects;

/** What a participant is told that asks about what it holds reserved. */
public record InquiryReply(Outcome outcome) {

  /** The one version of the format. */
  public static final int VERSION = 1;

  /** What has become of a branch. */
  public enum Outcome {
    /** Nothing is decided yet: keep it, and ask again later. */
    NOT_YET,
    /** It will be confirmed: keep it until Confirm comes. */
    CONFIRMED,
    /** It is cancelled, or never was begun and never will be: undo it, by an ordinary Cancel. */
    CANCELLED
  }

  public InquiryReply {
    Objects.requireNonNull(outcome, "outcome");
  }

  public String toJson() {
    return new JsonWriter().put("v", VERSION).put("outcome", outcome.name()).text();
  }

  /**
   * Reads a reply; an outcome that this version does not know is none.
   *
   * @throws WireFormatException naming the field that is missing or wrong
   */
  public static InquiryReply fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    json.requireVersion(VERSION);
    Outcome outcome = json.optionalEnum("outcome", Outcome.class);
    if (outcome == null) {
      throw json.wrong("outcome", "is missing");
    }
    return new InquiryReply(outcome);
  }
}
