package io.lambdatcc.example.cdk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/**
 * A coordinator with its transaction log, the sweep that finishes what others leave, and the
 * completion that finishes what nobody waits for.
 *
 * <pre>{@code
 * TccCoordinator tcc = TccCoordinator.Builder.create(this, "Tcc", settings, api, jar).build();
 * tcc.addParticipant("stock", stock, "/stock");
 * tcc.addParticipant("loyalty", "https://other.example.com/loyalty", loyaltyTccArn);
 * }</pre>
 *
 * <p>It may call what it is told of here, and of that only Try, Confirm and Cancel. Participants
 * may be added until the app is synthesised. The {@link Watch} of the settings has their functions
 * and tables in its alarms, and its graphs are on the dashboard.
 */
public final class TccCoordinator extends Construct {
  /** Decisions by a coordinator in which nobody waits for the end. */
  private static final String HANDED_OVER =
      "{\"eventName\":[\"MODIFY\"],\"dynamodb\":{\"NewImage\":{\"ho\":{\"N\":[\"1\"]}}}}";

  private final Builder built;
  private final Map<String, String> participants = new LinkedHashMap<>();
  private final List<String> inquirers = new ArrayList<>();
  private final Table log;
  private final Queue putAside;
  private final TccFunction coordinator;
  private final TccFunction sweep;
  private final TccFunction completion;
  private final Overview overview;

