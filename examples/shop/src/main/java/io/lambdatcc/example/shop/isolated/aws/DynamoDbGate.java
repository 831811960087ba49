package io.lambdatcc.example.shop.isolated.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.example.shop.gateway.SentRequest;
import io.lambdatcc.example.shop.isolated.iam.Access;
import io.lambdatcc.example.shop.isolated.iam.Account;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.lambdalocal.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DynamoDB as its callers know it, in front of one that lets everybody do everything: lets pass
 * what is signed and what the sender's policies allow, and refuses the rest as DynamoDB does.
 *
 * <p>An action on a table or index is checked under its own name; of {@code TransactWriteItems} and
 * {@code TransactGetItems} each element, under the name of the action that it is. What is not known
 * here is refused, not let through.
 */
public final class DynamoDbGate implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ERRORS = "com.amazon.coral.service#";
  private static final Set<String> ON_A_TABLE =
      Set.of("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "DescribeTable");
  private static final Set<String> ON_A_STREAM =
      Set.of("DescribeStream", "GetShardIterator", "GetRecords");

  /** Also in a shard iterator, which of DynamoDB Local's making has it in clear text. */
  private static final Pattern STREAM = Pattern.compile("arn:aws:dynamodb:[^|]+/stream/[^|]+");

  private static final Set<String> WRITES = Set.of("PutItem", "UpdateItem", "TransactWriteItems");
  private static final Map<String, String> ELEMENTS =
      Map.of(
          "Put", "PutItem",
          "Update", "UpdateItem",
          "Delete", "DeleteItem",
          "ConditionCheck", "ConditionCheckItem",
          "Get", "GetItem");

  private final Account account;
  private final String tableArns;
  private final Forwarder forwarder;
  private final ServiceEndpoint endpoint;
  private final List<WriteWatch> watches = new CopyOnWriteArrayList<>();

  /** Is told of writes of items and of transactions. */
  @FunctionalInterface
  public interface WriteWatch {
    /**
     * A write has become durable, and its sender does not know yet. Must not block.
     *
     * @return completes when he may be told; never, if he is to die first
     */
    CompletionStage<?> written(Write write);
  }

  /**
   * A write that succeeded.
   *
   * @param table empty for a transaction, which may be about many
   * @param request as the sender wrote it
   * @param units write units, index included; not a number for a transaction
   */
  public record Write(Principal sender, String table, JsonNode request, double units) {

    /** Whether the item, or an expression's values, have this string in them. */
    public boolean writes(String text) {
      return holds(request.path("Item"), text)
          || holds(request.path("ExpressionAttributeValues"), text);
    }

    private static boolean holds(JsonNode attributes, String text) {
      for (JsonNode attribute : attributes) {
        if (attribute.path("S").asText().equals(text)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Something that a request wants to do. */
  private record Wanted(String action, String resource) {}

  /** Opens a gate in front of the DynamoDB at this address. */
  public DynamoDbGate(URI dynamoDb, Account account, String region) {
    this.account = account;
    this.tableArns = "arn:aws:dynamodb:" + region + ":" + account.id() + ":table/";
    this.forwarder = new Forwarder(dynamoDb);
    this.endpoint = new ServiceEndpoint(new Service(), account, region);
  }

  /** Where it is called. */
  public URI uri() {
    return endpoint.uri();
  }

  /** Tells this watch, too, of writes. */
  public void watch(WriteWatch watch) {
    watches.add(watch);
  }

  /** Tells it no more. */
  public void forget(WriteWatch watch) {
    watches.remove(watch);
  }

  @Override
  public void close() {
    endpoint.close();
    forwarder.close();
  }

  /** What the endpoint asks. */
  private final class Service implements SignedService {
    @Override
    public String name() {
      return "dynamodb";
    }

    @Override
    public CompletionStage<Reply> answer(Principal sender, SentRequest request) {
      String target = request.header("x-amz-target").stream().findFirst().orElse("");
      String action = target.substring(target.indexOf('.') + 1);
      JsonNode body;
      try {
        body = JSON.readTree(request.body());
      } catch (IOException e) {
        return CompletableFuture.completedFuture(
            error("SerializationException", "the body is no JSON"));
      }
      List<Wanted> wanted = wanted(action, body);
      if (wanted.isEmpty()) {
        return CompletableFuture.completedFuture(
            error("UnknownOperationException", action + " is not let through here"));
      }
      for (Wanted each : wanted) {
        Access access = account.access(sender, each.action(), each.resource());
        if (!access.allowed()) {
          return CompletableFuture.completedFuture(
              error("AccessDeniedException", access.message()));
        }
      }
      return WRITES.contains(action) && !watches.isEmpty()
          ? watched(sender, request, (ObjectNode) body)
          : forwarder.forward(request, request.body());
    }

    @Override
    public Reply unsigned(Verdict.Refused refusal) {
      String message =
          refusal.reason().errorType().equals("MissingAuthenticationTokenException")
              ? "Request is missing Authentication Token"
              : refusal.message();
      return error(refusal.reason().errorType(), message);
    }

    /** Lets DynamoDB say what the write took, and tells the watches before the sender. */
    private CompletionStage<Reply> watched(Principal sender, SentRequest request, ObjectNode body) {
      if (body.path("ReturnConsumedCapacity").asText("NONE").equals("NONE")) {
        body.put("ReturnConsumedCapacity", "TOTAL");
      }
      return forwarder
          .forward(request, bytes(body))
          .thenCompose(
              reply -> {
                if (reply.status() != 200) {
                  return CompletableFuture.completedFuture(reply);
                }
                Write write =
                    new Write(sender, body.path("TableName").asText(), body, units(reply.body()));
                CompletableFuture<?>[] told =
                    watches.stream()
                        .map(watch -> watch.written(write).toCompletableFuture())
                        .toArray(CompletableFuture[]::new);
                return CompletableFuture.allOf(told).thenApply(nothing -> reply);
              });
    }
  }

  private static double units(byte[] reply) {
    try {
      return JSON.readTree(reply)
          .path("ConsumedCapacity")
          .path("CapacityUnits")
          .asDouble(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  // ---- what a request wants ------------------------------------------------------------------

  /** Empty if that is not known. */
  private List<Wanted> wanted(String action, JsonNode body) {
    if (action.equals("TransactWriteItems") || action.equals("TransactGetItems")) {
      return ofElements(body.path("TransactItems"));
    }
    if (ON_A_STREAM.contains(action)) {
      Matcher stream =
          STREAM.matcher(body.path("StreamArn").asText(body.path("ShardIterator").asText()));
      return stream.find() ? List.of(new Wanted("dynamodb:" + action, stream.group())) : List.of();
    }
    if (!ON_A_TABLE.contains(action) || !body.path("TableName").isTextual()) {
      return List.of();
    }
    String table = tableArn(body);
    JsonNode index = body.path("IndexName");
    return List.of(
        new Wanted(
            "dynamodb:" + action, index.isTextual() ? table + "/index/" + index.asText() : table));
  }

  private List<Wanted> ofElements(JsonNode elements) {
    List<Wanted> wanted = new ArrayList<>();
    for (JsonNode element : elements) {
      if (element.size() != 1) {
        return List.of();
      }
      Map.Entry<String, JsonNode> part = element.properties().iterator().next();
      String action = ELEMENTS.get(part.getKey());
      if (action == null) {
        return List.of();
      }
      wanted.add(new Wanted("dynamodb:" + action, tableArn(part.getValue())));
    }
    return wanted;
  }

  /** A table may be named by its ARN as well. */
  private String tableArn(JsonNode part) {
    String name = part.path("TableName").asText();
    return name.startsWith("arn:") ? name : tableArns + name;
  }

  // ---- replies -------------------------------------------------------------------------------

  private static SignedService.Reply error(String type, String message) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("__type", ERRORS + type).put("Message", message);
    return new SignedService.Reply(
        400, Map.of("content-type", "application/x-amz-json-1.0"), bytes(body));
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
