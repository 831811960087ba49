package io.lambdatcc.example.shop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Transactions as the API shows them, made up. */
final class Tales {
  private static final String TOKEN = "~0a1b2c3d4e5f60718293a4b5c6d7e8f9g0h1i2j3k4";

  private Tales() {}

  /** An instant, so many milliseconds from now. */
  static String at(long millis) {
    return Instant.now().plusMillis(millis).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /**
   * One whose payment cannot be confirmed, parked eleven minutes ago.
   *
   * @param answer what payment has answered last
   */
  static ObjectNode parked(String name, String answer) {
    ObjectNode tale =
        MadeUpCoordinator.document(
            """
            {"phase":"CONFIRMING","decision":"CONFIRM","retryable":false,"parked":true,"branches":[
              {"id":"order","participant":"order","outcome":"CONFIRMED","attempts":1},
              {"id":"line-1","participant":"stock","outcome":"CONFIRMED","attempts":2,"result":{"left":29}},
              {"id":"payment","participant":"payment","outcome":"TRIED","attempts":10}]}""");
    ((ObjectNode) tale.path("branches").path(2)).put("detail", answer);
    tale.put("id", name + TOKEN)
        .put("createdAt", at(-742_900))
        .put("deadline", at(-732_900))
        .put("decidedAt", at(-742_500))
        .put("parkedAt", at(-690_000))
        .put("nextTryAt", at(161_000));
    event(tale, -742_900, "begun", "", "");
    event(tale, -742_800, "tried", "order", "");
    event(tale, -742_710, "tried", "line-1", "");
    event(tale, -742_500, "tried", "payment", "");
    event(tale, -742_500, "decided", "", "");
    event(tale, -742_400, "confirmed", "order", "");
    event(tale, -741_900, "confirmed", "line-1", "");
    event(tale, -690_000, "parked", "", "");
    event(tale, -139_000, "failed", "payment", answer);
    return tale;
  }

  /** One that is being tried and waits for others. */
  static ObjectNode trying(String name) {
    ObjectNode tale =
        MadeUpCoordinator.document(
            """
            {"phase":"TRYING","retryable":false,"parked":false,"branches":[
              {"id":"order","participant":"order","outcome":"TRIED","attempts":1},
              {"id":"line-1","participant":"stock","outcome":"WAITING","attempts":3},
              {"id":"payment","participant":"payment","outcome":"ASKED","attempts":1}]}""");
    return tale.put("id", name + TOKEN).put("createdAt", at(-3_200)).put("deadline", at(600_000));
  }

  /** One whose stock has failed and is asked again, by a coordinator that keeps no timeline. */
  static ObjectNode failing(String name) {
    ObjectNode tale =
        MadeUpCoordinator.document(
            """
            {"phase":"CONFIRMING","decision":"CONFIRM","retryable":false,"parked":false,"branches":[
              {"id":"order","participant":"order","outcome":"CONFIRMED","attempts":1},
              {"id":"line-1","participant":"stock","outcome":"TRIED","attempts":3,"detail":"no answer within PT5S"},
              {"id":"payment","participant":"payment","outcome":"CONFIRMED","attempts":1}]}""");
    return tale.put("id", name + TOKEN)
        .put("createdAt", at(-18_300))
        .put("deadline", at(-8_300))
        .put("decidedAt", at(-18_000))
        .put("nextTryAt", at(40_000));
  }

  /** One that is being cancelled, since stock has refused. */
  static ObjectNode cancelling(String name) {
    ObjectNode tale =
        MadeUpCoordinator.document(
            """
            {"phase":"CANCELLING","decision":"CANCEL","reason":"refused","retryable":false,"parked":false,"branches":[
              {"id":"order","participant":"order","outcome":"CANCELLED","attempts":1},
              {"id":"line-1","participant":"stock","outcome":"REFUSED","attempts":0,"detail":"out-of-stock: less than 2 are left"}]}""");
    return tale.put("id", name + TOKEN)
        .put("createdAt", at(-2_300))
        .put("deadline", at(7_700))
        .put("decidedAt", at(-2_000))
        .put("nextTryAt", at(1_000));
  }

  /** Tells when a branch was resolved by hand, and the end with it. */
  static ObjectNode resolved(ObjectNode tale) {
    ObjectNode ended = tale.deepCopy();
    String by = "arn:aws:iam::123456789012:role/operators";
    ((ObjectNode) ended.path("branches").path(2))
        .put("outcome", "CONFIRMED")
        .putObject("resolved")
        .put("by", by)
        .put("at", at(0))
        .put("reason", "paid by hand");
    ended.put("phase", "CONFIRMED").put("parked", false).put("endedAt", at(0));
    ended.remove("nextTryAt");
    event(ended, 0, "resolved", "payment", "paid by hand").put("by", by);
    event(ended, 0, "ended", "", "");
    return ended;
  }

  private static ObjectNode event(
      ObjectNode tale, long millis, String event, String branch, String detail) {
    ObjectNode entry = tale.withArray("timeline").addObject().put("at", at(millis));
    entry.put("event", event);
    if (!branch.isEmpty()) {
      entry.put("branch", branch);
    }
    if (!detail.isEmpty()) {
      entry.put("detail", detail);
    }
    return entry;
  }
}