  private TccCoordinator(Builder builder) {
    super(builder.scope, builder.id);
    built = builder;
    log = Tables.log(this, "Log", builder.settings);
    coordinator =
        function(
            "Coordinator",
            "io.lambdatcc.aws.CoordinatorHandler",
            "Begins transactions and drives them while somebody waits.",
            // above the 25 s for which it lets a caller wait, and at the gateway's own limit
            Duration.seconds(30));
    coordinator.environment("TCC_OPERATORS", String.join(",", builder.operatorRoles));
    coordinator.environment("TCC_INQUIRING", String.join(",", builder.inquiring));
    coordinator.environment("TCC_INQUIRERS", Lazy.string(() -> String.join(",", inquirers)));
    coordinator.allow(
        "WriteTheLog", List.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"), log);
    coordinator.allowIndex("ListWhatIsUnfinished", List.of("dynamodb:Query"), log, Tables.DUE);
    built.api.route(coordinator.live(), HttpMethod.ANY, "/transactions");
    built.api.route(coordinator.live(), HttpMethod.ANY, "/transactions/{proxy+}");
    built.api.route(coordinator.live(), HttpMethod.GET, "/participants");
    built.api.route(coordinator.live(), HttpMethod.POST, "/participants/{name}/retry");
    built.api.route(coordinator.live(), HttpMethod.GET, "/openapi.json");
    if (!built.restParticipants.isEmpty()) {
      built.api.route(coordinator.live(), HttpMethod.PUT, "/coordinator/{operation}");
    }
    built.api.route(coordinator.live(), HttpMethod.GET, "/health");
    sweep =
        function(
            "Sweep",
            "io.lambdatcc.aws.SweepHandler",
            "Finishes what others have left unfinished.",
            // it sweeps for 50 s of every minute; two at once do the same work twice and no harm
            Duration.seconds(60));
    sweepEveryMinute();
    putAside =
        Queue.Builder.create(this, "PutAside")
            .encryption(QueueEncryption.SQS_MANAGED)
            .retentionPeriod(Duration.days(14))
            .build();
    completion =
        function(
            "Completion",
            "io.lambdatcc.aws.CompletionHandler",
            "Finishes transactions whose initiators did not wait for the end.",
            Duration.seconds(60));
    completeWhatIsHandedOver();
    CoordinatorMetrics counts = new CoordinatorMetrics(this, builder.api);
    new Alarms(this, counts, builder.settings, builder.oldestUnfinished);
    overview = new Overview(this, counts, builder.api, builder.settings.watch());
  }

  private TccFunction function(String name, String handler, String description, Duration timeout) {
    return TccFunction.Builder.create(this, name, built.settings, built.jar, handler)
        .description(description)
        .timeout(timeout)
        .environment(
            Map.of(
                "TCC_TABLE",
                log.getTableName(),
                "TCC_SHARDS",
                Integer.toString(built.shards),
                "TCC_METRICS_NAMESPACE",
                CoordinatorMetrics.namespace(this),
                "TCC_PARTICIPANTS",
                Lazy.string(this::configuration),
                "TCC_REST_PARTICIPANTS",
                entries(built.restParticipants)))
        .build();
  }

  /** Known when everybody has been added: when the app is synthesised. */
  private String configuration() {
    if (participants.isEmpty()) {
      throw new IllegalStateException(
          getNode().getPath() + " has no participant: call addParticipant");
    }
    return entries(participants);
  }

  private static String entries(Map<String, String> bases) {
    List<String> entries = new ArrayList<>();
    bases.forEach((name, base) -> entries.add(name + "=" + base));
    return String.join(",", entries);
  }

  private void sweepEveryMinute() {
    sweep.allowIndex("FindWhatIsDue", List.of("dynamodb:Query"), log, Tables.DUE);
    sweep.allow("WriteTheLog", List.of("dynamodb:GetItem", "dynamodb:UpdateItem"), log);
    sweep.everyMinute(true);
  }

  private void completeWhatIsHandedOver() {
    String stream = Objects.requireNonNull(log.getTableStreamArn());
    // the CDK's own event source would also allow to list all streams
    completion.allowStream(
        "ReadTheStream",
        List.of(
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams"),
        stream);
    completion.allow("WriteTheLog", List.of("dynamodb:GetItem", "dynamodb:UpdateItem"), log);
    completion.allow("PutAside", List.of("sqs:SendMessage"), putAside.getQueueArn());
    CfnEventSourceMapping.Builder.create(this, "HandedOver")
        .eventSourceArn(stream)
        .functionName(completion.live().getFunctionArn())
        // what was decided before this mapping read is the sweep's
        .startingPosition("LATEST")
        .filterCriteria(
            CfnEventSourceMapping.FilterCriteriaProperty.builder()
                .filters(
                    List.of(
                        CfnEventSourceMapping.FilterProperty.builder()
                            .pattern(HANDED_OVER)
                            .build()))
                .build())
        .functionResponseTypes(List.of("ReportBatchItemFailures"))
        .batchSize(25)
        .maximumBatchingWindowInSeconds(0)
        .parallelizationFactor(4)
        .bisectBatchOnFunctionError(true)
        .maximumRetryAttempts(3)
        .maximumRecordAgeInSeconds(300)
        .destinationConfig(
            CfnEventSourceMapping.DestinationConfigProperty.builder()
                .onFailure(
                    CfnEventSourceMapping.OnFailureProperty.builder()
                        .destination(putAside.getQueueArn())
                        .build())
                .build())
        .build();
  }

  // ---- participants --------------------------------------------------------------------------

  /**
   * Adds a function of this app, reached the way this coordinator was built for. It learns whom to
   * obey: by HTTPS the coordinator's roles, by direct invocation whoever may invoke the alias
   * {@code tcc}, which is the coordinator.
   *
   * @param base what comes before {@code /tcc/try}, such as {@code /stock}
   */
  public void addParticipant(String name, TccFunction function, String base) {
    obey(function);
    switch (built.transport) {
      case HTTPS -> {
        built.api.route(function.live(), HttpMethod.POST, base + "/tcc/{operation}");
        participant(name, built.api.endpoint() + base);
        call(name, "execute-api:Invoke", built.api.arn("POST", base + "/tcc/*"));
      }
      case LAMBDA -> {
        Alias tcc =
            Alias.Builder.create(function, "Tcc")
                .aliasName("tcc")
                .description(
                    "Invoked by the coordinator itself; serves Try, Confirm and Cancel only.")
                .version(function.function().getCurrentVersion())
                .build();
        built.settings.deployments().move("Deployment", tcc, List.of(function.errors()));
        function.environment("TCC_DIRECT_ALIAS", "tcc");
        participant(name, "lambda:" + tcc.getFunctionArn() + base);
        call(name, "lambda:InvokeFunction", tcc.getFunctionArn());
      }
    }
  }

  /**
   * Adds a participant of somebody else.
   *
   * @param base {@code https://host/base}, or {@code lambda:<function ARN with alias>/base}
   * @param arn what the coordinator may call for it, and nothing else: {@code
   *     arn:…:execute-api:…/POST/base/tcc/*}, or the alias
   */
  public void addParticipant(String name, String base, String arn) {
    participant(name, base);
    call(name, base.startsWith("lambda:") ? "lambda:InvokeFunction" : "execute-api:Invoke", arn);
  }

  /** Has a function serve Try, Confirm and Cancel to this coordinator's roles and nobody else. */
  void obey(TccFunction function) {
    function.environment(
        "TCC_ALLOWED_CALLERS",
        String.join(",", callers().stream().map(each -> each.role().getRoleArn()).toList()));
  }

  private void participant(String name, String base) {
    if (participants.putIfAbsent(name, base) != null) {
      throw new IllegalArgumentException("there is a participant '" + name + "' already");
    }
  }

  private void call(String name, String action, String arn) {
    String sid = "Call" + name.replaceAll("[^A-Za-z0-9]", "");
    callers().forEach(each -> each.allow(sid, List.of(action), arn));
  }

  private List<TccFunction> callers() {
    return List.of(coordinator, sweep, completion);
  }

  /** Allows a function to start transactions and to look them up. */
  public void allowStarting(TccFunction initiator) {
    initiator.environment("TCC_COORDINATOR", built.api.endpoint());
    initiator.allow(
        "StartTransactions",
        List.of("execute-api:Invoke"),
        built.api.arn("PUT", "/transactions/*"),
        built.api.arn("GET", "/transactions/*"));
  }

  /** Allows the sweep of a participant to ask what has become of its branches. */
  public void allowInquiring(TccFunction sweep) {
    inquirers.add(sweep.role().getRoleArn());
    sweep.environment("TCC_COORDINATOR", built.api.endpoint());
    sweep.environment("TCC_METRICS_NAMESPACE", CoordinatorMetrics.namespace(this));
    sweep.allow(
        "AskTheCoordinator",
        List.of("execute-api:Invoke"),
        built.api.arn("POST", "/transactions/*/branches/*/inquire"));
  }

  Table log() {
    return log;
  }

  Queue putAside() {
    return putAside;
  }

  TccFunction coordinator() {
    return coordinator;
  }

  TccFunction sweep() {
    return sweep;
  }

  TccFunction completion() {
    return completion;
  }

  /** How long what was handed over waits, in milliseconds. */
  Metric lag() {
    return Metrics.ofLive(completion.function().getFunctionName(), "IteratorAge", "Maximum");
  }

  /** Where a person sees what is going on. */
  public String dashboardUrl() {
    return overview.url();
  }

  /** Collects what a coordinator is made of. */
  public static final class Builder {
    private final Construct scope;
    private final String id;
    private final Settings settings;
    private final SignedApi api;
    private final FunctionJar jar;
    private Transport transport = Transport.HTTPS;
    private int shards = 8;
    private Duration oldestUnfinished = Duration.minutes(5);
    private Map<String, String> restParticipants = Map.of();
    private List<String> operatorRoles = List.of();
    private List<String> inquiring = List.of();

    private Builder(Construct scope, String id, Settings settings, SignedApi api, FunctionJar jar) {
      this.scope = scope;
      this.id = id;
      this.settings = settings;
      this.api = api;
      this.jar = jar;
    }

    /**
     * A coordinator behind this API.
     *
     * @param jar of coordinator-lib/aws
     */
    public static Builder create(
        Construct scope, String id, Settings settings, SignedApi api, FunctionJar jar) {
      return new Builder(scope, id, settings, api, jar);
    }

    /** How functions of this app are reached; HTTPS unless set. */
    public Builder transport(Transport value) {
      transport = value;
      return this;
    }

    /**
     * Partitions of the index of unfinished transactions, 8 unless set. Raise it freely; before it
     * is lowered all transactions have to be finished.
     */
    public Builder shards(int value) {
      shards = value;
      return this;
    }

    /** How old an unfinished transaction may become before somebody is called; five minutes. */
    public Builder oldestUnfinished(Duration value) {
      oldestUnfinished = value;
      return this;
    }

    /**
     * Where links of TCC for REST may lead, like {@code https://host/path}, by the names of their
     * participants; none, unless said, and then that dialect is not spoken.
     */
    public Builder restParticipants(Map<String, String> value) {
      restParticipants = new TreeMap<>(value);
      return this;
    }

    /**
     * ARNs of roles that may see, cancel and retry every transaction by its id, and answer for
     * branches.
     */
    public Builder operatorRoles(List<String> value) {
      operatorRoles = List.copyOf(value);
      return this;
    }

    /**
     * Participants whose Tries leave beside the write of begin; none, unless said. To be said of
     * those only whose sweeps {@linkplain TccCoordinator#allowInquiring ask}, and have asked since
     * the deployment before.
     */
    public Builder inquiring(List<String> names) {
      inquiring = List.copyOf(names);
      return this;
    }

    /** Adds the coordinator to its scope. */
    public TccCoordinator build() {
      return new TccCoordinator(this);
    }
  }
}
