package io.lambdatcc.wire;

import java.time.Instant;
import java.util.Objects;

/**
 * What a participant sends to {@code POST /transactions/{id}/branches/{branch}/inquire}: it holds
 * something reserved for that branch, and wants to know what has become of it.
 *
 * @param participant the name the coordinator knows the asker by
 * @param deadline as it came with the Try, rounded up to milliseconds or not; from 1970 to 9999
 * @param askedAt when it asks, by its own clock: a question that is a day old is answered with not
 *     yet; from 1970 to 9999
 */
public record InquiryRequest(String participant, Instant deadline, Instant askedAt) {

  /** The one version of the format. */
  public static final int VERSION = 1;

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  public InquiryRequest {
    Names.requireName("participant", participant);
    checkTime("deadline", deadline);
    checkTime("askedAt", askedAt);
  }

  private static void checkTime(String field, Instant time) {
    Objects.requireNonNull(time, field);
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw new WireFormatException(field, "is not within the years 1970 to 9999");
    }
  }

  public String toJson() {
    return new JsonWriter()
        .put("v", VERSION)
        .put("participant", participant)
        .put("deadline", deadline.toString())
        .put("askedAt", askedAt.toString())
        .text();
  }

  /**
   * Reads a request; the version first, since nothing else can be trusted without it.
   *
   * @throws WireFormatException naming the field that is missing or wrong
   */
  public static InquiryRequest fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    json.requireVersion(VERSION);
    return new InquiryRequest(
        json.string("participant"), json.instant("deadline"), json.instant("askedAt"));
  }
}
