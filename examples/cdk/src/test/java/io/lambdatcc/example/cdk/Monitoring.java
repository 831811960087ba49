package io.lambdatcc.example.cdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awscdk.assertions.Template;

/**
 * What the alarms, metric filters, graphs and deployments of a stack mean, with everything under
 * the name that it has in {@code template.yaml}. So both templates can be compared.
 */
final class Monitoring {
  /** What the CDK app calls differently. */
  private static final Map<String, String> NAMES =
      Map.of(
          "Log", "TransactionLog",
          "PutAside", "CompletionFailures",
          "ApiHttp", "Api",
          "DeadLetters", "CompletionDeadLetters");

  /** A logical id of the CDK. */
  private static final Pattern ID = Pattern.compile("\\b(?:Tcc|Watch)?(\\w+?)[0-9A-F]{8}\\b");

  private final Json template;
  private final UnaryOperator<String> naming;

  private Monitoring(Json template, UnaryOperator<String> naming) {
    this.template = template;
    this.naming = naming;
  }

  static Monitoring ofCdk(Template template) {
    return new Monitoring(
        Json.of(template.toJSON()),
        text ->
            ID.matcher(text)
                .replaceAll(id -> NAMES.getOrDefault(id.group(1), id.group(1)))
                .replace("LambdaTcc/lambda-tcc-shop", "LambdaTcc/AWS::StackName"));
  }

