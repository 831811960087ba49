package io.lambdatcc.example.shop;

import io.lambdatcc.example.shop.isolated.IsolatedShop;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;

/**
 * What can be chosen about the shop, read from system properties of the same names; one that is
 * absent or empty has its default.
 *
 * @param port {@code port}: where the gateway listens; 0, the default, for any free port
 * @param dynamoDbPort {@code dynamodb.port}: where DynamoDB Local listens; else any free port
 * @param dynamoDbEndpoint {@code dynamodb.endpoint}: a DynamoDB to be used instead of starting one
 * @param participants {@code participants}: services besides the shop's own that the coordinator
 *     may call, as {@code name=base URL} joined by commas
 * @param sweepEvery {@code sweep.seconds}: how often the coordinator looks for what is unfinished;
 *     5 seconds unless set; an isolated shop sweeps as its template says
 * @param isolated {@code isolated}: true for every function in processes of its own; else false
 * @param transport {@code transport}: how an isolated coordinator reaches participants, {@code
 *     https}, the default, or {@code lambda}
 * @param sandboxes {@code sandboxes}: how many processes a function of an isolated shop may have; 4
 *     unless set
 * @param debug {@code debug}: where the shop's process was told to let a debugger attach; the
 *     functions of an isolated shop have the ports after it. Unless set they have none
 * @param template {@code template}: what an isolated shop is made of; the project's unless set
 */
record ShopSettings(
    int port,
    OptionalInt dynamoDbPort,
    Optional<URI> dynamoDbEndpoint,
    Map<String, URI> participants,
    Duration sweepEvery,
    boolean isolated,
    IsolatedShop.Transport transport,
    int sandboxes,
    OptionalInt debug,
    Path template) {

  private static final int MAX_PARTICIPANTS = 100;

  /** Seen from this module, where Maven starts it. */
  private static final Path TEMPLATE = Path.of("..", "..", "template.yaml");

  ShopSettings {
    participants = Map.copyOf(participants);
    if (isolated && dynamoDbEndpoint.filter(e -> !"http".equals(e.getScheme())).isPresent()) {
      throw new IllegalArgumentException(
          "dynamodb.endpoint: the gate of an isolated shop stands in front of an emulator at an"
              + " http URL, not of "
              + dynamoDbEndpoint.get());
    }
    if (sweepEvery.isNegative() || sweepEvery.isZero()) {
      throw new IllegalArgumentException("sweep.seconds: expected more than 0, was " + sweepEvery);
    }
  }

  /** What of this an isolated shop on this DynamoDB wants to know. */
  IsolatedShop.Options isolatedOn(URI dynamoDb) {
    return new IsolatedShop.Options(
        template,
        port,
        dynamoDb,
        transport,
        sandboxes,
        participants,
        false,
        true,
        debug.isPresent() ? OptionalInt.of(debug.getAsInt() + 1) : debug);
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if one has a value that it cannot have
   */
  static ShopSettings from(Properties properties) {
    String dynamoDbPort = value(properties, "dynamodb.port");
    String endpoint = value(properties, "dynamodb.endpoint");
    if (!dynamoDbPort.isEmpty() && !endpoint.isEmpty()) {
      throw new IllegalArgumentException(
          "dynamodb.port is where DynamoDB Local is started, dynamodb.endpoint says not to start"
              + " it; give one of them");
    }
    String sweep = value(properties, "sweep.seconds");
    String sandboxes = value(properties, "sandboxes");
    String template = value(properties, "template");
    return new ShopSettings(
        port(properties, "port").orElse(0),
        port(properties, "dynamodb.port"),
        endpoint.isEmpty() ? Optional.empty() : Optional.of(baseUrl("dynamodb.endpoint", endpoint)),
        participants(value(properties, "participants")),
        Duration.ofSeconds(sweep.isEmpty() ? 5 : number("sweep.seconds", sweep, 1, 3600)),
        isolated(value(properties, "isolated")),
        transport(value(properties, "transport")),
        sandboxes.isEmpty() ? 4 : number("sandboxes", sandboxes, 1, 64),
        port(properties, "debug"),
        template.isEmpty() ? TEMPLATE : Path.of(template));
  }

  private static boolean isolated(String value) {
    return switch (value) {
      case "", "false" -> false;
      case "true" -> true;
      default ->
          throw new IllegalArgumentException(
              "isolated: expected true or false, was '" + value + "'");
    };
  }

  private static IsolatedShop.Transport transport(String value) {
    return switch (value) {
      case "", "https" -> IsolatedShop.Transport.HTTPS;
      case "lambda" -> IsolatedShop.Transport.LAMBDA;
      default ->
          throw new IllegalArgumentException(
              "transport: expected https or lambda, was '" + value + "'");
    };
  }

  private static OptionalInt port(Properties properties, String name) {
    String value = value(properties, name);
    return value.isEmpty() ? OptionalInt.empty() : OptionalInt.of(number(name, value, 0, 65_535));
  }

  private static Map<String, URI> participants(String list) {
    Map<String, URI> participants = new LinkedHashMap<>();
    if (list.isEmpty()) {
      return participants;
    }
    for (String entry : list.split(",", MAX_PARTICIPANTS)) {
      int equals = entry.indexOf('=');
      String name = equals < 0 ? "" : entry.substring(0, equals).strip();
      if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
        throw new IllegalArgumentException(
            "participants: expected name=http://host:port/base, was '" + entry + "'");
      }
      URI base = baseUrl("participants: " + name, entry.substring(equals + 1).strip());
      if (participants.putIfAbsent(name, base) != null) {
        throw new IllegalArgumentException("participants: '" + name + "' is there twice");
      }
    }
    return participants;
  }

  private static URI baseUrl(String name, String value) {
    try {
      URI uri = new URI(value);
      if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // said below, as for a URL of another kind
    }
    throw new IllegalArgumentException(
        name + ": expected a URL such as http://127.0.0.1:9000/mine, was '" + value + "'");
  }

  private static int number(String name, String value, int least, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new IllegalArgumentException(
        name + ": expected " + least + " to " + most + ", was '" + value + "'");
  }

  private static String value(Properties properties, String name) {
    return properties.getProperty(name, "").strip();
  }
}
