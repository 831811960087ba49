package io.lambdatcc.example.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.example.cdk.Monitoring.AlarmMeaning;
import io.lambdatcc.example.cdk.Monitoring.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.codedeploy.LambdaDeploymentConfig;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.sns.Topic;

/** That nothing of an app is left out, however much it has. */
class WatchTest {
  private static final List<String> READ = List.of("dynamodb:GetItem");

  private final Stack stack = new Stack(ShopApp.app(), "other");
  private final Watch watch =
      new Watch(stack, "Watch", Topic.Builder.create(stack, "Pager").build());
  private final Settings settings =
      Settings.of(new Deployments(stack, "Deployments", LambdaDeploymentConfig.ALL_AT_ONCE), watch);

  @TempDir private Path module;
  private FunctionJar jar;

  @BeforeEach
  void makeTheJar() throws IOException {
    Files.writeString(
        Files.createDirectory(module.resolve("target")).resolve("function.jar"), "jar");
    jar = FunctionJar.of(module);
  }

  private TccFunction function(String id) {
    return TccFunction.Builder.create(stack, id, settings, jar, "org.example.Handler").build();
  }

  private Table table(String id) {
    return Tables.business(stack, id, "key", settings);
  }

  private Monitoring monitoring() {
    return Monitoring.ofCdk(Template.fromStack(stack));
  }

  /** How many metrics each alarm sums up whose name begins so. */
  private static Map<String, Integer> summed(Monitoring monitoring, String name) {
    return monitoring.alarms().entrySet().stream()
        .filter(alarm -> alarm.getKey().startsWith(name))
        .collect(Collectors.toMap(Map.Entry::getKey, alarm -> alarm.getValue().metrics().size()));
  }

  @Test
  void participantsThatAreAddedLaterAreInAlarmsAndOnTheDashboard() {
    SignedApi api = new SignedApi(stack, "Api", settings, 10, 10);
    TccCoordinator tcc = TccCoordinator.Builder.create(stack, "Tcc", settings, api, jar).build();
    for (int i = 1; i <= 8; i++) {
      TccFunction service = function("Service" + i);
      tcc.addParticipant("service" + i, service, "/service" + i);
      service.allow("Read", READ, table("Things" + i));
      service.allow("ReadOthers", READ, table("Others" + i));
    }
    Monitoring monitoring = monitoring();
    // those of the coordinator are three functions, a table and its index
    assertThat(summed(monitoring, "Throttles")).isEqualTo(Map.of("Throttles", 10, "Throttles2", 1));
    assertThat(summed(monitoring, "TableRead"))
        .isEqualTo(Map.of("TableReadThrottles", 10, "TableReadThrottles2", 8));
    assertThat(summed(monitoring, "TableWrite"))
        .isEqualTo(Map.of("TableWriteThrottles", 10, "TableWriteThrottles2", 8));
    assertThat(monitoring.graphs().get("Errors").metrics()).hasSize(11);
    assertThat(monitoring.graphs().get("Throttled invocations").metrics()).hasSize(11);
    assertThat(monitoring.graphs().get("Duration, p99, milliseconds").metrics()).hasSize(11);
    assertThat(monitoring.graphs().get("Throttled reads and writes").metrics()).hasSize(36);
  }

  @Test
  void theAlarmForTheEleventhIsLikeTheOneForTheFirst() {
    for (int i = 1; i <= 11; i++) {
      function("Service" + i);
    }
    Map<String, AlarmMeaning> alarms = monitoring().alarms();
    assertThat(alarms.get("Throttles2"))
        .usingRecursiveComparison()
        .ignoringFields("metrics")
        .isEqualTo(alarms.get("Throttles"));
    assertThat(
            Stream.of("Throttles", "Throttles2")
                .flatMap(name -> alarms.get(name).metrics().stream())
                .map(metric -> metric.dimensions().get("FunctionName")))
        .hasSize(11)
        .doesNotHaveDuplicates();
  }

  @Test
  void aTableOfTwoFunctionsIsWatchedOnce() {
    Table table = table("Things");
    function("One").allow("Read", READ, table);
    function("Two").allow("Read", READ, table);
    function("Three").allowIndex("ReadIndex", READ, table, "byName");
    assertThat(monitoring().alarms().get("TableReadThrottles").metrics())
        .extracting(Measured::dimensions)
        .containsExactlyInAnyOrder(
            Map.of("TableName", "Things"),
            Map.of("TableName", "Things", "GlobalSecondaryIndexName", "byName"));
  }

  @Test
  void aTableThatNobodyWouldWatchIsRefused() {
    TccFunction service = function("Service");
    String arn = table("Things").getTableArn();
    assertThatThrownBy(() -> service.allow("KeepThings", READ, arn))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("other/Service", "KeepThings", "the table itself");
  }
}
