package io.lambdatcc.participant;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as an API Gateway HTTP API sends them. */
final class Events {
  private Events() {}

  /**
   * A POST.
   *
   * @param callerArn who calls, as the gateway tells it; null for nobody in particular
   */
  static APIGatewayV2HTTPEvent post(
      String path, Map<String, String> headers, String body, @Nullable String callerArn) {
    RequestContext context =
        RequestContext.builder()
            .withStage("$default")
            .withHttp(RequestContext.Http.builder().withMethod("POST").withPath(path).build())
            .build();
    if (callerArn != null) {
      context.setAuthorizer(
          RequestContext.Authorizer.builder()
              .withIam(RequestContext.IAM.builder().withUserArn(callerArn).build())
              .build());
    }
    return APIGatewayV2HTTPEvent.builder()
        .withVersion("2.0")
        .withRawPath(path)
        .withHeaders(headers)
        .withBody(body)
        .withRequestContext(context)
        .build();
  }
}
