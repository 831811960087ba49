package io.lambdatcc.example.cdk;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.aws_apigatewayv2_authorizers.HttpIamAuthorizer;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpLambdaIntegration;
import software.amazon.awscdk.services.apigatewayv2.AddRoutesOptions;
import software.amazon.awscdk.services.apigatewayv2.CfnStage;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * An HTTP API whose routes only signed requests pass, with a line of JSON for each request, and
 * alarms on failures and latency.
 */
public final class SignedApi extends Construct {
  /** Metrics are made of routeKey and status. */
  private static final String LINE =
      "{\"time\":\"$context.requestTime\",\"requestId\":\"$context.requestId\","
          + "\"caller\":\"$context.identity.userArn\",\"routeKey\":\"$context.routeKey\","
          + "\"path\":\"$context.path\",\"status\":\"$context.status\","
          + "\"latencyMillis\":$context.responseLatency,"
          + "\"functionMillis\":\"$context.integrationLatency\","
          + "\"bytes\":\"$context.responseLength\",\"error\":\"$context.error.message\","
          + "\"functionError\":\"$context.integrationErrorMessage\"}";

  private final HttpApi http;
  private final LogGroup log;

  /**
   * An API without routes.
   *
   * @param perSecond requests per second that it lets through, the coordinator's own included
   * @param atOnce requests at once that it lets through
   */
  public SignedApi(Construct scope, String id, Settings settings, int perSecond, int atOnce) {
    super(scope, id);
    http =
        HttpApi.Builder.create(this, "Http")
            .apiName(Stack.of(this).getStackName())
            .createDefaultStage(false)
            .build();
    log =
        LogGroup.Builder.create(this, "Logs")
            .retention(settings.logRetention())
            .removalPolicy(RemovalPolicy.RETAIN)
            .build();
    CfnStage.Builder.create(this, "Stage")
        .apiId(http.getApiId())
        .stageName("$default")
        .autoDeploy(true)
        .defaultRouteSettings(
            CfnStage.RouteSettingsProperty.builder()
                .throttlingRateLimit(perSecond)
                .throttlingBurstLimit(atOnce)
                .build())
        .accessLogSettings(
            CfnStage.AccessLogSettingsProperty.builder()
                .destinationArn(log.getLogGroupArn())
                .format(LINE)
                .build())
        .build();
    failures(settings);
    latency(settings);
  }

  private void failures(Settings settings) {
    MathExpression percentage =
        MathExpression.Builder.create()
            .label("Percentage of 5xx")
            .expression("100 * failures / requests")
            .usingMetrics(
                Map.of("failures", metric("5xx", "Sum"), "requests", metric("Count", "Sum")))
            .period(Duration.minutes(1))
            .build();
    settings.announce(
        AlarmRule.above(1, 3, 5, TreatMissingData.NOT_BREACHING)
            .alarm(
                this,
                "Failures",
                "More than one in a hundred requests is answered with 5xx. See"
                    + " docs/operating.md#api-failures",
                percentage));
  }

  private void latency(Settings settings) {
    settings.announce(
        AlarmRule.atLeast(10_000, 5, 5, TreatMissingData.NOT_BREACHING)
            .alarm(
                this,
                "Latency",
                "One in a hundred requests takes more than ten seconds. See"
                    + " docs/operating.md#api-latency",
                metric("Latency", "p99")));
  }

  /** Where it is called. */
  public String endpoint() {
    return http.getApiEndpoint();
  }

  /** Adds a route that only signed requests pass. */
  public void route(Alias function, HttpMethod method, String path) {
    http.addRoutes(
        AddRoutesOptions.builder()
            .path(path)
            .methods(List.of(method))
            .authorizer(new HttpIamAuthorizer())
            .integration(
                new HttpLambdaIntegration(method + path.replaceAll("[^A-Za-z0-9]", ""), function))
            .build());
  }

  /** The ARN of requests. */
  public String arn(String method, String path) {
    return Stack.of(this)
        .formatArn(
            ArnComponents.builder()
                .service("execute-api")
                .resource(http.getApiId())
                .resourceName("*/" + method + path)
                .arnFormat(ArnFormat.SLASH_RESOURCE_NAME)
                .build());
  }

  Metric metric(String name, String statistic) {
    return Metrics.of("AWS/ApiGateway", name, statistic, Map.of("ApiId", http.getApiId()));
  }

  LogGroup log() {
    return log;
  }
}
