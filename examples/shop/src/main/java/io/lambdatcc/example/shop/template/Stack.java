package io.lambdatcc.example.shop.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template with its parameters, conditions and references resolved.
 *
 * <p>Resources whose condition does not hold are not in it.
 */
public final class Stack {
  private static final Pattern RATE = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)");
  private static final String ALIAS = ".Alias";

  private final Template template;
  private final Intrinsics intrinsics;

  Stack(Template template, Intrinsics intrinsics) {
    this.template = template;
    this.intrinsics = intrinsics;
  }

  /** Logical ids of the resources of this type, in the template's order. */
  public List<String> idsOf(String type) {
    return resources().map().keySet().stream()
        .filter(id -> resources().at(id).at("Type").text().equals(type))
        .filter(this::exists)
        .toList();
  }

  /** A resource, with its type, properties and policies; absent when there is none. */
  public Value resource(String id) {
    return exists(id) ? resolved(resources().at(id)) : Value.ABSENT;
  }

  /** A resource's properties; for functions with the template's globals. */
  public Value properties(String id) {
    return resolved(unresolvedProperties(id));
  }

  /** The functions, in the template's order. */
  public List<FunctionResource> functions() {
    return idsOf("AWS::Serverless::Function").stream().map(this::function).toList();
  }

  /** The function with this logical id. */
  public FunctionResource function(String id) {
    Value properties = properties(id);
    Map<String, String> environment = new LinkedHashMap<>();
    Value variables = properties.at("Environment").at("Variables");
    variables.map().keySet().forEach(name -> environment.put(name, variables.at(name).text()));
    String role = referenced(id, unresolvedProperties(id).at("Role"));
    return new FunctionResource(
        id,
        properties.at("Handler").text(),
        template.directory().resolve(properties.at("CodeUri").text()),
        Duration.ofSeconds(properties.at("Timeout").number()),
        properties.at("MemorySize").number(),
        environment,
        role,
        statements(role),
        aliases(id),
        properties.at("SnapStart").at("ApplyOn").text("None").equals("PublishedVersions"),
        properties.at("LoggingConfig").at("LogGroup").text());
  }

  /** What a role's own policies say, and those that are attached to it by themselves. */
  public List<Map<String, Object>> statements(String role) {
    List<Map<String, Object>> statements = new ArrayList<>();
    for (Value policy : properties(role).at("Policies").list()) {
      addStatements(policy, statements);
    }
    for (String id : idsOf("AWS::IAM::Policy")) {
      if (Intrinsics.references(unresolvedProperties(id).at("Roles").node()).contains(role)) {
        addStatements(properties(id), statements);
      }
    }
    return statements;
  }

  private static void addStatements(Value policy, List<Map<String, Object>> statements) {
    for (Value statement : policy.at("PolicyDocument").at("Statement").list()) {
      statements.add(statement.map());
    }
  }

  private Set<String> aliases(String function) {
    Set<String> aliases = new LinkedHashSet<>();
    Value published = properties(function).at("AutoPublishAlias");
    if (!published.isAbsent()) {
      aliases.add(published.text());
    }
    for (String id : idsOf("AWS::Lambda::Alias")) {
      Value of = unresolvedProperties(id).at("FunctionName");
      if (referenced(id, of).equals(function)) {
        aliases.add(properties(id).at("Name").text());
      }
    }
    return aliases;
  }

  /** The routes of the HTTP API, in the template's order. */
  public List<RouteResource> routes() {
    return idsOf("AWS::ApiGatewayV2::Route").stream().map(this::route).toList();
  }

  private RouteResource route(String id) {
    Value properties = properties(id);
    String[] key = properties.at("RouteKey").text().split(" ", 2);
    if (key.length != 2) {
      throw new TemplateException(id + " is not a route with a method and a path: " + key[0]);
    }
    String integration = referenced(id, unresolvedProperties(id).at("Target"));
    String target = referenced(integration, unresolvedProperties(integration).at("IntegrationUri"));
    return new RouteResource(
        id,
        key[0],
        key[1],
        properties.at("AuthorizationType").text("NONE"),
        functionOf(target),
        aliasOf(target));
  }

  /** The streams that functions are mapped to. */
  public List<StreamResource> streams() {
    return idsOf("AWS::Lambda::EventSourceMapping").stream().map(this::stream).toList();
  }

  private StreamResource stream(String id) {
    Value properties = properties(id);
    String target = referenced(id, unresolvedProperties(id).at("FunctionName"));
    String table = referenced(id, unresolvedProperties(id).at("EventSourceArn"));
    return new StreamResource(
        id,
        table,
        properties(table).at("StreamSpecification").at("StreamViewType").text(),
        functionOf(target),
        aliasOf(target),
        properties.at("FilterCriteria").at("Filters").list().stream()
            .map(filter -> filter.at("Pattern").text())
            .toList(),
        properties.at("BatchSize").number(),
        Duration.ofSeconds(properties.at("MaximumBatchingWindowInSeconds").number(0)),
        properties.at("ParallelizationFactor").number(1),
        Duration.ofSeconds(properties.at("MaximumRecordAgeInSeconds").number()),
        properties.at("MaximumRetryAttempts").number(),
        properties.at("FunctionResponseTypes").texts().contains("ReportBatchItemFailures"));
  }

  /** What is called regularly, without what is disabled. */
  public List<ScheduleResource> schedules() {
    List<ScheduleResource> schedules = new ArrayList<>();
    for (String id : idsOf("AWS::Serverless::Function")) {
      Value properties = properties(id);
      Value events = properties.at("Events");
      for (String event : events.map().keySet()) {
        if (!events.at(event).at("Type").text().equals("Schedule")) {
          throw new TemplateException(id + "." + event + " is not a Schedule");
        }
        if (events.at(event).at("Properties").at("State").text("").equals("DISABLED")) {
          continue;
        }
        schedules.add(
            new ScheduleResource(
                id,
                event,
                properties.at("AutoPublishAlias").text(""),
                rate(events.at(event).at("Properties").at("Schedule").text())));
      }
    }
    return schedules;
  }

  private static Duration rate(String text) {
    Matcher rate = RATE.matcher(text);
    if (!rate.matches()) {
      throw new TemplateException("expected rate(n minutes), found " + text);
    }
    long n = Long.parseLong(rate.group(1));
    return switch (rate.group(2)) {
      case "minute" -> Duration.ofMinutes(n);
      case "hour" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  // ---- references ----------------------------------------------------------------------------

  /** The one resource that this part of {@code id} refers to. */
  private static String referenced(String id, Value part) {
    Set<String> references = Intrinsics.references(part.node());
    if (references.size() != 1) {
      throw new TemplateException(
          id + " is to refer to one resource with " + part.node() + ", not to " + references);
    }
    return references.iterator().next();
  }

  private static String functionOf(String target) {
    return target.endsWith(ALIAS) ? target.substring(0, target.length() - ALIAS.length()) : target;
  }

  private String aliasOf(String target) {
    return target.endsWith(ALIAS)
        ? properties(functionOf(target)).at("AutoPublishAlias").text()
        : "";
  }

  // ---- resolving -----------------------------------------------------------------------------

  private Value resources() {
    return template.root().at("Resources");
  }

  private boolean exists(String id) {
    Value resource = resources().at(id);
    return !resource.isAbsent() && holds(resource);
  }

  private boolean holds(Value conditional) {
    Value condition = conditional.at("Condition");
    return condition.isAbsent() || intrinsics.holds(condition.text());
  }

  private Value resolved(Value part) {
    return new Value(intrinsics.resolved(part.node()));
  }

  private Value unresolvedProperties(String id) {
    if (!exists(id)) {
      throw new TemplateException("there is no resource " + id);
    }
    Value resource = resources().at(id);
    Value properties = resource.at("Properties");
    if (!resource.at("Type").text().equals("AWS::Serverless::Function")) {
      return properties;
    }
    return new Value(merged(template.root().at("Globals").at("Function"), properties));
  }

  /** As SAM does it: maps are merged, lists are joined, anything else is overridden. */
  private static Object merged(Value global, Value own) {
    if (global.isAbsent() || isFunction(own)) {
      return Objects.requireNonNull(own.node());
    }
    if (own.isAbsent()) {
      return Objects.requireNonNull(global.node());
    }
    if (global.node() instanceof Map<?, ?> && own.node() instanceof Map<?, ?>) {
      Map<String, Object> both = new LinkedHashMap<>();
      Set<String> keys = new LinkedHashSet<>(global.map().keySet());
      keys.addAll(own.map().keySet());
      for (String key : keys) {
        both.put(key, merged(global.at(key), own.at(key)));
      }
      return both;
    }
    if (global.node() instanceof List<?> first && own.node() instanceof List<?> second) {
      List<Object> both = new ArrayList<>(first);
      both.addAll(second);
      return both;
    }
    return Objects.requireNonNull(own.node());
  }

  private static boolean isFunction(Value part) {
    return part.map().keySet().stream().anyMatch(k -> k.equals("Ref") || k.startsWith("Fn::"));
  }
}
