package io.lambdatcc.example.cdk;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.codedeploy.LambdaDeploymentGroup;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * A function of a jar, as all functions of the library are deployed: the newest Java on arm64, from
 * a snapshot, behind the alias {@code live} that moves step by step, with a role and a log group of
 * its own, and watched with all others.
 *
 * <p>The role may write to this log group and send traces, nothing else; its further rights are
 * added by {@link #allow}. The managed policy that the CDK would attach may write to every log
 * group of the account.
 */
public final class TccFunction extends Construct {
  private final Watch watch;
  private final LogGroup logs;
  private final Role role;
  private final Function function;
  private final Alias live;
  private final Alarm errors;
  private final LambdaDeploymentGroup deployment;

  private TccFunction(Builder builder) {
    super(builder.scope, builder.id);
    watch = builder.settings.watch();
    logs =
        LogGroup.Builder.create(this, "Logs")
            .retention(builder.settings.logRetention())
            .removalPolicy(RemovalPolicy.RETAIN)
            .build();
    role =
        Role.Builder.create(this, "Role")
            .description(builder.description)
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .build();
    allow("WriteLogs", List.of("logs:CreateLogStream", "logs:PutLogEvents"), logs.getLogGroupArn());
    function =
        Function.Builder.create(this, "Function")
            .description(builder.description)
            .runtime(Runtime.JAVA_25)
            .architecture(Architecture.ARM_64)
            .snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS)
            .code(builder.jar.code())
            .handler(builder.handler)
            .memorySize(builder.settings.memorySize())
            .timeout(builder.timeout)
            .tracing(Tracing.ACTIVE)
            .role(role)
            .logGroup(logs)
            // lines are JSON already, where filters read them
            .loggingFormat(LoggingFormat.TEXT)
            .environment(builder.environment)
            .build();
    Annotations.of(function)
        .acknowledgeWarning(
            "@aws-cdk/aws-lambda:snapStartRequirePublish", "The alias publishes every version.");
    live =
        Alias.Builder.create(this, "Live")
            .aliasName("live")
            .version(function.getCurrentVersion())
            .build();
    errors =
        AlarmRule.atLeast(1, 2, 3, TreatMissingData.NOT_BREACHING)
            .alarm(
                this,
                "Errors",
                "Invocations fail. See docs/operating.md#errors",
                Metrics.ofLive(function.getFunctionName(), "Errors", "Sum"));
    builder.settings.announce(errors);
    deployment = builder.settings.deployments().move("Deployment", live, List.of(errors));
    watch.function(function);
  }

  /**
   * Allows the function to do this with these resources, which are no tables.
   *
   * @throws IllegalArgumentException for an action of DynamoDB: whoever is told no more than an ARN
   *     cannot watch a table
   */
  public void allow(String sid, List<String> actions, String... resources) {
    if (actions.stream().anyMatch(action -> action.startsWith("dynamodb:"))) {
      throw new IllegalArgumentException(
          getNode().getPath()
              + ": for "
              + sid
              + ", allow the table itself and not its ARN; else nobody watches its throttles");
    }
    grant(sid, actions, resources);
  }

  /** Allows the function to do this with a table, which is watched from now on. */
  public void allow(String sid, List<String> actions, ITable table) {
    grant(sid, actions, table.getTableArn());
    watch.table(table);
  }

  /** Allows the function to do this with an index of a table, which is watched from now on. */
  public void allowIndex(String sid, List<String> actions, ITable table, String index) {
    grant(sid, actions, table.getTableArn() + "/index/" + index);
    watch.index(table, index);
  }

  /** Allows the function to do this with the stream of a table. */
  void allowStream(String sid, List<String> actions, String stream) {
    grant(sid, actions, stream);
  }

  private void grant(String sid, List<String> actions, String... resources) {
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid(sid)
            .actions(actions)
            .resources(List.of(resources))
            .build());
  }

  /**
   * Has the function called every minute.
   *
   * @param enabled whether it is at present
   */
  void everyMinute(boolean enabled) {
    Rule.Builder.create(this, "EveryMinute")
        .schedule(Schedule.rate(Duration.minutes(1)))
        .enabled(enabled)
        .targets(
            List.of(
                LambdaFunction.Builder.create(live)
                    .retryAttempts(0)
                    .maxEventAge(Duration.minutes(1))
                    .build()))
        .build();
    // what one call has missed is due for the next
    live.configureAsyncInvoke(
        EventInvokeConfigOptions.builder()
            .retryAttempts(0)
            .maxEventAge(Duration.minutes(1))
            .build());
  }

  /** Has this alarm, too, turn deployments of the function back. */
  void turnBackAt(Alarm alarm) {
    deployment.addAlarm(alarm);
  }

  /** Sets a variable of the function's environment. */
  public void environment(String name, String value) {
    function.addEnvironment(name, value);
  }

  Function function() {
    return function;
  }

  /** What everybody but the coordinator calls. */
  public Alias live() {
    return live;
  }

  Role role() {
    return role;
  }

  LogGroup logs() {
    return logs;
  }

  Alarm errors() {
    return errors;
  }

  /** Collects what a function is made of. */
  public static final class Builder {
    private final Construct scope;
    private final String id;
    private final Settings settings;
    private final FunctionJar jar;
    private final String handler;
    private String description = "";
    private Duration timeout = Duration.seconds(10);
    private Map<String, String> environment = Map.of();

    private Builder(
        Construct scope, String id, Settings settings, FunctionJar jar, String handler) {
      this.scope = scope;
      this.id = id;
      this.settings = settings;
      this.jar = jar;
      this.handler = handler;
    }

    /** A function whose handler is this class of this jar. */
    public static Builder create(
        Construct scope, String id, Settings settings, FunctionJar jar, String handler) {
      return new Builder(scope, id, settings, jar, handler);
    }

    /** What it does, in one sentence. */
    public Builder description(String value) {
      description = value;
      return this;
    }

    /** Ten seconds unless set. */
    public Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    /** Variables that are known now. */
    public Builder environment(Map<String, String> value) {
      environment = Map.copyOf(value);
      return this;
    }

    /** Adds the function to its scope. */
    public TccFunction build() {
      return new TccFunction(this);
    }
  }
}
