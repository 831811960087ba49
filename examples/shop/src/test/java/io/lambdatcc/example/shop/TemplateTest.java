package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.aws.DynamoDbTransactionLog;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.template.FunctionResource;
import io.lambdatcc.example.shop.template.PhysicalValues;
import io.lambdatcc.example.shop.template.ScheduleResource;
import io.lambdatcc.example.shop.template.Stack;
import io.lambdatcc.example.shop.template.Template;
import io.lambdatcc.example.shop.template.Value;
import io.lambdatcc.shop.order.OrderFunction;
import io.lambdatcc.shop.payment.PaymentFunction;
import io.lambdatcc.shop.stock.StockFunction;
import io.lambdatcc.wire.ParticipantRequest;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
  private static final String ACCOUNT = "111122223333";
  private static final Template TEMPLATE = Template.read(Path.of("..", "..", "template.yaml"));
  private static final Stack BY_HTTPS = stack("https");
  private static final Stack BY_INVOCATION = stack("lambda");
  private static final Set<String> CALLERS =
      Set.of("CoordinatorRole", "SweepRole", "CompletionRole");
  private static final Pattern ANCHOR = Pattern.compile("docs/operating\\.md#([a-z0-9-]+)$");

  /** What has no resources that could be named, and why. */
  private static final Map<String, String> WITHOUT_RESOURCE =
      Map.of(
          "xray:PutTraceSegments", "X-Ray has none",
          "xray:PutTelemetryRecords", "X-Ray has none",
          "cloudwatch:DescribeAlarms", "CodeDeploy looks for its alarms in the list of all");

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

  private static Stack stack(String transport) {
    return TEMPLATE.stack(Map.of("ParticipantTransport", transport), new Names(TEMPLATE));
  }

  static Stream<String> tables() {
    return BY_HTTPS.idsOf("AWS::DynamoDB::Table").stream();
  }

  static Stream<FunctionResource> functions() {
    return BY_HTTPS.functions().stream();
  }

  static Stream<FunctionResource> functionsByEitherTransport() {
    return Stream.of(BY_HTTPS, BY_INVOCATION).flatMap(stack -> stack.functions().stream());
  }

  static Stream<String> participants() {
    return participants(BY_HTTPS).keySet().stream();
  }

  static Stream<String> roles() {
    return BY_HTTPS.idsOf("AWS::IAM::Role").stream();
  }

  static Stream<String> alarms() {
    return BY_HTTPS.idsOf("AWS::CloudWatch::Alarm").stream();
  }

  // ---- tables --------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("tables")
  void tableIsTheOneThatTheCodeCreates(String id) {
    Value table = BY_HTTPS.properties(id);
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
    Value ttl = BY_HTTPS.properties(id).at("TimeToLiveSpecification");
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
    assertThat(BY_HTTPS.resource(id).at("DeletionPolicy").text()).isEqualTo("Retain");
    assertThat(BY_HTTPS.resource(id).at("UpdateReplacePolicy").text()).isEqualTo("Retain");
    assertThat(
            BY_HTTPS
                .properties(id)
                .at("PointInTimeRecoverySpecification")
                .at("PointInTimeRecoveryEnabled")
                .text())
        .isEqualTo("true");
    assertThat(BY_HTTPS.properties(id).at("BillingMode").text()).isEqualTo("PAY_PER_REQUEST");
    assertThat(BY_HTTPS.properties(id).at("SSESpecification").at("SSEEnabled").isTrue()).isTrue();
    assertThat(BY_HTTPS.properties(id).at("DeletionProtectionEnabled").isTrue()).isTrue();
  }

  @Test
  void protectionFromDeletionIsAParameter() {
    Stack stack = TEMPLATE.stack(Map.of("DeletionProtection", "false"), new Names(TEMPLATE));
    assertThat(stack.properties(LOG).at("DeletionProtectionEnabled").isTrue()).isFalse();
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
  void handlerIsARequestHandlerThatLambdaCanMake(FunctionResource function) throws Exception {
    Class<?> handler = Class.forName(function.handler());
    assertThat(RequestHandler.class).isAssignableFrom(handler);
    assertThat(Modifier.isPublic(handler.getModifiers())).isTrue();
    assertThat(Modifier.isPublic(handler.getConstructor().getModifiers())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void codeIsTheJarOfAModuleThatContainsTheHandler(FunctionResource function) {
    assertThat(function.code().endsWith(Path.of("target", "function.jar"))).isTrue();
    Path module = function.code().resolve("../..").normalize();
    assertThat(module.resolve("pom.xml")).exists();
    assertThat(
            module.resolve("src/main/java").resolve(function.handler().replace('.', '/') + ".java"))
        .exists();
  }

  @ParameterizedTest
  @MethodSource("functionsByEitherTransport")
  void functionStartsWithItsVariables(FunctionResource function) throws Exception {
    assertThat(started(function)).isEqualTo(List.of("started"));
  }

  @Test
  void coordinatorReachesItsTable() throws Exception {
    assertThat(
            started(
                BY_HTTPS.function("CoordinatorFunction"),
                new Request("GET", "/health", "", "anybody")))
        .isEqualTo(List.of("started", "200"));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionIsPublishedAsASnapshotBehindAnAliasThatAlarmsGuard(FunctionResource function) {
    Value properties = BY_HTTPS.properties(function.id());
    assertThat(properties.at("Runtime").text()).isEqualTo("java25");
    assertThat(properties.at("Architectures").texts()).isEqualTo(List.of("arm64"));
    assertThat(properties.at("SnapStart").at("ApplyOn").text()).isEqualTo("PublishedVersions");
    assertThat(properties.at("Tracing").text()).isEqualTo("Active");
    assertThat(function.aliases()).contains("live");
    List<String> guards = properties.at("DeploymentPreference").at("Alarms").texts();
    assertThat(BY_HTTPS.idsOf("AWS::CloudWatch::Alarm")).containsAll(guards);
    assertThat(guards)
        .anySatisfy(
            alarm -> {
              Value guard = BY_HTTPS.properties(alarm);
              assertThat(guard.at("MetricName").text()).isEqualTo("Errors");
              assertThat(guard.at("Dimensions").list().stream().map(d -> d.at("Value").text()))
                  .contains(function.id() + ":live");
            });
  }

  @Test
  void everyFunctionLogsInTextToAGroupOfItsOwn() {
    List<FunctionResource> all = BY_HTTPS.functions();
    assertThat(all.stream().map(FunctionResource::logGroup)).doesNotHaveDuplicates();
    assertThat(all)
        .allSatisfy(
            function -> {
              assertThat(BY_HTTPS.properties(function.logGroup()).at("RetentionInDays").number())
                  .isEqualTo(30);
              assertThat(
                      BY_HTTPS.properties(function.id()).at("LoggingConfig").at("LogFormat").text())
                  .isEqualTo("Text");
            });
  }

  @ParameterizedTest
  @MethodSource("functions")
  void newValuesOfParametersPublishANewVersion(FunctionResource function) {
    // SAM looks at Description with its parameters put in, and at nothing else
    Value resource = TEMPLATE.root().at("Resources").at(function.id()).at("Properties");
    assertThat(resource.at("AutoPublishCodeSha256").at("Ref").text()).isEqualTo("CodeSha256");
    Set<String> named = parametersIn(resource.at("Description").node());
    Set<String> used = parametersIn(resource.at("Environment").node());
    if (used.remove("CallsByHttps")) {
      used.add("ParticipantTransport");
    }
    if (used.removeAll(Set.of("ParticipantsAsk", "BeginsBesideTry"))) {
      used.add("BeginBesideTry");
    }
    used.remove("HasAdditionalParticipants");
    assertThat(named).containsAll(used).contains("MemorySize");
  }

  /** Parameters that are referred to, and conditions. */
  private static Set<String> parametersIn(@Nullable Object node) {
    Set<String> found = new HashSet<>();
    if (node instanceof List<?> list) {
      list.forEach(each -> found.addAll(parametersIn(each)));
    } else if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key.equals("Ref")
                && !TEMPLATE.root().at("Parameters").at((String) value).isAbsent()) {
              found.add((String) value);
            }
            if (key.equals("Fn::If") && value instanceof List<?> list) {
              found.add((String) list.get(0));
            }
            found.addAll(parametersIn(value));
          });
    }
    return found;
  }

  // ---- what they may do ----------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("roles")
  void roleMayDoWhatIsNamedAndNothingElse(String role) {
    assertThat(BY_HTTPS.properties(role).at("ManagedPolicyArns").isAbsent()).isTrue();
    for (Stack stack : List.of(BY_HTTPS, BY_INVOCATION)) {
      assertThat(stack.statements(role)).isNotEmpty();
      for (Value statement : statements(stack, role)) {
        String sid = statement.at("Sid").text();
        assertThat(statement.at("Effect").text()).as(sid).isEqualTo("Allow");
        for (String action : statement.at("Action").texts()) {
          assertThat(action).as(sid).doesNotContain("*");
          if (!WITHOUT_RESOURCE.containsKey(action)) {
            assertThat(statement.at("Resource").texts()).as(sid).isNotEmpty().doesNotContain("*");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionReachesTheTablesThatItsVariablesName(FunctionResource function) {
    Set<String> named = new TreeSet<>(function.environment().values());
    named.retainAll(BY_HTTPS.idsOf("AWS::DynamoDB::Table"));
    Set<String> reached =
        statements(BY_HTTPS, function.role()).stream()
            .flatMap(statement -> statement.at("Resource").texts().stream())
            .filter(resource -> resource.startsWith("arn:aws:dynamodb:"))
            .map(resource -> resource.split("/", -1)[1])
            .collect(Collectors.toCollection(TreeSet::new));
    if (function.id().equals("OrderFunction")) {
      named.remove("OrderFences"); // Try, Confirm and Cancel come to the other one
    }
    assertThat(reached).isEqualTo(named).isNotEmpty();
  }

  @Test
  void onlyTheCoordinatorsRolesCallParticipants() {
    for (String role : BY_HTTPS.idsOf("AWS::IAM::Role")) {
      assertThat(callsOfParticipants(BY_HTTPS, role))
          .as(role)
          .hasSize(CALLERS.contains(role) ? 3 : 0);
      assertThat(callsOfParticipants(BY_INVOCATION, role))
          .as(role)
          .hasSize(CALLERS.contains(role) ? 3 : 0);
    }
    assertThat(callsOfParticipants(BY_HTTPS, "SweepRole"))
        .allSatisfy(resource -> assertThat(resource).contains("/POST/").endsWith("/tcc/*"));
    assertThat(callsOfParticipants(BY_INVOCATION, "SweepRole"))
        .allSatisfy(resource -> assertThat(resource).endsWith(":tcc"));
  }

  private static List<String> callsOfParticipants(Stack stack, String role) {
    return statements(stack, role).stream()
        .filter(
            statement ->
                statement.at("Action").texts().stream()
                    .anyMatch(Set.of("execute-api:Invoke", "lambda:InvokeFunction")::contains))
        .flatMap(statement -> statement.at("Resource").texts().stream())
        .filter(resource -> resource.contains("/tcc/") || resource.contains(":lambda:"))
        .toList();
  }

  @Test
  void initiatorsMayCallAllButTheParticipants() {
    Value document = BY_HTTPS.properties("CallerPolicy").at("PolicyDocument");
    Value denied = document.at("Statement").list().get(1);
    assertThat(denied.at("Effect").text()).isEqualTo("Deny");
    assertThat(denied.at("Resource").text()).endsWith("/*/*/*/tcc/*");
  }

  private static List<Value> statements(Stack stack, String role) {
    return stack.statements(role).stream().map(Value::new).toList();
  }

  // ---- participants --------------------------------------------------------------------------

  @Test
  void whoeverCallsParticipantsKnowsTheSame() {
    for (Stack stack : List.of(BY_HTTPS, BY_INVOCATION)) {
      Map<String, String> known = participants(stack);
      assertThat(known).containsOnlyKeys("stock", "payment", "order");
      for (String function : List.of("SweepFunction", "CompletionFunction")) {
        assertThat(stack.function(function).environment().get("TCC_PARTICIPANTS"))
            .isEqualTo(stack.function("CoordinatorFunction").environment().get("TCC_PARTICIPANTS"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("participants")
  void participantThatIsInvokedIsTheOneBehindTheRoute(String participant) {
    // lambda:<ARN of the alias>/base, the alias by its logical id
    String invoked = Objects.requireNonNull(participants(BY_INVOCATION).get(participant));
    assertThat(invoked).startsWith("lambda:arn:aws:lambda:").endsWith(basePath(participant));
    String alias = invoked.split("[:/]", -1)[7];
    FunctionResource function = functionOf(participant);
    assertThat(BY_INVOCATION.properties(alias).at("FunctionName").text()).isEqualTo(function.id());
    assertThat(BY_INVOCATION.properties(alias).at("Name").text())
        .isEqualTo(function.environment().get("TCC_DIRECT_ALIAS"));
    assertThat(function.aliases()).containsExactlyInAnyOrder("live", "tcc");
  }

  @Test
  void participantIsAddedByParametersAlone() {
    String arn = "arn:aws:execute-api:us-east-1:" + ACCOUNT + ":other/*/POST/loyalty/tcc/*";
    Stack stack =
        TEMPLATE.stack(
            Map.of(
                "AdditionalParticipants",
                "loyalty=https://other.example.com/loyalty",
                "AdditionalParticipantResources",
                arn),
            new Names(TEMPLATE));
    assertThat(participants(stack))
        .containsOnlyKeys("stock", "payment", "order", "loyalty")
        .containsEntry("loyalty", "https://other.example.com/loyalty");
    assertThat(CALLERS)
        .allSatisfy(role -> assertThat(callsOfParticipants(stack, role)).hasSize(4).contains(arn));
  }

  @Test
  void tccForRestIsSpokenWhereItIsSaidWhereLinksMayLead() {
    String bases = "hotel=https://hotel.example.com/rooms";
    Stack stack = TEMPLATE.stack(Map.of("RestParticipants", bases), new Names(TEMPLATE));
    assertThat(routeKeys(BY_HTTPS)).doesNotContain("PUT /coordinator/{operation}");
    assertThat(routeKeys(stack)).contains("PUT /coordinator/{operation}");
    for (String id : List.of("CoordinatorFunction", "SweepFunction", "CompletionFunction")) {
      assertThat(environment(stack, id)).containsEntry("TCC_REST_PARTICIPANTS", bases);
      assertThat(environment(BY_HTTPS, id)).containsEntry("TCC_REST_PARTICIPANTS", "");
    }
  }

  /** By way of the stage between: whoever is tried beside a begin asks already, and still. */
  @Test
  void triesLeaveBesideTheBeginOnlyWhereParticipantsAskWhatBecomesOfThem() {
    Map<String, List<String>> inquiring =
        Map.of(
            "disabled", List.of("", "", ""),
            "prepared", List.of("", "stock,payment", "stock,payment"),
            "enabled", List.of("stock,payment", "stock,payment", "stock,payment"));
    inquiring.forEach(
        (stage, values) -> {
          Stack stack = TEMPLATE.stack(Map.of("BeginBesideTry", stage), new Names(TEMPLATE));
          assertThat(
                  Stream.of("CoordinatorFunction", "StockFunction", "PaymentFunction")
                      .map(id -> environment(stack, id).get("TCC_INQUIRING")))
              .as(stage)
              .isEqualTo(values);
          assertThat(stack.schedules().stream().map(ScheduleResource::function))
              .as(stage)
              .containsExactlyInAnyOrderElementsOf(
                  stage.equals("disabled")
                      ? List.of("SweepFunction")
                      : List.of(
                          "SweepFunction",
                          "StockReservationFunction",
                          "PaymentReservationFunction"));
          assertThat(stack.schedules())
              .allSatisfy(each -> assertThat(each.alias()).isEqualTo("live"))
              .allSatisfy(
                  each ->
                      assertThat(stack.function(each.function()).timeout())
                          .isEqualTo(each.every()));
        });
  }

  @Test
  void whoeverAsksIsKnownToTheCoordinatorAndMayAskAndNothingElse() {
    String asked =
        Objects.requireNonNull(environment(BY_HTTPS, "CoordinatorFunction").get("TCC_INQUIRERS"));
    assertThat(asked.split(",", -1))
        .containsExactly(
            "arn:aws:iam::" + ACCOUNT + ":role/StockReservationRole",
            "arn:aws:iam::" + ACCOUNT + ":role/PaymentReservationRole");
    for (String role : List.of("StockReservationRole", "PaymentReservationRole")) {
      assertThat(
              statements(BY_HTTPS, role).stream()
                  .filter(each -> each.at("Action").texts().contains("execute-api:Invoke"))
                  .flatMap(each -> each.at("Resource").texts().stream()))
          .singleElement()
          .asString()
          .endsWith("/*/POST/transactions/*/branches/*/inquire");
    }
  }

  private static List<String> routeKeys(Stack stack) {
    return stack.routes().stream().map(route -> route.method() + " " + route.path()).toList();
  }

  private static Map<String, String> environment(Stack stack, String id) {
    return stack.functions().stream()
        .filter(function -> function.id().equals(id))
        .findFirst()
        .orElseThrow()
        .environment();
  }

  @ParameterizedTest
  @MethodSource("participants")
  void participantAnswersTheCoordinatorsRolesWhereTheyCallItAndRefusesOthers(String participant)
      throws Exception {
    String path = basePath(participant) + "/tcc/cancel";
    assertThat(
            started(
                functionOf(participant),
                new Request("POST", path, participant, "CoordinatorRole"),
                new Request("POST", path, participant, "SweepRole"),
                new Request("POST", path, participant, "CompletionRole"),
                new Request("POST", path, participant, "OrderRole")))
        .isEqualTo(List.of("started", "200", "200", "200", "403"));
  }

  /** What the coordinator is told of each participant. */
  private static Map<String, String> participants(Stack stack) {
    Map<String, String> participants = new LinkedHashMap<>();
    String all = stack.function("CoordinatorFunction").environment().get("TCC_PARTICIPANTS");
    for (String each : Objects.requireNonNull(all).split(",", -1)) {
      int equals = each.indexOf('=');
      participants.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return participants;
  }

  /** The function behind the route of the participant's Try, Confirm and Cancel. */
  private static FunctionResource functionOf(String participant) {
    String path = basePath(participant) + "/tcc/{operation}";
    return BY_HTTPS.routes().stream()
        .filter(route -> route.method().equals("POST") && route.path().equals(path))
        .map(route -> BY_HTTPS.function(route.function()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no route POST " + path));
  }

  private static String basePath(String participant) {
    return URI.create(Objects.requireNonNull(participants(BY_HTTPS).get(participant))).getPath();
  }

  // ---- routes, stream, schedule --------------------------------------------------------------

  @Test
  void nobodyGetsInWithoutASignature() {
    assertThat(BY_HTTPS.routes())
        .isNotEmpty()
        .allSatisfy(route -> assertThat(route.authorization()).isEqualTo("AWS_IAM"));
  }

  @Test
  void whateverIsCalledIsCalledByItsAlias() {
    assertThat(BY_HTTPS.routes())
        .allSatisfy(route -> assertThat(route.alias()).as(route.id()).isEqualTo("live"));
    assertThat(BY_HTTPS.streams()).allSatisfy(s -> assertThat(s.alias()).isEqualTo("live"));
    assertThat(BY_HTTPS.schedules()).allSatisfy(s -> assertThat(s.alias()).isEqualTo("live"));
  }

  @Test
  void decisionsThatWereHandedOverGoToTheCompletion() {
    assertThat(BY_HTTPS.streams())
        .singleElement()
        .satisfies(
            stream -> {
              assertThat(stream.table()).isEqualTo(LOG);
              assertThat(stream.view()).isEqualTo("NEW_IMAGE");
              assertThat(stream.function()).isEqualTo("CompletionFunction");
              assertThat(stream.filters())
                  .containsExactly(
                      "{\"eventName\":[\"MODIFY\"],"
                          + "\"dynamodb\":{\"NewImage\":{\"ho\":{\"N\":[\"1\"]}}}}");
              assertThat(stream.reportsFailures()).isTrue();
              assertThat(stream.maximumAge()).isBetween(Duration.ofMinutes(1), Duration.ofHours(1));
              assertThat(stream.maximumRetries()).isBetween(0, 10);
            });
  }

  @Test
  void sweepRunsEveryMinuteForNoLongerThanThat() {
    assertThat(BY_HTTPS.schedules())
        .singleElement()
        .satisfies(
            schedule -> {
              assertThat(schedule.function()).isEqualTo("SweepFunction");
              assertThat(schedule.every()).isEqualTo(Duration.ofMinutes(1));
              assertThat(BY_HTTPS.function(schedule.function()).timeout())
                  .isEqualTo(schedule.every());
            });
  }

  // ---- alarms --------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("alarms")
  void alarmSaysWhereToReadOn(String id) throws IOException {
    Value alarm = BY_HTTPS.properties(id);
    Matcher anchor = ANCHOR.matcher(alarm.at("AlarmDescription").text());
    assertThat(anchor.find()).as("%s names a section of docs/operating.md", id).isTrue();
    assertThat(
            Files.readAllLines(TEMPLATE.directory().resolve("docs/operating.md")).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-')))
        .contains(anchor.group(1));
    assertThat(alarm.at("TreatMissingData").isAbsent()).isFalse();
    assertThat(alarm.at("AlarmActions").texts()).containsExactly("AlarmTopic");
  }

  @Test
  void everyAlarmIsInTheTableOfAlarmsAndNoOther() throws IOException {
    Set<String> told = new TreeSet<>();
    Pattern.compile("^\\| ([A-Za-z, ]+) \\| \\[[^]]+]\\(#", Pattern.MULTILINE)
        .matcher(Files.readString(TEMPLATE.directory().resolve("docs/operating.md")))
        .results()
        .forEach(row -> told.addAll(List.of(row.group(1).split(", "))));
    assertThat(told).isEqualTo(new TreeSet<>(BY_HTTPS.idsOf("AWS::CloudWatch::Alarm")));
  }

  @Test
  void alarmsAreSentToATopicThatIsThere() {
    Stack stack =
        TEMPLATE.stack(Map.of("AlarmTopicArn", "arn:aws:sns:::mine"), new Names(TEMPLATE));
    assertThat(stack.idsOf("AWS::SNS::Topic")).isEmpty();
    assertThat(stack.idsOf("AWS::CloudWatch::Alarm"))
        .allSatisfy(
            id ->
                assertThat(stack.properties(id).at("AlarmActions").texts())
                    .containsExactly("arn:aws:sns:::mine"));
  }

  /** A test of coordinator-lib/aws compares that table with what is counted. */
  @Test
  void everyMetricOfTheStackIsInTheDocsAndOnTheDashboard() throws IOException {
    Set<String> told =
        Pattern.compile("^\\| `([A-Za-z]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(TEMPLATE.directory().resolve("docs/observability.md")))
            .results()
            .map(each -> each.group(1))
            .collect(Collectors.toSet());
    assertThat(told).hasSizeGreaterThan(20);
    Set<String> watched =
        BY_HTTPS.idsOf("AWS::CloudWatch::Alarm").stream()
            .map(BY_HTTPS::properties)
            .filter(alarm -> alarm.at("Namespace").text("").equals("LambdaTcc/stack"))
            .map(alarm -> alarm.at("MetricName").text())
            .collect(Collectors.toSet());
    assertThat(watched).isNotEmpty().isSubsetOf(told);
    String dashboard = BY_HTTPS.properties("Dashboard").at("DashboardBody").text();
    Set<String> shown =
        Pattern.compile("\"LambdaTcc/stack(?:\\\\\",Participant} |\",\")([A-Za-z]+)")
            .matcher(dashboard)
            .results()
            .map(each -> each.group(1))
            .collect(Collectors.toSet());
    assertThat(shown).isEqualTo(told);
  }

  @Test
  void metricsAreMadeWhereTheyAreLookedFor() {
    assertThat(BY_HTTPS.functions())
        .filteredOn(function -> function.handler().startsWith("io.lambdatcc.aws."))
        .hasSize(3)
        .allSatisfy(
            function ->
                assertThat(function.environment())
                    .containsEntry("TCC_METRICS_NAMESPACE", "LambdaTcc/stack"));
    assertThat(BY_HTTPS.functions())
        .filteredOn(function -> function.handler().endsWith("ReservationSweep"))
        .hasSize(2)
        .allSatisfy(
            function ->
                assertThat(function.environment())
                    .containsEntry("TCC_METRICS_NAMESPACE", "LambdaTcc/stack"));
    assertThat(BY_HTTPS.idsOf("AWS::Logs::MetricFilter"))
        .allSatisfy(
            id ->
                assertThat(
                        BY_HTTPS
                            .properties(id)
                            .at("MetricTransformations")
                            .list()
                            .get(0)
                            .at("MetricNamespace")
                            .text())
                    .isEqualTo("LambdaTcc/stack"));
  }

  // ---- starting a function -------------------------------------------------------------------

  /**
   * Starts a function in a process of its own, and has it answer requests.
   *
   * @return what {@link Start} prints
   */
  private static List<String> started(FunctionResource function, Request... requests)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Start.class.getName());
    command.add(function.handler());
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
      environment.putAll(function.environment());
      environment.put("DYNAMODB_ENDPOINT", DynamoDbLocal.sharedEndpoint().toString());
      Process running = process.start();
      try {
        assertThat(running.waitFor(2, TimeUnit.MINUTES)).as("%s ends", function.id()).isTrue();
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
      return "arn:aws:sts::" + ACCOUNT + ":assumed-role/" + role + "/session";
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

  // ---- resolving the template ----------------------------------------------------------------

  /** Names that tell what they name: a resource's is its logical id. */
  private record Names(Template template) implements PhysicalValues {
    @Override
    public String reference(String id) {
      return switch (id) {
        case "AWS::AccountId" -> ACCOUNT;
        case "AWS::Partition" -> "aws";
        case "AWS::Region" -> "us-east-1";
        case "AWS::StackName" -> "stack";
        default ->
            id.endsWith(".Alias")
                ? arn("lambda", "function:" + id.replace(".Alias", ":live"))
                : typeOf(id).equals("AWS::Lambda::Alias")
                    ? arn("lambda", "function:" + id + ":tcc")
                    : id;
      };
    }

    @Override
    public String attribute(String id, String attribute) {
      if (id.endsWith(".Version")) {
        return "1";
      }
      String type = typeOf(id) + " " + attribute;
      return switch (type) {
        case "AWS::ApiGatewayV2::Api ApiEndpoint" -> "https://api.example.com";
        case "AWS::DynamoDB::Table Arn" -> arn("dynamodb", "table/" + id);
        case "AWS::DynamoDB::Table StreamArn" -> arn("dynamodb", "table/" + id + "/stream/s");
        case "AWS::IAM::Role Arn" -> "arn:aws:iam::" + ACCOUNT + ":role/" + id;
        case "AWS::Logs::LogGroup Arn" -> arn("logs", "log-group:" + id + ":*");
        case "AWS::SQS::Queue Arn" -> arn("sqs", id);
        case "AWS::SQS::Queue QueueName" -> id;
        case "AWS::Serverless::Function Arn" -> arn("lambda", "function:" + id);
        default ->
            throw new AssertionError("this test does not know the " + attribute + " of " + id);
      };
    }

    private String typeOf(String id) {
      return template.root().at("Resources").at(id).at("Type").text("");
    }

    private static String arn(String service, String rest) {
      return "arn:aws:" + service + ":us-east-1:" + ACCOUNT + ":" + rest;
    }
  }
}
