package io.lambdatcc.example.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdatcc.example.chaos.next.LaterAttribute;
import io.lambdatcc.example.chaos.plan.CampaignPlan;
import io.lambdatcc.example.chaos.proxy.HttpMessage;
import io.lambdatcc.testkit.plan.SiteKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request at which something can go wrong, understood as far as that takes.
 *
 * @param kind what happens there
 * @param actor as in a plan: all coordinators together, or the participant
 * @param transaction its key in the log; empty where the request is about no single one
 * @param participant whose branch it is about; empty where it is about none
 * @param accessKey whose signature it has, so which process sent it
 * @param nonce of a transaction that it begins as the next version does; empty where it does not
 */
record Seen(
    SiteKind kind,
    String actor,
    String transaction,
    String participant,
    String accessKey,
    String nonce) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOG = "TransactionLog";
  private static final int TAG_LENGTH = 12;
  private static final Pattern CALL =
      Pattern.compile("/(stock|payment|orders)/tcc/(try|confirm|cancel)");
  private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([A-Z0-9]+)/");
  private static final Pattern FENCE =
      Pattern.compile("\"fence\":\\{\"S\":\"([^\"/]+)/[^\"]+\"\\}");
  private static final Map<String, String> FENCES =
      Map.of("StockFences", "stock", "PaymentFences", "payment", "OrderFences", "order");
  private static final Set<String> ENDS = Set.of("CONFIRMED", "CANCELLED");
  private static final Set<String> DECISIONS = Set.of("CONFIRMING", "CANCELLING");

  /** What a request to the API is; empty where no coordinator calls a participant. */
  static Optional<Seen> call(HttpMessage request) {
    Matcher call = CALL.matcher(request.path());
    if (!call.matches()) {
      return Optional.empty();
    }
    String participant = call.group(1).equals("orders") ? "order" : call.group(1);
    return Optional.of(
        new Seen(
            SiteKind.valueOf(call.group(2).toUpperCase(Locale.ROOT)),
            CampaignPlan.COORDINATOR,
            key(json(request).path("transactionId").asText()),
            participant,
            accessKey(request),
            ""));
  }

  /** What a request to DynamoDB is; empty where it is neither about the log nor about a fence. */
  static Optional<Seen> access(HttpMessage request) {
    String target = request.header("x-amz-target").orElse("");
    String action = target.substring(target.indexOf('.') + 1);
    JsonNode body = json(request);
    return body.path("TableName").asText().equals(LOG)
        ? ofLog(action, body, accessKey(request))
        : ofFence(action, request.body(), accessKey(request));
  }

  private static Optional<Seen> ofLog(String action, JsonNode body, String accessKey) {
    JsonNode item = action.equals("PutItem") ? body.path("Item") : body.path("Key");
    String key = item.path("id").path("S").asText();
    return Optional.ofNullable(
            switch (action) {
              case "PutItem" -> SiteKind.BEGIN;
              case "UpdateItem" -> update(body);
              case "GetItem" -> SiteKind.READ;
              case "Query" -> SiteKind.DUE;
              default -> null;
            })
        .map(kind -> new Seen(kind, CampaignPlan.COORDINATOR, key, "", accessKey, nonce(item)));
  }

  private static String nonce(JsonNode item) {
    return item.has(LaterAttribute.NAME) ? item.path("n").path("S").asText() : "";
  }

  /** A decision that is written once more is a round; {@link Sites} tells them apart. */
  private static SiteKind update(JsonNode body) {
    SiteKind kind = SiteKind.ROUND;
    for (JsonNode value : body.path("ExpressionAttributeValues")) {
      String text = value.path("S").asText();
      if (ENDS.contains(text)) {
        return SiteKind.FINISH;
      }
      if (DECISIONS.contains(text)) {
        kind = SiteKind.DECIDE;
      }
    }
    return kind;
  }

  private static Optional<Seen> ofFence(String action, String body, String accessKey) {
    Matcher fence = FENCE.matcher(body);
    if (!fence.find()) {
      return Optional.empty();
    }
    String id = fence.group(1);
    SiteKind kind = action.equals("GetItem") ? SiteKind.LOOK : SiteKind.COMMIT;
    return FENCES.entrySet().stream()
        .filter(table -> body.contains("\"" + table.getKey() + "\""))
        .map(Map.Entry::getValue)
        .map(participant -> new Seen(kind, participant, key(id), participant, accessKey, ""))
        .findAny();
  }

  /** Where the log files a transaction: its name, and the tag with which the rest begins. */
  private static String key(String id) {
    return id.substring(0, Math.min(id.length(), id.indexOf('~') + 1 + TAG_LENGTH));
  }

  private static String accessKey(HttpMessage request) {
    Matcher key = ACCESS_KEY.matcher(request.header("authorization").orElse(""));
    return key.find() ? key.group(1) : "";
  }

  private static JsonNode json(HttpMessage request) {
    try {
      return JSON.readTree(request.body());
    } catch (IOException e) {
      throw new UncheckedIOException("a request that is no JSON", e);
    }
  }
}
