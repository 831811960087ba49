package io.lambdatcc.example.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
          return Template.fromStack(ShopApp.shop(ShopApp.app(), repository, each));
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
    assertThat(roles).hasSize(8);
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
    return template(transport).findResources("AWS::Lambda::Function").entrySet().stream()
        .filter(each -> each.getKey().matches(function + "Function[0-9A-F]{8}"))
        .map(each -> Json.of(each.getValue()).at("Properties").at("Environment"))
        .map(environment -> environment.at("Variables").at(name).text())
        .reduce("", String::concat);
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
            "POST /transactions",
            "ANY /transactions/{proxy+}",
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
    template.resourceCountIs("AWS::Lambda::Function", 7);
    template.resourcePropertiesCountIs("AWS::Lambda::Alias", Map.of("Name", "live"), 7);
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
  void everyAlarmTellsSomebodyAndNamesItsPageOfTheDocs() {
    Map<String, Map<String, Object>> alarms =
        template(Transport.HTTPS).findResources("AWS::CloudWatch::Alarm");
    assertThat(alarms).hasSize(13);
    alarms
        .values()
        .forEach(
            alarm -> {
              Json properties = Json.of(alarm).at("Properties");
              assertThat(properties.at("AlarmActions").list()).hasSize(1);
              assertThat(properties.at("AlarmDescription").text()).contains("docs/operating.md#");
            });
  }

  @Test
  void nothingIsMadeByFunctionsOfTheCdkAndNothingIsLeftToBeFilledIn() {
    assertThat(
            Stream.of("Custom::LogRetention", "AWS::CloudFormation::CustomResource")
                .map(type -> template(Transport.HTTPS).findResources(type)))
        .allMatch(Map::isEmpty);
    assertThat(template(Transport.HTTPS).toJSON()).doesNotContainKeys("Parameters", "Rules");
  }

  // ---- what goes wrong -----------------------------------------------------------------------

  @Test
  void aJarThatIsMissingIsToldWithTheCommandThatMakesIt(@TempDir Path empty) {
    App app = ShopApp.app();
    assertThatThrownBy(() -> ShopApp.shop(app, empty, Transport.HTTPS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("function.jar", "is missing", "mvn package -DskipTests");
  }

  @Test
  void aTransportThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> Transport.of("carrier pigeon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("carrier pigeon");
  }
}
