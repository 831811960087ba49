package io.lambdatcc.aws;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.spi.TransactionListener;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/**
 * A coordinator as the environment of a Lambda function describes it.
 *
 * <p>Read whole and checked before anything is built, so that a mistake shows at deployment, under
 * the name of its variable, and not at the first transaction that meets it.
 *
 * @param participants those at URLs
 * @param functions those that are invoked directly
 * @param links where the participants are that speak TCC for REST, by their names; none, unless
 *     said
 * @param region where the table and the participants are; Lambda itself sets it
 * @param signed whether calls to participants at URLs are signed; Lambda takes no others
 * @param inquiring the participants that ask about what they hold reserved
 * @param roles who may do more than begin transactions
 * @param waitAtMost null for the coordinator's default
 * @param sweepEvery from the start of a sweep to that of the next
 */
record CoordinatorConfiguration(
    String table,
    Map<String, URI> participants,
    Map<String, InvokedFunction> functions,
    Map<String, LinkBase> links,
    String region,
    boolean signed,
    Set<String> inquiring,
    Roles roles,
    Optional<URI> dynamoDbEndpoint,
    Optional<URI> lambdaEndpoint,
    Optional<Integer> shards,
    @Nullable Duration waitAtMost,
    Duration sweepEvery,
    String metricsNamespace) {

  static final String TABLE = "TCC_TABLE";
  static final String PARTICIPANTS = "TCC_PARTICIPANTS";
  static final String REST_PARTICIPANTS = "TCC_REST_PARTICIPANTS";
  static final String SIGNING = "TCC_SIGNING";
  static final String OPERATORS = "TCC_OPERATORS";
  static final String INQUIRING = "TCC_INQUIRING";
  static final String INQUIRERS = "TCC_INQUIRERS";
  static final String SHARDS = "TCC_SHARDS";
  static final String WAIT_MILLIS = "TCC_WAIT_MILLIS";
  static final String SWEEP_SECONDS = "TCC_SWEEP_SECONDS";
  static final String METRICS_NAMESPACE = "TCC_METRICS_NAMESPACE";
  static final String ENDPOINT = "DYNAMODB_ENDPOINT";
  static final String REGION = "AWS_REGION";

  static final String LAMBDA_ENDPOINT = "AWS_ENDPOINT_URL_LAMBDA";

  private static final String LAMBDA = "lambda:";
  private static final String FUNCTION_URL_HOSTS = ".on.aws";

  CoordinatorConfiguration {
    participants = Map.copyOf(participants);
    functions = Map.copyOf(functions);
    links = Map.copyOf(links);
    inquiring = Set.copyOf(inquiring);
  }

  /**
   * What these variables say.
   *
   * @throws IllegalArgumentException naming the variable that is missing or wrong
   */
  static CoordinatorConfiguration of(Map<String, String> environment) {
    String region = required(environment, REGION);
    Map<String, URI> participants = new LinkedHashMap<>();
    Map<String, InvokedFunction> functions = new LinkedHashMap<>();
    readParticipants(required(environment, PARTICIPANTS), region, participants, functions);
    Roles roles =
        new Roles(
            roles(OPERATORS, environment.getOrDefault(OPERATORS, "")),
            roles(INQUIRERS, environment.getOrDefault(INQUIRERS, "")));
    return new CoordinatorConfiguration(
        required(environment, TABLE),
        participants,
        functions,
        links(environment.getOrDefault(REST_PARTICIPANTS, ""), participants, functions),
        region,
        signed(optional(environment, SIGNING).orElse("sigv4")),
        inquiring(environment.getOrDefault(INQUIRING, ""), participants, functions, roles),
        roles,
        optional(environment, ENDPOINT).map(text -> uri(ENDPOINT, text)),
        optional(environment, LAMBDA_ENDPOINT).map(text -> uri(LAMBDA_ENDPOINT, text)),
        optional(environment, SHARDS).map(text -> (int) number(SHARDS, text, 1, 1_000)),
        optional(environment, WAIT_MILLIS)
            .map(text -> Duration.ofMillis(number(WAIT_MILLIS, text, 1_000, 900_000)))
            .orElse(null),
        optional(environment, SWEEP_SECONDS)
            .map(text -> Duration.ofSeconds(number(SWEEP_SECONDS, text, 1, 50)))
            .orElse(SweepHandler.USUAL),
        metricsNamespace(environment));
  }

  private static String metricsNamespace(Map<String, String> environment) {
    String namespace = optional(environment, METRICS_NAMESPACE).orElse(MetricsListener.NAMESPACE);
    if (!MetricsListener.isNamespace(namespace)) {
      throw wrong(METRICS_NAMESPACE, "is a namespace of CloudWatch, not '" + namespace + "'");
    }
    return namespace;
  }

  private static void readParticipants(
      String text,
      String region,
      Map<String, URI> participants,
      Map<String, InvokedFunction> functions) {
    for (String each : text.split(",", -1)) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw wrong(
            PARTICIPANTS,
            "reads name=https://host/base,name=lambda:function:alias/base; '"
                + each.strip()
                + "' does not");
      }
      String name = each.substring(0, equals).strip();
      String address = each.substring(equals + 1).strip();
      if (participants.containsKey(name) || functions.containsKey(name)) {
        throw wrong(PARTICIPANTS, "names '" + name + "' twice");
      }
      if (address.startsWith(LAMBDA)) {
        functions.put(name, function(name, address.substring(LAMBDA.length()), region));
      } else {
        participants.put(name, uri(PARTICIPANTS, address));
      }
    }
  }

  private static Map<String, LinkBase> links(
      String text, Map<String, URI> participants, Map<String, InvokedFunction> functions) {
    Map<String, LinkBase> links = new LinkedHashMap<>();
    for (String each : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int equals = each.indexOf('=');
      String name = equals < 1 ? "" : each.substring(0, equals).strip();
      if (!TransactionKey.isName(name)) {
        throw wrong(
            REST_PARTICIPANTS, "reads name=https://host/path,…; '" + each.strip() + "' does not");
      }
      if (participants.containsKey(name) || functions.containsKey(name)) {
        throw wrong(REST_PARTICIPANTS, "names '" + name + "' as " + PARTICIPANTS + " does");
      }
      try {
        LinkBase base = LinkBase.of(uri(REST_PARTICIPANTS, each.substring(equals + 1).strip()));
        if (links.putIfAbsent(name, base) != null) {
          throw wrong(REST_PARTICIPANTS, "names '" + name + "' twice");
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "environment variable " + REST_PARTICIPANTS + ", '" + name + "': " + e.getMessage(), e);
      }
    }
    return links;
  }

  private static InvokedFunction function(String name, String text, String region) {
    try {
      return InvokedFunction.parse(text, region);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "environment variable " + PARTICIPANTS + ", '" + name + "': " + e.getMessage(), e);
    }
  }

  /** Signed unless it is said otherwise: forgetting a variable must not open a door. */
  private static boolean signed(String signing) {
    return switch (signing) {
      case "none" -> false;
      case "sigv4" -> true;
      default -> throw wrong(SIGNING, "is none or sigv4, not '" + signing + "'");
    };
  }

  private static Set<String> roles(String variable, String text) {
    Set<String> roles = new LinkedHashSet<>();
    for (String arn : each(text)) {
      if (!arn.startsWith("arn:")) {
        throw wrong(variable, "lists ARNs of roles; '" + arn + "' is none");
      }
      roles.add(arn);
    }
    return roles;
  }

  /** Nobody is tried beside a begin of whom nobody could hear what has become of it. */
  private static Set<String> inquiring(
      String text,
      Map<String, URI> participants,
      Map<String, InvokedFunction> functions,
      Roles roles) {
    Set<String> inquiring = new LinkedHashSet<>(each(text));
    for (String name : inquiring) {
      if (!participants.containsKey(name) && !functions.containsKey(name)) {
        throw wrong(INQUIRING, "names '" + name + "', which " + PARTICIPANTS + " does not");
      }
    }
    if (!inquiring.isEmpty() && roles.inquirers().isEmpty()) {
      throw wrong(INQUIRING, "is set, but " + INQUIRERS + " names nobody who may ask");
    }
    return inquiring;
  }

  private static List<String> each(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private static long number(String variable, String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(variable + " is a whole number, not '" + text + "'", e);
    }
    throw wrong(variable, "is " + least + " to " + most + ", not " + text);
  }

  private static URI uri(String variable, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(variable + " holds a malformed URL: " + text, e);
    }
  }

  private static String required(Map<String, String> environment, String variable) {
    return optional(environment, variable)
        .orElseThrow(() -> wrong(variable, "is not set, and there is no default for it"));
  }

  private static Optional<String> optional(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private static IllegalArgumentException wrong(String variable, String what) {
    return new IllegalArgumentException("environment variable " + variable + " " + what);
  }

  // ---- assembly ------------------------------------------------------------------------------

  /**
   * A coordinator that does nothing while nobody waits, since it would be frozen doing it, with
   * what is to be closed with it.
   */
  Assembly assembly() {
    TccSettings.Builder settings = TccSettings.builder().continuesUnattended(false);
    if (waitAtMost != null) {
      settings.defaultWait(waitAtMost);
    }
    EventLoops threads = new EventLoops();
    DynamoDbAsyncClient dynamoDb = dynamoDb(threads);
    HttpParticipants http = http(threads);
    RestParticipants rest = links.isEmpty() ? null : RestParticipants.of(links, threads);
    EitherParticipants either = rest == null ? null : new EitherParticipants(http, rest);
    MetricsListener metrics = new MetricsListener(metricsNamespace);
    TccCoordinator coordinator =
        TccCoordinator.builder(log(dynamoDb), either == null ? http : either)
            .settings(settings.build())
            .listener(TransactionListener.all(new LoggingListener(), metrics))
            .answersInquiries()
            .build();
    return new Assembly(
        coordinator,
        either == null ? http::health : either::health,
        roles,
        rest == null ? null : new RestDialect(links),
        new InvocationMetrics(metrics),
        http::prime,
        () -> {
          coordinator.close();
          http.close();
          if (rest != null) {
            rest.close();
          }
          dynamoDb.close();
          threads.close();
        });
  }

  private DynamoDbAsyncClient dynamoDb(EventLoops threads) {
    DynamoDbAsyncClientBuilder client = DynamoDbClients.builder(threads).region(Region.of(region));
    dynamoDbEndpoint.ifPresent(client::endpointOverride);
    return client.build();
  }

  private DynamoDbTransactionLog log(DynamoDbAsyncClient client) {
    DynamoDbTransactionLog.Builder log = DynamoDbTransactionLog.builder(client, table);
    shards.ifPresent(log::shards);
    return log.build();
  }

  private HttpParticipants http(EventLoops threads) {
    HttpParticipants.Builder http =
        HttpParticipants.builder().threads(threads).inquiring(inquiring);
    AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
    participants.forEach(
        (name, base) -> {
          if (signed) {
            http.participant(name, base, signing(base, region, credentials));
          } else {
            http.participant(name, base);
          }
        });
    functions.forEach(
        (name, function) ->
            lambdaEndpoint.ifPresentOrElse(
                endpoint -> http.participant(name, function, credentials, endpoint),
                () -> http.participant(name, function, credentials)));
    return http.build();
  }

  static SigV4 signing(URI base, String region, AwsCredentialsProvider credentials) {
    return base.getHost() != null && base.getHost().endsWith(FUNCTION_URL_HOSTS)
        ? SigV4.forFunctionUrl(region, credentials)
        : SigV4.forApiGateway(region, credentials);
  }
}
