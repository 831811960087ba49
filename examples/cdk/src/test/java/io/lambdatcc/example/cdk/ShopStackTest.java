package io.lambdatcc.example.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.example.cdk.Monitoring.AlarmMeaning;
import io.lambdatcc.example.cdk.Monitoring.GraphMeaning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** What must be true of the stack, whatever else the CDK makes of it. */
class ShopStackTest {
  private static final List<String> MODULES =
      List.of(
          "coordinator-lib/aws",
          "participants/stock",
          "participants/payment",
          "participants/order");

  /** Actions that know no resources, so that {@code *} is the only one to name. */
  private static final List<String> WITHOUT_RESOURCE =
      List.of("xray:PutTraceSegments", "xray:PutTelemetryRecords", "cloudwatch:DescribeAlarms");

  @TempDir private static Path repository;

  private static final Map<Transport, Template> TEMPLATES = new EnumMap<>(Transport.class);

  private static Template template(Transport transport) {
    return TEMPLATES.computeIfAbsent(
        transport,
        each -> {
          jars(repository);
          return Template.fromStack(
              ShopApp.shop(ShopApp.app(), repository, each, BeginBesideTry.DISABLED));
        });
  }

  private static void jars(Path root) {
    for (String module : MODULES) {
      try {
        Path target = Files.createDirectories(root.resolve(module).resolve("target"));
        Files.writeString(target.resolve("function.jar"), module);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  // ---- rights --------------------------------------------------------------------------------

  /** One thing that a role may do, or somebody who carries the policy for callers. */
  private record Right(String policy, String action, String resource) {}

  private static List<Right> rights(Template template) {
    List<Right> rights = new ArrayList<>();
    for (String type : List.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")) {
      template
          .findResources(type)
          .forEach(
              (id, resource) -> {
                Json document = Json.of(resource).at("Properties").at("PolicyDocument");
                for (Json statement : document.at("Statement").list()) {
                  for (Json action : statement.at("Action").listOfOneOrMore()) {
                    for (Json on : statement.at("Resource").listOfOneOrMore()) {
                      rights.add(new Right(id, action.text(), on.text()));
                    }
                  }
                }
              });
    }
    return rights;
  }

  @ParameterizedTest
  @EnumSource
  void noRightIsForEverythingThatCanBeNamed(Transport transport) {
    List<Right> rights = rights(template(transport));
    assertThat(rights).isNotEmpty();
    assertThat(rights).noneMatch(right -> right.action().contains("*"));
    assertThat(rights.stream().filter(right -> right.resource().equals("*")))
        .allMatch(right -> WITHOUT_RESOURCE.contains(right.action()));
  }

  @ParameterizedTest
  @EnumSource
  void noRoleHasAPolicyThatAwsManages(Transport transport) {
    Map<String, Map<String, Object>> roles = template(transport).findResources("AWS::IAM::Role");
    assertThat(roles).hasSize(10);
    assertThat(roles.values()).noneMatch(role -> role.toString().contains("ManagedPolicyArns"));
  }

  @Test
  void theCoordinatorsRolesCallTryConfirmAndCancelOfParticipantsOnly() {
    for (String role : List.of("TccCoordinatorRole", "TccSweepRole", "TccCompletionRole")) {
      assertThat(
              rights(template(Transport.HTTPS)).stream()
                  .filter(right -> right.policy().startsWith(role))
                  .filter(right -> !right.action().matches("(dynamodb|logs|xray|sqs):.*"))
                  .map(right -> right.action() + " " + right.resource().replaceAll(".*/[*]/", "")))
          .containsExactlyInAnyOrder(
              "execute-api:Invoke POST/stock/tcc/*",
              "execute-api:Invoke POST/payment/tcc/*",
              "execute-api:Invoke POST/orders/tcc/*");
    }
  }

  @Test
  void directlyTheyInvokeTheAliasesOfParticipantsOnly() {
    Template template = template(Transport.LAMBDA);
    Map<String, Map<String, Object>> aliases =
        template.findResources("AWS::Lambda::Alias", Map.of("Properties", Map.of("Name", "tcc")));
    assertThat(aliases).hasSize(3);
    for (String role : List.of("TccCoordinatorRole", "TccSweepRole", "TccCompletionRole")) {
      assertThat(
              rights(template).stream()
                  .filter(right -> right.policy().startsWith(role))
                  .filter(right -> !right.action().matches("(dynamodb|logs|xray|sqs):.*"))
                  .map(right -> right.action() + " " + right.resource()))
          .containsExactlyInAnyOrderElementsOf(
              aliases.keySet().stream().map(id -> "lambda:InvokeFunction " + id).toList());
    }
  }

  @Test
  void nobodyButTheCoordinatorMayCallParticipants() {
    assertThat(
            rights(template(Transport.HTTPS)).stream()
                .filter(right -> right.resource().contains("/tcc/"))
                .map(right -> right.policy().replaceAll("(Role)?(DefaultPolicy)?[0-9A-F]{8}$", ""))
                .distinct())
        // the last one denies it
        .containsExactlyInAnyOrder("TccCoordinator", "TccSweep", "TccCompletion", "CallerPolicy");
  }

  // ---- who obeys whom ------------------------------------------------------------------------

  @Test
  void participantsObeyTheCoordinatorsThreeRoles() {
    for (String service : List.of("Stock", "Payment", "OrderParticipant")) {
      assertThat(variable(Transport.HTTPS, service, "TCC_ALLOWED_CALLERS"))
          .matches("TccCoordinatorRole\\w+,TccSweepRole\\w+,TccCompletionRole\\w+");
      assertThat(variable(Transport.LAMBDA, service, "TCC_DIRECT_ALIAS")).isEqualTo("tcc");
    }
  }

  @Test
  void coordinatorSweepAndCompletionKnowTheSameParticipants() {
    for (String function : List.of("TccCoordinator", "TccSweep", "TccCompletion")) {
      assertThat(variable(Transport.HTTPS, function, "TCC_PARTICIPANTS"))
          .matches("stock=\\w+/stock,payment=\\w+/payment,order=\\w+/orders");
      assertThat(variable(Transport.LAMBDA, function, "TCC_PARTICIPANTS"))
          .matches(
              "stock=lambda:StockTcc\\w+/stock,payment=lambda:PaymentTcc\\w+/payment,"
                  + "order=lambda:OrderParticipantTcc\\w+/orders");
    }
  }

  private static String variable(Transport transport, String function, String name) {
    return variable(template(transport), function, name);
  }

  private static String variable(Template template, String function, String name) {
    return template.findResources("AWS::Lambda::Function").entrySet().stream()
        .filter(each -> each.getKey().matches(function + "Function[0-9A-F]{8}"))
        .map(each -> Json.of(each.getValue()).at("Properties").at("Environment"))
        .map(environment -> environment.at("Variables").at(name).text())
        .reduce("", String::concat);
  }

  // ---- who is tried beside a begin -----------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void triesLeaveBesideTheBeginOnlyWhereParticipantsAskWhatBecomesOfThem(BeginBesideTry stage) {
    jars(repository);
    Template template =
        stage == BeginBesideTry.DISABLED
            ? template(Transport.HTTPS)
            : Template.fromStack(ShopApp.shop(ShopApp.app(), repository, Transport.HTTPS, stage));
    String asking = stage == BeginBesideTry.DISABLED ? "" : "stock,payment";
    String beside = stage == BeginBesideTry.ENABLED ? "stock,payment" : "";
    assertThat(variable(template, "TccCoordinator", "TCC_INQUIRING")).isEqualTo(beside);
    assertThat(variable(template, "Stock", "TCC_INQUIRING")).isEqualTo(asking);
    assertThat(variable(template, "Payment", "TCC_INQUIRING")).isEqualTo(asking);
    assertThat(variable(template, "TccCoordinator", "TCC_INQUIRERS"))
        .matches("StockReservationRole\\w+,PaymentReservationRole\\w+");
    template.resourcePropertiesCountIs(
        "AWS::Events::Rule", Map.of("State", "ENABLED"), asking.isEmpty() ? 1 : 3);
    template.resourceCountIs("AWS::Events::Rule", 3);
  }

  @Test
  void whoeverAsksMayAskTheCoordinatorAndCallNobodyElse() {
    assertThat(
            rights(template(Transport.HTTPS)).stream()
                .filter(right -> right.policy().contains("ReservationRole"))
                .filter(right -> right.action().startsWith("execute-api:"))
                .map(right -> right.resource().replaceAll(".*/[*]/POST", "POST")))
        .containsExactly(
            "POST/transactions/*/branches/*/inquire", "POST/transactions/*/branches/*/inquire");
  }

  // ---- the rest ------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void everyRouteAsksForASignature(Transport transport) {
    Map<String, Map<String, Object>> routes =
        template(transport).findResources("AWS::ApiGatewayV2::Route");
    TreeSet<String> keys = new TreeSet<>();
    routes
        .values()
        .forEach(
            route -> {
              Json properties = Json.of(route).at("Properties");
              keys.add(properties.at("RouteKey").text());
              assertThat(properties.at("AuthorizationType").text()).isEqualTo("AWS_IAM");
            });
    assertThat(keys)
        .contains(
            "ANY /transactions",
            "ANY /transactions/{proxy+}",
            "GET /participants",
            "POST /participants/{name}/retry",
            "GET /openapi.json",
            "GET /health",
            "ANY /stock/{proxy+}",
            "ANY /payment/{proxy+}",
            "ANY /orders/{proxy+}");
    assertThat(keys.stream().filter(key -> key.contains("/tcc/")).count())
        .isEqualTo(transport == Transport.HTTPS ? 3 : 0);
  }

  @Test
  void onlyDecisionsThatWereHandedOverReachTheCompletion() {
    template(Transport.HTTPS)
        .hasResourceProperties(
            "AWS::Lambda::EventSourceMapping",
            Map.of(
                "FunctionResponseTypes",
                List.of("ReportBatchItemFailures"),
                "FilterCriteria",
                Map.of(
                    "Filters",
                    List.of(
                        Map.of(
                            "Pattern",
                            Match.serializedJson(
                                Map.of(
                                    "eventName",
                                    List.of("MODIFY"),
                                    "dynamodb",
                                    Map.of(
                                        "NewImage", Map.of("ho", Map.of("N", List.of("1"))))))))),
                "DestinationConfig",
                Match.objectLike(Map.of("OnFailure", Match.anyValue()))));
  }

  @Test
  void everyFunctionStartsFromASnapshotBehindAnAlias() {
    Template template = template(Transport.HTTPS);
    template.allResourcesProperties(
        "AWS::Lambda::Function",
        Map.of(
            "Runtime",
            "java25",
            "Architectures",
            List.of("arm64"),
            "SnapStart",
            Map.of("ApplyOn", "PublishedVersions"),
            "TracingConfig",
            Map.of("Mode", "Active")));
    template.resourceCountIs("AWS::Lambda::Function", 9);
    template.resourcePropertiesCountIs("AWS::Lambda::Alias", Map.of("Name", "live"), 9);
    template.allResources(
        "AWS::Lambda::Alias",
        Map.of(
            "UpdatePolicy",
            Match.objectLike(Map.of("CodeDeployLambdaAliasUpdate", Match.anyValue()))));
    template.allResourcesProperties(
        "AWS::CodeDeploy::DeploymentGroup",
        Map.of("AlarmConfiguration", Match.objectLike(Map.of("Enabled", true))));
  }

  @Test
  void everyTableIsKeptEncryptedAndRecoverable() {
    Template template = template(Transport.HTTPS);
    template.resourceCountIs("AWS::DynamoDB::Table", 7);
    template.allResources(
        "AWS::DynamoDB::Table",
        Map.of(
            "DeletionPolicy",
            "Retain",
            "Properties",
            Match.objectLike(
                Map.of(
                    "DeletionProtectionEnabled",
                    true,
                    "BillingMode",
                    "PAY_PER_REQUEST",
                    "SSESpecification",
                    Map.of("SSEEnabled", true),
                    "PointInTimeRecoverySpecification",
                    Map.of("PointInTimeRecoveryEnabled", true)))));
    template.resourcePropertiesCountIs(
        "AWS::DynamoDB::Table",
        Map.of(
            "StreamSpecification",
            Map.of("StreamViewType", "NEW_IMAGE"),
            "TimeToLiveSpecification",
            Map.of("AttributeName", "ttl", "Enabled", true)),
        1);
  }

  @Test
  void nothingIsMadeByFunctionsOfTheCdkAndNothingIsLeftToBeFilledIn() {
    assertThat(
            Stream.of("Custom::LogRetention", "AWS::CloudFormation::CustomResource")
                .map(type -> template(Transport.HTTPS).findResources(type)))
        .allMatch(Map::isEmpty);
    assertThat(template(Transport.HTTPS).toJSON()).doesNotContainKeys("Parameters", "Rules");
  }

  // ---- what a person has to know -------------------------------------------------------------

  private static final Path REPOSITORY = Path.of("..", "..");

  private static Monitoring ofSam() {
    return Monitoring.ofSam(REPOSITORY.resolve("template.yaml"));
  }

  private static Monitoring ofCdk(Transport transport) {
    return Monitoring.ofCdk(template(transport));
  }

  @ParameterizedTest
  @EnumSource
  void alarmsAreThoseOfTheTemplate(Transport transport) {
    Map<String, AlarmMeaning> demanded = ofSam().alarms();
    Map<String, AlarmMeaning> alarms = ofCdk(transport).alarms();
    assertThat(demanded).hasSize(23);
    assertThat(alarms).containsOnlyKeys(demanded.keySet());
    alarms.forEach(
        (name, alarm) -> {
          AlarmMeaning same = demanded.get(name);
          assertThat(alarm)
              .as(name)
              .usingRecursiveComparison()
              .ignoringFields("description")
              .isEqualTo(same);
          assertThat(alarm.anchor()).as(name).isEqualTo(same.anchor());
          // a TccFunction does not know which service it is
          if (!name.endsWith("Errors")) {
            assertThat(alarm.description()).as(name).isEqualTo(same.description());
          }
        });
  }

  @Test
  void metricsOfLogLinesAreThoseOfTheTemplate() {
    assertThat(ofCdk(Transport.HTTPS).filters()).isEqualTo(ofSam().filters()).hasSize(1);
    assertThat(ofCdk(Transport.HTTPS).accessLine()).isEqualTo(ofSam().accessLine());
  }

  @Test
  void everyAlarmTellsSomebodyWhenItBeginsAndEnds() {
    template(Transport.HTTPS)
        .allResourcesProperties(
            "AWS::CloudWatch::Alarm",
            Map.of(
                "AlarmActions",
                List.of(Map.of("Ref", Match.stringLikeRegexp("Alarms.*"))),
                "OKActions",
                List.of(Map.of("Ref", Match.stringLikeRegexp("Alarms.*")))));
  }

  @Test
  void everyAlarmNamesASectionOfTheDocs() throws IOException {
    Set<String> anchors =
        Files.readAllLines(REPOSITORY.resolve("docs").resolve("operating.md")).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-'))
            .collect(Collectors.toSet());
    assertThat(ofCdk(Transport.HTTPS).alarms())
        .allSatisfy(
            (name, alarm) -> {
              assertThat(alarm.description()).contains(" See docs/operating.md#");
              assertThat(anchors).contains(alarm.anchor());
            });
  }

  @Test
  void deploymentsTurnBackAtTheAlarmsOfTheTemplate() {
    List<Set<String>> alarms =
        template(Transport.HTTPS)
            .findResources("AWS::CodeDeploy::DeploymentGroup")
            .values()
            .stream()
            .map(group -> Json.of(group).at("Properties").at("AlarmConfiguration").at("Alarms"))
            .map(
                each ->
                    each.list().stream()
                        .map(alarm -> alarm.at("Name").text().replaceAll("[0-9A-F]{8}$", ""))
                        .collect(Collectors.toSet()))
            .toList();
    assertThat(alarms)
        .containsExactlyInAnyOrder(
            Set.of("TccCoordinatorErrors", "TccCoordinatorFailures"),
            Set.of("TccSweepErrors"),
            Set.of("TccCompletionErrors"),
            Set.of("StockErrors"),
            Set.of("StockReservationErrors"),
            Set.of("PaymentErrors"),
            Set.of("PaymentReservationErrors"),
            Set.of("OrderErrors"),
            Set.of("OrderParticipantErrors"));
  }

  @Test
  void theDashboardShowsWhatThatOfTheTemplateShows() {
    Map<String, GraphMeaning> demanded = ofSam().graphs();
    Map<String, GraphMeaning> graphs = ofCdk(Transport.HTTPS).graphs();
    assertThat(demanded).hasSize(16);
    assertThat(graphs.keySet()).containsExactlyElementsOf(demanded.keySet());
    demanded.forEach(
        (title, graph) -> {
          assertThat(graphs.get(title).place()).as(title).isEqualTo(graph.place());
          assertThat(graphs.get(title).view()).as(title).isEqualTo(graph.view());
          assertThat(graphs.get(title).metrics()).as(title).containsAll(graph.metrics());
        });
  }

  @ParameterizedTest
  @EnumSource
  void theDashboardNamesEveryFunctionAndEveryTable(Transport transport) {
    Map<String, GraphMeaning> graphs = ofCdk(transport).graphs();
    for (String title : List.of("Errors", "Throttled invocations", "Duration, p99, milliseconds")) {
      assertThat(dimension(graphs.get(title), "FunctionName"))
          .as(title)
          .isEqualTo(ofCdk(transport).names("AWS::Lambda::Function"))
          .hasSize(9);
    }
    assertThat(dimension(graphs.get("Throttled reads and writes"), "TableName"))
        .isEqualTo(ofCdk(transport).names("AWS::DynamoDB::Table"))
        .hasSize(7);
  }

  private static Set<String> dimension(GraphMeaning graph, String name) {
    return graph.metrics().stream()
        .map(metric -> metric.dimensions().get(name))
        .collect(Collectors.toSet());
  }

  @Test
  void outputsAreThoseOfTheTemplate() throws IOException {
    String sam = Files.readString(REPOSITORY.resolve("template.yaml"));
    assertThat(template(Transport.HTTPS).findOutputs("*").keySet())
        .containsExactlyInAnyOrderElementsOf(
            Pattern.compile("^  (\\w+):$", Pattern.MULTILINE)
                .matcher(sam.substring(sam.indexOf("\nOutputs:\n")))
                .results()
                .map(each -> each.group(1))
                .toList());
  }

  @Test
  void anOutputSaysWhereTheDashboardIs() {
    Json url = Json.of(template(Transport.HTTPS).toJSON()).at("Outputs").at("DashboardUrl");
    assertThat(url.at("Value").text())
        .matches(
            "https://AWS::Region[.]console[.]aws[.]amazon[.]com/cloudwatch/home[?]"
                + "region=AWS::Region#dashboards/dashboard/TccDashboard[0-9A-F]{8}");
  }

  // ---- what goes wrong -----------------------------------------------------------------------

  @Test
  void aJarThatIsMissingIsToldWithTheCommandThatMakesIt(@TempDir Path empty) {
    App app = ShopApp.app();
    assertThatThrownBy(() -> ShopApp.shop(app, empty, Transport.HTTPS, BeginBesideTry.DISABLED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("function.jar", "is missing", "mvn package -DskipTests");
  }

  @Test
  void aStageThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> BeginBesideTry.of("on"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not on");
  }

  @Test
  void aTransportThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> Transport.of("carrier pigeon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("carrier pigeon");
  }
}
