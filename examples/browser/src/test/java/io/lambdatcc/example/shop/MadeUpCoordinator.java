package io.lambdatcc.example.shop;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's API at a gateway with the console, with transactions that a test has made up, and
 * with errors when a test wants them.
 */
final class MadeUpCoordinator implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONCURRENCY = 8;
  private static final int USUAL_LIMIT = 50;

  private final Map<String, ObjectNode> transactions = new LinkedHashMap<>();
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final LocalGateway gateway;
  private volatile @Nullable APIGatewayV2HTTPResponse error;

  MadeUpCoordinator() {
    gateway =
        LocalGateway.builder()
            .function("coordinator", (event, context) -> answer(event), CONCURRENCY)
            .route("$default", "coordinator")
            .console()
            .start(0);
  }

  URI console() {
    return gateway.uri().resolve("/console");
  }

  /** Has this transaction from now on, as the API would show it. */
  void put(ObjectNode transaction) {
    synchronized (transactions) {
      transactions.put(transaction.path("id").asText(), transaction);
    }
  }

  /** Answers everything with this from now on. */
  void fails(int status, String body) {
    error = answer(status, JSON.createObjectNode().put("message", body).toString());
  }

  /** Answers as it should again. */
  void recovers() {
    error = null;
  }

  /** What it was asked to change: method, path and body. */
  List<String> changes() {
    return changes;
  }

  /** How many requests there were. */
  int asked() {
    return asked.get();
  }

  private APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent event) {
    asked.incrementAndGet();
    APIGatewayV2HTTPResponse failure = error;
    if (failure != null) {
      return failure;
    }
    String path = event.getRawPath();
    if (path.equals("/participants")) {
      return answer(200, PARTICIPANTS);
    }
    if (path.equals("/transactions")) {
      return list(Objects.requireNonNullElse(event.getQueryStringParameters(), Map.of()));
    }
    if (event.getRequestContext().getHttp().getMethod().equals("POST")) {
      changes.add(path + " " + Objects.requireNonNullElse(event.getBody(), ""));
      return change(path);
    }
    ObjectNode found = find(path.split("/", -1)[2]);
    return found == null ? NOT_FOUND : answer(200, found.toString());
  }

  private static final APIGatewayV2HTTPResponse NOT_FOUND =
      answer(404, "{\"title\":\"not found\",\"status\":404,\"detail\":\"you have none\"}");

  private static final String PARTICIPANTS =
      """
      {"participants":[
        {"name":"order","transport":"http","breaker":"CLOSED","failurePercent":0,"callsOut":0},
        {"name":"stock","transport":"http","breaker":"HALF_OPEN","failurePercent":40,"callsOut":1},
        {"name":"payment","transport":"lambda","breaker":"OPEN","failurePercent":100,"callsOut":0}]}""";

  private APIGatewayV2HTTPResponse list(Map<String, String> query) {
    int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
    int limit = Integer.parseInt(query.getOrDefault("limit", Integer.toString(USUAL_LIMIT)));
    List<ObjectNode> matching = new ArrayList<>();
    synchronized (transactions) {
      transactions.values().stream()
          .filter(each -> !each.has("endedAt"))
          .filter(each -> fits(query.get("phase"), each.path("phase").asText()))
          .filter(each -> fits(query.get("parked"), each.path("parked").asText()))
          .forEach(matching::add);
    }
    ObjectNode page = JSON.createObjectNode();
    ArrayNode shown = page.putArray("transactions");
    matching.stream().skip(from).limit(limit).forEach(shown::add);
    if (from + limit < matching.size()) {
      page.put("next", "/transactions?limit=" + limit + "&cursor=" + (from + limit));
    }
    return answer(200, page.toString());
  }

  private static boolean fits(@Nullable String wanted, String is) {
    return wanted == null || wanted.equals(is);
  }

  /** Whatever is asked for ends the transaction. */
  private APIGatewayV2HTTPResponse change(String path) {
    ObjectNode transaction = find(path.split("/", -1)[2]);
    if (transaction == null) {
      return NOT_FOUND;
    }
    ObjectNode ended = transaction.deepCopy();
    String outcome = ended.path("decision").asText().equals("CONFIRM") ? "CONFIRMED" : "CANCELLED";
    ended.put("phase", outcome).put("parked", false).put("endedAt", Tales.at(0));
    ended.remove(List.of("parkedAt", "nextTryAt"));
    for (JsonNode branch : ended.path("branches")) {
      ((ObjectNode) branch).put("outcome", outcome);
    }
    put(ended);
    return answer(200, ended.toString());
  }

  private @Nullable ObjectNode find(String nameOrId) {
    synchronized (transactions) {
      return transactions.values().stream()
          .filter(each -> (each.path("id").asText() + "~").startsWith(nameOrId + "~"))
          .findFirst()
          .orElse(null);
    }
  }

  private static APIGatewayV2HTTPResponse answer(int status, String body) {
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(status)
        .withHeaders(Map.of("content-type", "application/json"))
        .withBody(body)
        .build();
  }

  /** A document that was written down. */
  static ObjectNode document(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
