package io.lambdatcc.wire;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator sends to {@code POST {base}/tcc/try|confirm|cancel}.
 *
 * @param v the version of the format; only {@link #VERSION} is known
 * @param transactionId {@code <name>~<beginToken>}, unique for ever
 * @param branchId the branch, unique within its transaction
 * @param participant the name the coordinator knows the receiver by
 * @param deadline after it no new Try is sent
 * @param payload with Try only, forwarded byte for byte
 */
public record ParticipantRequest(
    int v,
    String transactionId,
    String branchId,
    String participant,
    Instant deadline,
    @Nullable JsonText payload) {

  /** The one version of the format. */
  public static final int VERSION = 1;

  /** Carries {@link #idempotencyKey}. */
  public static final String IDEMPOTENCY_KEY_HEADER = "idempotency-key";

  /**
   * Which time this coordinator sends this operation of this branch, from 1 on. A hint only: from
   * the second time on a participant reads before it writes.
   */
  public static final String ATTEMPT_HEADER = "tcc-attempt";

  public ParticipantRequest {
    if (v != VERSION) {
      throw new WireFormatException(
          "v",
          "is " + v + "; this side speaks version " + VERSION + " only",
          ProblemType.UNSUPPORTED_VERSION);
    }
    Names.requireTransactionId("transactionId", transactionId);
    Names.requireName("branchId", branchId);
    Names.requireName("participant", participant);
    Objects.requireNonNull(deadline, "deadline");
  }

  /** The value of the {@code Idempotency-Key} header, its quotes included. */
  public String idempotencyKey(Operation operation) {
    return "\"" + transactionId + "/" + branchId + "/" + operation.path() + "\"";
  }

  public String toJson() {
    JsonWriter json =
        new JsonWriter()
            .put("v", v)
            .put("transactionId", transactionId)
            .put("branchId", branchId)
            .put("participant", participant)
            .put("deadline", deadline.toString());
    if (payload != null) {
      json.put("payload", payload);
    }
    return json.text();
  }

  /**
   * Reads a request; the version first, since nothing else can be trusted without it.
   *
   * @throws WireFormatException naming the field that is missing or wrong
   */
  public static ParticipantRequest fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    json.requireVersion(VERSION);
    return new ParticipantRequest(
        VERSION,
        json.string("transactionId"),
        json.string("branchId"),
        json.string("participant"),
        json.instant("deadline"),
        json.anyOrNull("payload"));
  }
}
