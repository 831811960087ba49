package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.shop.order.OrderFunction;
import io.lambdatcc.shop.payment.PaymentFunction;
import io.lambdatcc.shop.stock.StockFunction;
import io.lambdatcc.wire.ParticipantRequest;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/**
 * What a linter cannot know of {@code template.yaml}: that it fits the code.
 *
 * <p>The code creates its tables in a DynamoDB Local, each under the logical id that the template
 * gives it, and they are compared. Every function is started as Lambda would start it: in a process
 * of its own that has the template's variables in its environment, and a Region and credentials.
 */
class TemplateTest {
  private static final String LOG = "TransactionLog";
  private static final Template TEMPLATE = Template.read(Path.of("..", "..", "template.yaml"));

  private static @Nullable DynamoDbClient client;

  @BeforeAll
  static void theCodeCreatesItsTables() {
    StaticCredentialsProvider local =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    DynamoDbClient dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(DynamoDbLocal.sharedEndpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(local)
            .build();
    StockFunction.createTables(dynamoDb, "StockItems", "StockFences");
    PaymentFunction.createTables(dynamoDb, "PaymentUsers", "PaymentFences");
    OrderFunction.createTables(dynamoDb, "Orders", "OrderFences");
    try (DynamoDbAsyncClient async =
        DynamoDbAsyncClient.builder()
            .endpointOverride(DynamoDbLocal.sharedEndpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(local)
            .build()) {
      DynamoDbTransactionLog.builder(async, LOG).build().createTable().toCompletableFuture().join();
    }
    client = dynamoDb;
  }

  @AfterAll
  static void closed() {
    dynamoDb().close();
  }

  static Stream<String> tables() {
    return TEMPLATE.idsOf("AWS::DynamoDB::Table").stream();
  }

  static Stream<String> functions() {
    return TEMPLATE.idsOf("AWS::Serverless::Function").stream();
  }

  static Stream<String> participants() {
    return TEMPLATE.participants("CoordinatorFunction").keySet().stream();
  }

  // ---- tables --------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("tables")
  void tableIsTheOneThatTheCodeCreates(String id) {
    Value table = TEMPLATE.properties(id);
    TableDescription created = dynamoDb().describeTable(d -> d.tableName(id)).table();
    assertThat(
            table.at("AttributeDefinitions").list().stream()
                .map(a -> a.at("AttributeName").text() + " " + a.at("AttributeType").text()))
        .containsExactlyInAnyOrderElementsOf(
            created.attributeDefinitions().stream().map(TemplateTest::described).toList());
    assertThat(keys(table)).isEqualTo(described(created.keySchema()));
    assertThat(table.at("GlobalSecondaryIndexes").list().stream().map(TemplateTest::index))
        .containsExactlyInAnyOrderElementsOf(
            created.globalSecondaryIndexes().stream().map(TemplateTest::described).toList());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void tableForgetsByTheAttributeThatTheCodeWrites(String id) {
    Value ttl = TEMPLATE.properties(id).at("TimeToLiveSpecification");
    TimeToLiveDescription created =
        dynamoDb().describeTimeToLive(d -> d.tableName(id)).timeToLiveDescription();
    if (created.timeToLiveStatus() == TimeToLiveStatus.DISABLED) {
      assertThat(ttl.isAbsent()).as("nothing in %s may be forgotten", id).isTrue();
    } else {
      assertThat(ttl.at("Enabled").text()).isEqualTo("true");
      assertThat(ttl.at("AttributeName").text()).isEqualTo(created.attributeName());
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void tableOutlivesTheStackAndCanBeRestored(String id) {
    assertThat(TEMPLATE.resource(id).at("DeletionPolicy").text()).isEqualTo("Retain");
    assertThat(TEMPLATE.resource(id).at("UpdateReplacePolicy").text()).isEqualTo("Retain");
    assertThat(
            TEMPLATE
                .properties(id)
                .at("PointInTimeRecoverySpecification")
                .at("PointInTimeRecoveryEnabled")
                .text())
        .isEqualTo("true");
    assertThat(TEMPLATE.properties(id).at("BillingMode").text()).isEqualTo("PAY_PER_REQUEST");
  }

  private static String described(AttributeDefinition attribute) {
    return attribute.attributeName() + " " + attribute.attributeTypeAsString();
  }

  private static List<String> described(List<KeySchemaElement> keys) {
    return keys.stream().map(key -> key.attributeName() + " " + key.keyTypeAsString()).toList();
  }

  private static String described(GlobalSecondaryIndexDescription index) {
    return index.indexName()
        + " "
        + described(index.keySchema())
        + " "
        + index.projection().projectionTypeAsString();
  }

  private static String index(Value index) {
    return index.at("IndexName").text()
        + " "
        + keys(index)
        + " "
        + index.at("Projection").at("ProjectionType").text();
  }

  private static List<String> keys(Value table) {
    return table.at("KeySchema").list().stream()
        .map(key -> key.at("AttributeName").text() + " " + key.at("KeyType").text())
        .toList();
  }

  // ---- functions -----------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("functions")
  void handlerIsARequestHandlerThatLambdaCanMake(String id) throws Exception {
    Class<?> handler = Class.forName(TEMPLATE.properties(id).at("Handler").text());
    assertThat(RequestHandler.class).isAssignableFrom(handler);
    assertThat(Modifier.isPublic(handler.getModifiers())).isTrue();
    assertThat(Modifier.isPublic(handler.getConstructor().getModifiers())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void codeIsAModuleThatContainsTheHandler(String id) {
    Value function = TEMPLATE.properties(id);
    Path module = TEMPLATE.directory().resolve(function.at("CodeUri").text());
    assertThat(module.resolve("pom.xml")).exists();
    assertThat(
            module
                .resolve("src/main/java")
                .resolve(function.at("Handler").text().replace('.', '/') + ".java"))
        .exists();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionStartsWithItsVariables(String id) throws Exception {
    assertThat(started(id)).isEqualTo(List.of("started"));
  }

  @Test
  void coordinatorReachesItsTable() throws Exception {
    assertThat(started("CoordinatorFunction", new Request("GET", "/health", "", "anybody")))
        .isEqualTo(List.of("started", "200"));
  }

  // ---- participants --------------------------------------------------------------------------

  @Test
  void coordinatorAndSweepKnowTheSameParticipants() {
    assertThat(TEMPLATE.participants("SweepFunction"))
        .isEqualTo(TEMPLATE.participants("CoordinatorFunction"));
  }

  @ParameterizedTest
  @MethodSource("participants")
  void participantAnswersCoordinatorAndSweepWhereTheyCallItAndRefusesOthers(String participant)
      throws Exception {
    String path = basePath(participant) + "/tcc/cancel";
    assertThat(
            started(
                functionOf(participant),
                new Request("POST", path, participant, "CoordinatorFunctionRole"),
                new Request("POST", path, participant, "SweepFunctionRole"),
                new Request("POST", path, participant, "OrderFunctionRole")))
        .isEqualTo(List.of("started", "200", "200", "403"));
  }

  /** The route of the participant's Try, Confirm and Cancel, followed to its function. */
  private static String functionOf(String participant) {
    String route = "POST " + basePath(participant) + "/tcc/{operation}";
    String target =
        TEMPLATE.idsOf("AWS::ApiGatewayV2::Route").stream()
            .map(TEMPLATE::properties)
            .filter(properties -> properties.at("RouteKey").text().equals(route))
            .map(properties -> TEMPLATE.resolved(properties.at("Target")))
            .findFirst()
            .orElseThrow(() -> new AssertionError("there is no route " + route));
    Value integration = TEMPLATE.properties(target.substring("integrations/".length()));
    return integration.at("IntegrationUri").reference();
  }

  private static String basePath(String participant) {
    URI base = TEMPLATE.participants("CoordinatorFunction").get(participant);
    return Objects.requireNonNull(base).getPath();
  }

  // ---- routes --------------------------------------------------------------------------------

  @Test
  void nobodyGetsInWithoutASignature() {
    assertThat(TEMPLATE.idsOf("AWS::ApiGatewayV2::Route")).isNotEmpty();
    assertThat(TEMPLATE.idsOf("AWS::ApiGatewayV2::Route"))
        .allSatisfy(
            id ->
                assertThat(TEMPLATE.properties(id).at("AuthorizationType").text())
                    .isEqualTo("AWS_IAM"));
  }

  // ---- starting a function -------------------------------------------------------------------

  /**
   * Starts a function in a process of its own, and has it answer requests.
   *
   * @return what {@link Start} prints
   */
  private static List<String> started(String function, Request... requests) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Start.class.getName());
    command.add(TEMPLATE.properties(function).at("Handler").text());
    for (Request request : requests) {
      command.addAll(
          List.of(request.method(), request.path(), request.participant(), request.role()));
    }
    Path out = Files.createTempFile("function", ".out");
    Path log = Files.createTempFile("function", ".log");
    try {
      ProcessBuilder process =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(log.toFile());
      Map<String, String> environment = process.environment();
      environment.clear();
      environment.put("AWS_REGION", "us-east-1");
      environment.put("AWS_ACCESS_KEY_ID", "local");
      environment.put("AWS_SECRET_ACCESS_KEY", "local");
      environment.putAll(TEMPLATE.variables(function));
      environment.put("DYNAMODB_ENDPOINT", DynamoDbLocal.sharedEndpoint().toString());
      Process running = process.start();
      try {
        assertThat(running.waitFor(2, TimeUnit.MINUTES)).as("%s ends", function).isTrue();
      } finally {
        running.destroyForcibly();
      }
      assertThat(running.exitValue()).as("%s", Files.readString(log)).isZero();
      return Files.readString(out).lines().toList();
    } finally {
      Files.delete(out);
      Files.delete(log);
    }
  }

  /**
   * What a started function is asked.
   *
   * @param participant to whom the message in its body is; empty for none
   * @param role of the caller
   */
  private record Request(String method, String path, String participant, String role) {
    APIGatewayV2HTTPEvent event() {
      return APIGatewayV2HTTPEvent.builder()
          .withVersion("2.0")
          .withRawPath(path)
          .withHeaders(Map.of("content-type", "application/json"))
          .withBody(participant.isEmpty() ? "" : message().toJson())
          .withRequestContext(
              RequestContext.builder()
                  .withStage("$default")
                  .withHttp(RequestContext.Http.builder().withMethod(method).withPath(path).build())
                  .withAuthorizer(
                      RequestContext.Authorizer.builder()
                          .withIam(RequestContext.IAM.builder().withUserArn(caller()).build())
                          .build())
                  .build())
          .build();
    }

    /** Fits every operation but Try. */
    private ParticipantRequest message() {
      return new ParticipantRequest(
          ParticipantRequest.VERSION,
          "template-test~0000000000001",
          participant,
          participant,
          Instant.EPOCH,
          null);
    }

    private String caller() {
      return "arn:aws:sts::" + Template.ACCOUNT + ":assumed-role/" + role + "/session";
    }
  }

  /** What runs in the other process. */
  static final class Start {
    private Start() {}

    /** Arguments: the handler's class, and the four parts of each request. */
    public static void main(String[] arguments) throws Exception {
      Constructor<?> constructor = Class.forName(arguments[0]).getConstructor();
      Object handler = constructor.newInstance();
      System.out.println("started");
      for (int i = 1; i < arguments.length; i += 4) {
        Request request =
            new Request(arguments[i], arguments[i + 1], arguments[i + 2], arguments[i + 3]);
        System.out.println(status(handler, request.event()));
      }
      System.exit(0);
    }

    @SuppressWarnings("unchecked") // every function behind the gateway is of this kind
    private static int status(Object handler, APIGatewayV2HTTPEvent event) {
      return ((RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>) handler)
          .handleRequest(event, null)
          .getStatusCode();
    }
  }

  private static DynamoDbClient dynamoDb() {
    return Objects.requireNonNull(client);
  }

  // ---- reading a template --------------------------------------------------------------------

  /** The template, with its references resolved as far as these tests need them. */
  private record Template(Path directory, Value root) {
    static final String ACCOUNT = "111122223333";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9:.]+)}");

    static Template read(Path file) {
      try (YAMLParser parser =
          new YAMLFactory().createParser(Files.readString(file, StandardCharsets.UTF_8))) {
        parser.nextToken();
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        return new Template(directory.normalize(), new Value(node(parser)));
      } catch (IOException e) {
        throw new AssertionError("cannot read " + file, e);
      }
    }

    List<String> idsOf(String type) {
      return root.at("Resources").map().entrySet().stream()
          .filter(entry -> new Value(entry.getValue()).at("Type").text().equals(type))
          .map(Map.Entry::getKey)
          .toList();
    }

    Value resource(String id) {
      return root.at("Resources").at(id);
    }

    Value properties(String id) {
      return resource(id).at("Properties");
    }

    /** A function's variables as it will find them. */
    Map<String, String> variables(String function) {
      Map<String, String> variables = new LinkedHashMap<>();
      properties(function)
          .at("Environment")
          .at("Variables")
          .map()
          .forEach((name, value) -> variables.put(name, resolved(new Value(value))));
      return variables;
    }

    Map<String, URI> participants(String function) {
      Map<String, URI> participants = new LinkedHashMap<>();
      for (String each :
          Objects.requireNonNull(variables(function).get("TCC_PARTICIPANTS")).split(",", -1)) {
        int equals = each.indexOf('=');
        participants.put(each.substring(0, equals), URI.create(each.substring(equals + 1)));
      }
      return participants;
    }

    String resolved(Value value) {
      return switch (value.tag()) {
        case "" -> value.text();
        case "Ref" -> reference(value.text());
        case "GetAtt" -> attribute(value.text());
        case "Sub" ->
            PLACEHOLDER
                .matcher(value.text())
                .replaceAll(
                    found ->
                        found.group(1).contains(".")
                            ? attribute(found.group(1))
                            : reference(found.group(1)));
        default -> throw new AssertionError("these tests do not know !" + value.tag());
      };
    }

    /** A parameter's default; of a resource its logical id. */
    private String reference(String id) {
      Value parameter = root.at("Parameters").at(id);
      return parameter.isAbsent() ? id : parameter.at("Default").text();
    }

    private static String attribute(String path) {
      String id = path.substring(0, path.indexOf('.'));
      return switch (path.substring(path.indexOf('.') + 1)) {
        case "Arn" -> "arn:aws:iam::" + ACCOUNT + ":role/" + id;
        case "ApiEndpoint" -> "https://api.example.com";
        default -> throw new AssertionError("these tests do not know " + path);
      };
    }

    /** Maps, lists and texts; with a tag, in {@link Tagged}. */
    private static Object node(YAMLParser parser) throws IOException {
      String tag = Objects.requireNonNullElse(parser.getTypeId(), "");
      Object node;
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, node(parser));
        }
        node = map;
      } else if (parser.currentToken() == JsonToken.START_ARRAY) {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(node(parser));
        }
        node = list;
      } else {
        node = parser.getText();
      }
      return tag.isEmpty() ? node : new Tagged(tag, node);
    }
  }

  /** {@code !Ref}, {@code !Sub} and the like. */
  private record Tagged(String tag, Object value) {}

  /** A part of the template, perhaps absent. */
  private record Value(@Nullable Object node) {
    boolean isAbsent() {
      return node == null;
    }

    Value at(String key) {
      return new Value(map().get(key));
    }

    String tag() {
      return node instanceof Tagged tagged ? tagged.tag() : "";
    }

    String text() {
      Object plain = node instanceof Tagged tagged ? tagged.value() : node;
      if (plain instanceof String text) {
        return text;
      }
      throw new AssertionError("expected a text, was " + plain);
    }

    /** The resource that a {@code !GetAtt} or {@code "…${Id}"} is about. */
    String reference() {
      String text = text();
      return tag().equals("GetAtt") ? text.substring(0, text.indexOf('.')) : text;
    }

    @SuppressWarnings("unchecked") // made by node(), with strings as keys
    Map<String, Object> map() {
      return node instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    @SuppressWarnings("unchecked") // made by node()
    List<Value> list() {
      return node instanceof List<?> list
          ? ((List<Object>) list).stream().map(Value::new).toList()
          : List.of();
    }
  }
}
