package io.lambdatcc.example.shop.isolated;

import io.lambdatcc.example.shop.demo.LogMeter;
import io.lambdatcc.example.shop.demo.Wiretap;
import io.lambdatcc.example.shop.gateway.FreePort;
import io.lambdatcc.example.shop.gateway.LocalGateway;
import io.lambdatcc.example.shop.isolated.aws.DynamoDbGate;
import io.lambdatcc.example.shop.isolated.aws.IamAuthorizer;
import io.lambdatcc.example.shop.isolated.aws.LambdaApi;
import io.lambdatcc.example.shop.isolated.iam.Account;
import io.lambdatcc.example.shop.isolated.iam.Policy;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.example.shop.template.FunctionResource;
import io.lambdatcc.example.shop.template.RouteResource;
import io.lambdatcc.example.shop.template.ScheduleResource;
import io.lambdatcc.example.shop.template.Stack;
import io.lambdatcc.example.shop.template.StreamResource;
import io.lambdatcc.example.shop.template.Template;
import io.lambdatcc.example.shop.template.Value;
import io.lambdatcc.lambdalocal.FunctionLog;
import io.lambdatcc.lambdalocal.InvocationResult;
import io.lambdatcc.lambdalocal.LocalLambda;
import io.lambdatcc.lambdalocal.Schedule;
import io.lambdatcc.lambdalocal.StreamMapping;
import io.lambdatcc.lambdalocal.StreamPoller;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The running shop, assembled from {@code template.yaml}: tables, roles, functions, routes, stream
 * and schedule are those of the template and no others.
 *
 * <p>A request goes from the gateway, which knows who signed it and what he may call, to a sandbox:
 * a process with the real runtime client and the function's jar. What the function calls in turn,
 * DynamoDB, other functions, the gateway again, it signs with credentials that only this sandbox
 * has, and is let through if its role's policies allow it.
 */