  /** With the defaults of its parameters. */
  static Monitoring ofSam(Path file) {
    Json template;
    try {
      template = Json.parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Json> parameters = template.at("Parameters").map();
    return new Monitoring(
        template,
        text ->
            parameters.containsKey(text)
                ? parameters.get(text).at("Default").text()
                : text.replaceAll("[$][{]([^}]*)[}]", "$1").replaceAll("[.]QueueName\\b", ""));
  }

  private String text(Json value) {
    return naming.apply(value.text());
  }

  private <T> Map<String, T> all(String type, Function<Json, T> meaning) {
    Map<String, T> all = new TreeMap<>();
    template
        .at("Resources")
        .map()
        .forEach(
            (id, resource) -> {
              if (resource.at("Type").text().equals(type)) {
                all.put(naming.apply(id), meaning.apply(resource.at("Properties")));
              }
            });
    return all;
  }

  /** Of all resources of a type. */
  Set<String> names(String type) {
    return all(type, Function.identity()).keySet();
  }

  // ---- alarms --------------------------------------------------------------------------------

  /** A metric; its id only where an expression has it. */
  record Measured(String id, String metric, Map<String, String> dimensions, String stat, int period)
      implements Comparable<Measured> {
    @Override
    public int compareTo(Measured other) {
      return toString().compareTo(other.toString());
    }
  }

  /** What is looked at, and when it is too much. */
  record AlarmMeaning(
      String description,
      List<Measured> metrics,
      String expression,
      String operator,
      String threshold,
      String datapoints,
      String periods,
      String missing) {

    String anchor() {
      return description.replaceAll(".*docs/operating[.]md#", "");
    }
  }

  Map<String, AlarmMeaning> alarms() {
    return all("AWS::CloudWatch::Alarm", this::alarm);
  }

  private AlarmMeaning alarm(Json alarm) {
    List<Json> queries = alarm.at("Metrics").list();
    String expression =
        queries.stream()
            .filter(query -> query.has("Expression"))
            .map(query -> text(query.at("Label")) + ": " + text(query.at("Expression")))
            .collect(Collectors.joining("; "));
    List<Measured> metrics = new ArrayList<>();
    if (queries.isEmpty()) {
      String stat = alarm.has("Statistic") ? "Statistic" : "ExtendedStatistic";
      metrics.add(measured("", alarm, text(alarm.at(stat)), alarm.at("Period")));
    }
    for (Json query : queries) {
      if (query.has("MetricStat")) {
        Json stat = query.at("MetricStat");
        String id = text(query.at("Id"));
        metrics.add(
            measured(
                expression.contains(" " + id + " ") || expression.endsWith(" " + id) ? id : "",
                stat.at("Metric"),
                text(stat.at("Stat")),
                stat.at("Period")));
      }
    }
    return new AlarmMeaning(
        text(alarm.at("AlarmDescription")),
        metrics.stream().sorted().toList(),
        expression,
        text(alarm.at("ComparisonOperator")),
        text(alarm.at("Threshold")),
        text(alarm.at("DatapointsToAlarm")),
        text(alarm.at("EvaluationPeriods")),
        text(alarm.at("TreatMissingData")));
  }

  private Measured measured(String id, Json metric, String stat, Json period) {
    Map<String, String> dimensions = new TreeMap<>();
    for (Json dimension : metric.at("Dimensions").list()) {
      dimensions.put(text(dimension.at("Name")), text(dimension.at("Value")));
    }
    return new Measured(
        id,
        text(metric.at("Namespace")) + " " + text(metric.at("MetricName")),
        dimensions,
        stat,
        Integer.parseInt(text(period)));
  }

  // ---- metric filters ------------------------------------------------------------------------

  /** What is read, and what is made of it. */
  record FilterMeaning(String group, String pattern, String value) {}

  /** By their metrics. */
  Map<String, FilterMeaning> filters() {
    Map<String, FilterMeaning> filters = new TreeMap<>();
    all("AWS::Logs::MetricFilter", Function.identity())
        .values()
        .forEach(
            filter -> {
              Json metric = filter.at("MetricTransformations").list().get(0);
              filters.put(
                  text(metric.at("MetricNamespace")) + " " + text(metric.at("MetricName")),
                  new FilterMeaning(
                      text(filter.at("LogGroupName")),
                      text(filter.at("FilterPattern")),
                      text(metric.at("MetricValue"))));
            });
    return filters;
  }

  /** The line that the API writes for each request. */
  String accessLine() {
    return all(
            "AWS::ApiGatewayV2::Stage",
            stage -> text(stage.at("AccessLogSettings").at("Format")).replaceAll("\\s", ""))
        .values()
        .iterator()
        .next();
  }

  // ---- the dashboard -------------------------------------------------------------------------

  /** What a graph shows, and where. */
  record GraphMeaning(String place, String view, List<Measured> metrics) {}

  /** By their titles. */
  Map<String, GraphMeaning> graphs() {
    Map<String, GraphMeaning> graphs = new LinkedHashMap<>();
    all("AWS::CloudWatch::Dashboard", each -> Json.parse(text(each.at("DashboardBody"))))
        .values()
        .forEach(
            body -> {
              for (Json widget : body.at("widgets").list()) {
                Json shown = widget.at("properties");
                List<Measured> metrics = new ArrayList<>();
                shown.at("metrics").list().forEach(each -> metrics.add(shown(each, shown)));
                graphs.put(
                    shown.at("title").text(),
                    new GraphMeaning(
                        List.of("x", "y", "width", "height").stream()
                            .map(side -> widget.at(side).text())
                            .collect(Collectors.joining(" ")),
                        widget.at("type").text() + " " + shown.at("view").text(),
                        metrics.stream().sorted().toList()));
              }
            });
    return graphs;
  }

  private static Measured shown(Json metric, Json graph) {
    List<Json> words = metric.list();
    Json options = words.get(words.size() - 1);
    if (options.has("expression")) {
      return new Measured(
          "",
          options.at("expression").text(),
          Map.of(),
          graph.at("stat").text(),
          Integer.parseInt(graph.at("period").text()));
    }
    Map<String, String> dimensions = new TreeMap<>();
    for (int i = 2; i + 1 < words.size(); i += 2) {
      dimensions.put(words.get(i).text(), words.get(i + 1).text());
    }
    return new Measured(
        "",
        words.get(0).text() + " " + words.get(1).text(),
        dimensions,
        (options.has("stat") ? options : graph).at("stat").text(),
        Integer.parseInt((options.has("period") ? options : graph).at("period").text()));
  }
}
