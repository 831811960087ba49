package io.lambdatcc.wire;

import java.util.Objects;

/**
 * An operator's word that a branch is settled.
 *
 * @param outcome what has been seen to there, which is what was decided
 * @param reason how the operator knows, for whoever asks later
 */
public record ResolveBranch(Outcome outcome, String reason) {

  /** What can be settled. */
  public enum Outcome {
    CONFIRMED,
    CANCELLED
  }

  public ResolveBranch {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(reason, "reason");
  }

  public String toJson() {
    return new JsonWriter().put("outcome", outcome.name()).put("reason", reason).text();
  }

  /**
   * Reads one.
   *
   * @throws WireFormatException naming the field that is missing or wrong
   */
  public static ResolveBranch fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    Outcome outcome = json.optionalEnum("outcome", Outcome.class);
    if (outcome == null) {
      throw new WireFormatException("outcome", "is missing; CONFIRMED or CANCELLED is needed");
    }
    return new ResolveBranch(outcome, json.string("reason"));
  }
}
