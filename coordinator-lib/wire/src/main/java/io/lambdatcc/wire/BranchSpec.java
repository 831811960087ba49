package io.lambdatcc.wire;

import java.util.Objects;

/**
 * One branch of a transaction as asked for.
 *
 * @param id unique within the transaction
 * @param participant the name of the participant in the coordinator's configuration
 * @param payload what the participant's Try receives, byte for byte; at most {@link
 *     #MAX_PAYLOAD_BYTES}
 */
public record BranchSpec(String id, String participant, JsonText payload) {
  /** The most bytes (UTF-8) a payload may have. */
  public static final int MAX_PAYLOAD_BYTES = 64 * 1024;

  public BranchSpec {
    Names.requireName("participant", participant); // first: it is also the default of the id
    Names.requireName("id", id);
    Objects.requireNonNull(payload, "payload");
    if (payload.utf8Length() > MAX_PAYLOAD_BYTES) {
      throw new WireFormatException(
          "payload",
          "has " + payload.utf8Length() + " bytes; at most " + MAX_PAYLOAD_BYTES + " are accepted",
          ProblemType.TOO_LARGE);
    }
  }

  /** The only branch of its participant, and named like it. */
  public static BranchSpec of(String participant, JsonText payload) {
    return new BranchSpec(participant, participant, payload);
  }
}
