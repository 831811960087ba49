package io.lambdatcc.example.shop.isolated;

import io.lambdatcc.example.shop.template.PhysicalValues;
import io.lambdatcc.example.shop.template.Template;
import io.lambdatcc.example.shop.template.Value;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names that the template's resources have here: most are called as the template calls them,
 * and their ARNs follow from that.
 */
final class LocalNames implements PhysicalValues {
  static final String REGION = "us-east-1";
  static final String ACCOUNT = "000000000000";

  /** As the gateway calls it in its events. */
  static final String API = "local";

  static final String STAGE = "$default";

  private static final String ALIAS = ".Alias";
  private static final String VERSION = ".Version";

  private final Template template;
  private final URI api;
  private final Map<String, String> streams = new ConcurrentHashMap<>();

  /**
   * Names for this template.
   *
   * @param api where the gateway will listen
   */
  LocalNames(Template template, URI api) {
    this.template = template;
    this.api = api;
  }

  /** A table has got a stream. */
  void stream(String table, String arn) {
    streams.put(table, arn);
  }

  static String lambdaArn(String function, String qualifier) {
    String arn = "arn:aws:lambda:" + REGION + ":" + ACCOUNT + ":function:" + function;
    return qualifier.isEmpty() ? arn : arn + ":" + qualifier;
  }

  @Override
  public String reference(String id) {
    return switch (id) {
      case "AWS::Partition" -> "aws";
      case "AWS::Region" -> REGION;
      case "AWS::AccountId" -> ACCOUNT;
      case "AWS::StackName" -> "shop";
      case "AWS::URLSuffix" -> "amazonaws.com";
      default -> ofResource(id);
    };
  }

  private String ofResource(String id) {
    if (id.endsWith(ALIAS)) {
      String function = id.substring(0, id.length() - ALIAS.length());
      return lambdaArn(function, published(function));
    }
    if (id.endsWith(VERSION)) {
      return lambdaArn(id.substring(0, id.length() - VERSION.length()), "1");
    }
    return switch (type(id)) {
      case "AWS::ApiGatewayV2::Api" -> API;
      case "AWS::Lambda::Alias" ->
          lambdaArn(
              properties(id).at("FunctionName").at("Ref").text(), properties(id).at("Name").text());
      default -> id;
    };
  }

  /** The alias that SAM moves at each deployment. */
  private String published(String function) {
    Value globals = template.root().at("Globals").at("Function");
    return properties(function)
        .at("AutoPublishAlias")
        .text(globals.at("AutoPublishAlias").text("live"));
  }

  @Override
  public String attribute(String id, String attribute) {
    if (attribute.equals("Arn")) {
      return switch (type(id)) {
        case "AWS::Serverless::Function" -> lambdaArn(id, "");
        case "AWS::IAM::Role" -> "arn:aws:iam::" + ACCOUNT + ":role/" + id;
        case "AWS::DynamoDB::Table" -> arn("dynamodb", "table/" + id);
        case "AWS::SQS::Queue" -> arn("sqs", id);
        case "AWS::SNS::Topic" -> arn("sns", id);
        case "AWS::Logs::LogGroup" -> arn("logs", "log-group:" + id + ":*");
        default -> throw new IllegalArgumentException("no ARN is known for " + id);
      };
    }
    return switch (attribute) {
      case "ApiEndpoint" -> api.toString();
      case "StreamArn" -> Objects.requireNonNull(streams.get(id), id + " has no stream");
      case "QueueName", "TopicName" -> id;
      case "Version" -> "1";
      default -> throw new IllegalArgumentException(id + " has no attribute " + attribute);
    };
  }

  private static String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + REGION + ":" + ACCOUNT + ":" + resource;
  }

  private String type(String id) {
    return template.root().at("Resources").at(id).at("Type").text("made by SAM");
  }

  private Value properties(String id) {
    return template.root().at("Resources").at(id).at("Properties");
  }
}