public final class IsolatedShop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IsolatedShop.class);

  static final String COORDINATOR = "CoordinatorFunction";
  static final String ORDER = "OrderFunction";
  private static final String CALLER_POLICY = "CallerPolicy";
  private static final String CUSTOMER = "customer";
  private static final int WAITING = 2_048;

  /** A request for what no function has. */
  private static final String WARM_UP =
      """
      {"version":"2.0","routeKey":"$default","rawPath":"/warm-up","rawQueryString":"","headers":{},
      "requestContext":{"stage":"$default","http":{"method":"GET","path":"/warm-up"}}}""";

  /** How functions reach participants. */
  public enum Transport {
    /** Through the gateway. */
    HTTPS,
    /** By invoking them. */
    LAMBDA;

    String parameter() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What can be chosen.
   *
   * @param template the file
   * @param port of the gateway; 0 for any free one
   * @param dynamoDb where the real tables are
   * @param sandboxes of each function, at most
   * @param participants besides the shop's own
   * @param besideTry whether the Tries of stock and payment leave beside the begin
   * @param scheduled whether what the template schedules is called
   * @param debug the first of the ports, one for each function, where debuggers may attach; such a
   *     function has one sandbox, which is neither frozen nor killed for being slow
   */
  public record Options(
      Path template,
      int port,
      URI dynamoDb,
      Transport transport,
      int sandboxes,
      Map<String, URI> participants,
      boolean besideTry,
      boolean scheduled,
      OptionalInt debug) {

    /** Makes the map immutable. */
    public Options {
      participants = Map.copyOf(participants);
    }
  }

  /** Where functions are led to on their way to what they call: straight there, unless said so. */
  public interface Detour {
    /** The address that the functions have for the API instead of the gateway's own. */
    default URI toGateway(URI gateway) {
      return gateway;
    }

    /** The address that the functions have for DynamoDB instead of the gate's own. */
    default URI toDynamoDb(URI gate) {
      return gate;
    }
  }

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private final Account account = new Account(LocalNames.ACCOUNT);
  private final Wiretap wiretap = new Wiretap();
  private final LogMeter meter = new LogMeter();
  private final Stack stack;
  private final DynamoDbGate gate;
  private final LocalLambda lambda;
  private final Functions functions;
  private final LocalGateway gateway;
  private final Principal customer;
  private final Map<String, Integer> debugPorts = new LinkedHashMap<>();
  private final int sandboxes;

  private IsolatedShop(
      Options options, DynamoDbClient dynamoDb, Detour detour, FunctionLog printed) {
    sandboxes = options.debug().isPresent() ? 1 : options.sandboxes();
    int port = options.port() == 0 ? FreePort.find() : options.port();
    Template template = Template.read(options.template());
    LocalNames names =
        new LocalNames(template, detour.toGateway(URI.create("http://127.0.0.1:" + port)));
    stack = template.stack(parameters(options), names);
    Tables tables = new Tables(stack, dynamoDb);
    for (String table : tables.ids()) {
      tables.create(table).ifPresent(stream -> names.stream(table, stream));
    }
    List<FunctionResource> described = stack.functions();
    for (FunctionResource function : described) {
      account.role(function.role(), Policy.of(function.role(), function.statements()));
    }
    customer = newCustomer(CUSTOMER);
    gate = closing(new DynamoDbGate(options.dynamoDb(), account, LocalNames.REGION));
    String logTable = Functions.variable(stack.function(COORDINATOR), "TCC_TABLE");
    gate.watch(
        write -> {
          if (write.table().equals(logTable)) {
            meter.wrote(write.units());
          }
          return CompletableFuture.completedFuture(write);
        });
    lambda =
        closing(
            LocalLambda.builder()
                .region(LocalNames.REGION)
                .account(LocalNames.ACCOUNT)
                .log(printed)
                .onSandboxEnd(sandbox -> account.revoke(sandbox.id()))
                .build());
    LambdaApi api =
        closing(new LambdaApi(lambda, account, LocalNames.REGION, new DirectTap(wiretap)));
    functions = new Functions(lambda, account, detour.toDynamoDb(gate.uri()), api.uri(), sandboxes);
    options.debug().ifPresent(first -> numberFrom(first, described));
    described.forEach(this::deploy);
    gateway = closing(gateway(described, sandboxes).console().start(port));
    stack.streams().forEach(mapping -> follow(mapping, names));
    warmUp();
    if (options.scheduled()) {
      startSchedules();
    }
  }

  /**
   * Opens the shop.
   *
   * @param dynamoDb a client of the real tables
   */
  public static IsolatedShop open(Options options, DynamoDbClient dynamoDb) {
    return open(options, dynamoDb, new Detour() {});
  }

  /** The same, whose functions take this detour. */
  public static IsolatedShop open(Options options, DynamoDbClient dynamoDb, Detour detour) {
    return new IsolatedShop(
        options,
        dynamoDb,
        detour,
        (function, line) -> LoggerFactory.getLogger("function." + function).info(line));
  }

  /**
   * The same.
   *
   * @param printed takes what functions print, which else is logged
   */
  static IsolatedShop open(Options options, DynamoDbClient dynamoDb, FunctionLog printed) {
    return new IsolatedShop(options, dynamoDb, new Detour() {}, printed);
  }

  private <T extends AutoCloseable> T closing(T opened) {
    toClose.push(opened);
    return opened;
  }

  private static Map<String, String> parameters(Options options) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("ParticipantTransport", options.transport().parameter());
    parameters.put("BeginBesideTry", options.besideTry() ? "enabled" : "disabled");
    parameters.put(
        "AdditionalParticipants",
        options.participants().entrySet().stream()
            .map(participant -> participant.getKey() + "=" + participant.getValue())
            .collect(Collectors.joining(",")));
    return parameters;
  }

  /** Gives out the credentials of one more user whose policy is the template's for callers. */
  Principal newCustomer(String name) {
    List<Map<String, Object>> statements =
        stack.properties(CALLER_POLICY).at("PolicyDocument").at("Statement").list().stream()
            .map(Value::map)
            .toList();
    return account.user(name, Policy.of(name, statements));
  }

  private void numberFrom(int first, List<FunctionResource> described) {
    described.forEach(function -> debugPorts.put(function.id(), first + debugPorts.size()));
  }

  private void deploy(FunctionResource function) {
    Integer debugPort = debugPorts.get(function.id());
    if (debugPort == null) {
      functions.deploy(function, retries(function.id()));
    } else {
      functions.deployDebuggable(function, function.id(), retries(function.id()), debugPort);
    }
  }

  /** Lambda's own unless the template says otherwise. */
  private int retries(String function) {
    return stack.properties(function).at("EventInvokeConfig").at("MaximumRetryAttempts").number(2);
  }

  // ---- what calls functions ------------------------------------------------------------------

  private LocalGateway.Builder gateway(List<FunctionResource> described, int concurrency) {
    LocalGateway.Builder builder = authorizing();
    for (FunctionResource function : described) {
      List<RouteResource> routes =
          stack.routes().stream().filter(r -> r.function().equals(function.id())).toList();
      if (routes.isEmpty()) {
        continue;
      }
      IsolatedFunction target = new IsolatedFunction(lambda, function.id(), routes.get(0).alias());
      // whoever would wait for a sandbox waits here, where his time limit is known
      builder.function(function.id(), wiretap.before(target), concurrency);
      for (RouteResource route : routes) {
        String key = route.method() + " " + route.path();
        switch (route.authorization()) {
          case "AWS_IAM" -> builder.signedRoute(key, function.id());
          case "NONE" -> builder.route(key, function.id());
          default ->
              throw new IllegalArgumentException(
                  route.id() + ": authorization by " + route.authorization());
        }
      }
    }
    return builder;
  }

  /** A gateway of this API, without functions yet. */
  LocalGateway.Builder authorizing() {
    return LocalGateway.builder()
        .waiting(WAITING)
        .authorizer(
            new IamAuthorizer(account, LocalNames.REGION, LocalNames.API, LocalNames.STAGE));
  }

  /** Lambda polls a stream in the role of the function that it calls. */
  private void follow(StreamResource mapping, LocalNames names) {
    Principal poller = account.assume(stack.function(mapping.function()).role(), mapping.id());
    DynamoDbStreamsClient streams =
        closing(
            DynamoDbStreamsClient.builder()
                .endpointOverride(gate.uri())
                .region(Region.of(LocalNames.REGION))
                .httpClientBuilder(Apache5HttpClient.builder())
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(
                            poller.accessKeyId(),
                            poller.secretAccessKey(),
                            poller.sessionToken().orElseThrow())))
                .build());
    closing(
        StreamPoller.start(
            lambda,
            streams,
            StreamMapping.of(
                    names.attribute(mapping.table(), "StreamArn"),
                    mapping.function(),
                    mapping.alias())
                .filters(mapping.filters())
                .batchSize(mapping.batchSize())
                .batchingWindow(mapping.batchingWindow())
                .reportBatchItemFailures(mapping.reportsFailures())
                .bisectOnError(
                    stack.properties(mapping.id()).at("BisectBatchOnFunctionError").isTrue())
                .maximumRetryAttempts(mapping.maximumRetries())
                .maximumRecordAge(mapping.maximumAge())
                .onFailure(
                    records ->
                        log.warn("{}: {} records were given up", mapping.id(), records.size()))
                .build()));
  }

  /** From now on calls what the template schedules. */
  void startSchedules() {
    for (ScheduleResource schedule : stack.schedules()) {
      closing(
          Schedule.start(
              lambda, schedule.event(), schedule.every(), schedule.function(), schedule.alias()));
    }
  }

  /**
   * Starts as many sandboxes of the functions behind the gateway as there may be, and waits until
   * each has answered something: what provisioned concurrency is on Lambda. A checkout goes through
   * a chain of five functions, and five cold starts in a row on a busy machine may take longer than
   * it has.
   */
  private void warmUp() {
    Map<String, String> aliases = new LinkedHashMap<>();
    stack.routes().forEach(route -> aliases.put(route.function(), route.alias()));
    warmUp(aliases, sandboxes);
  }

  /**
   * The same for some functions.
   *
   * @param aliases of functions, by their names
   * @param most how many sandboxes of each
   */
  void warmUp(Map<String, String> aliases, int most) {
    byte[] event = WARM_UP.getBytes(StandardCharsets.UTF_8);
    List<CompletableFuture<InvocationResult>> answers = new ArrayList<>();
    aliases.forEach(
        (function, alias) -> {
          for (int i = 0; i < most; i++) {
            answers.add(lambda.invoke(function, alias, event));
          }
        });
    for (CompletableFuture<InvocationResult> answer : answers) {
      if (!(answer.join() instanceof InvocationResult.Payload)) {
        throw new IllegalStateException("a function does not start: " + answer.join());
      }
    }
  }

  // ---- what can be seen of it ----------------------------------------------------------------

  /** Where it is called. */
  public URI uri() {
    return gateway.uri();
  }

  /** Whose credentials whoever calls it may use. */
  public Principal customer() {
    return customer;
  }

  /** What somebody needs to read who wants to call it. */
  public String invitation() {
    String signed = // a function of the shell: zsh takes a variable with blanks for one word
        "signed() { curl -s --aws-sigv4 aws:amz:%s:execute-api --user %s:%s \"$@\"; }"
            .formatted(LocalNames.REGION, customer.accessKeyId(), customer.secretAccessKey());
    return """
        Every request is signed, every function runs in processes of its own. Copy the first line,
        then call with it:
          %s
          signed -X POST %s/stock/item/create/30
          signed %s/health
        Unsigned, or to a participant's Try, it is refused:
          curl -s %s/health
          signed -X POST %s/stock/tcc/try
        AWS SDKs and tools sign with these credentials:
          export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_REGION=%s
        The console signs with them too, once they are exported:
          mvn -q -Pconsole package -Dendpoint=%s"""
        .formatted(
            signed,
            uri(),
            uri(),
            uri(),
            uri(),
            customer.accessKeyId(),
            customer.secretAccessKey(),
            LocalNames.REGION,
            uri());
  }

  /** Where debuggers attach, by function; empty unless the options said so. */
  public Map<String, Integer> debugPorts() {
    return Collections.unmodifiableMap(debugPorts);
  }

  /** Who is who, and what they were refused. */
  public Account account() {
    return account;
  }

  /**
   * Deploys a function anew, with other variables and with more on its class path.
   *
   * @param first is found before the function's own jar
   */
  public void redeploy(String function, Map<String, String> variables, List<Path> first) {
    functions.redeploy(stack.function(function), variables, first);
  }

  /** The functions' sandboxes. */
  public LocalLambda lambda() {
    return lambda;
  }

  Stack stack() {
    return stack;
  }

  Functions functions() {
    return functions;
  }

  DynamoDbGate gate() {
    return gate;
  }

  Wiretap wiretap() {
    return wiretap;
  }

  LogMeter meter() {
    return meter;
  }

  @Override
  public void close() {
    while (!toClose.isEmpty()) {
      AutoCloseable opened = toClose.pop();
      try {
        opened.close();
      } catch (Exception e) {
        log.warn("{} does not close", opened, e);
      }
    }
  }
}
