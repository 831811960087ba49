package io.lambdatcc.example.cdk;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Architecture;
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
 * its own.
 *
 * <p>The role may write to this log group and send traces, nothing else; its further rights are
 * added by {@link #allow}. The managed policy that the CDK would attach may write to every log
 * group of the account.
 */
public final class TccFunction extends Construct {
  private final LogGroup logs;
  private final Role role;
  private final Function function;
  private final Alias live;
  private final Alarm errors;

  private TccFunction(Builder builder) {
    super(builder.scope, builder.id);
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
    errors = errors(builder.settings);
    builder.settings.deployments().move("Deployment", live, List.of(errors));
  }

  private Alarm errors(Settings settings) {
    Alarm alarm =
        Alarm.Builder.create(this, "Errors")
            .alarmDescription("Invocations fail. See docs/operating.md#errors")
            .metric(
                Metric.Builder.create()
                    .namespace("AWS/Lambda")
                    .metricName("Errors")
                    .dimensionsMap(
                        Map.of(
                            "FunctionName",
                            function.getFunctionName(),
                            "Resource",
                            function.getFunctionName() + ":live"))
                    .statistic("Sum")
                    .period(Duration.minutes(1))
                    .build())
            .evaluationPeriods(3)
            .datapointsToAlarm(2)
            .threshold(1)
            .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
            .treatMissingData(TreatMissingData.NOT_BREACHING)
            .build();
    settings.announce(alarm);
    return alarm;
  }

  /** Allows the function to do this with these resources. */
  public void allow(String sid, List<String> actions, String... resources) {
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid(sid)
            .actions(actions)
            .resources(List.of(resources))
            .build());
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
