package io.lambdatcc.example.shop.gateway;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.console.ConsolePages;

/** Serves the console's page and files, as a function would that had nothing else to do. */
final class ConsoleFunction
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
  private final ConsolePages pages = new ConsolePages();

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    ConsolePages.Page page =
        pages.answer(
            event.getRequestContext().getHttp().getMethod(),
            event.getRawPath(),
            event.getHeaders().get("if-none-match"));
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(page.status())
        .withHeaders(page.headers())
        .withBody(page.body())
        .build();
  }
}
