package io.lambdatcc.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  private final Routes routes =
      Routes.builder()
          .errorIds(() -> "e-1")
          .route("GET", "/stock/find/{item_id}", RoutesTest::parameters)
          .route("POST", "/stock/add/{item_id}/{n}", RoutesTest::parameters)
          .route("GET", "/orders/{id}", request -> HttpReply.json(200, "\"any\""))
          .route("GET", "/orders/latest", request -> HttpReply.json(200, "\"latest\""))
          .route("DELETE", "/orders/{id}", request -> HttpReply.empty(204))
          .route("GET", "/{service}/health", request -> HttpReply.json(200, "\"health\""))
          .route("GET", "/", request -> HttpReply.json(200, "\"root\""))
          .route("GET", "/caller", request -> HttpReply.json(200, request.caller().orElse("none")))
          .route(
              "GET", "/query", request -> HttpReply.json(200, JsonText.of(request.query()).text()))
          .route("POST", "/echo", request -> HttpReply.json(200, request.body()))
          .route("POST", "/create", request -> create(request.body()))
          .route("GET", "/gone", request -> problem())
          .route("GET", "/bug", request -> bug())
          .build();

  private static HttpReply parameters(HttpRequest request) {
    return HttpReply.json(200, JsonText.of(request.pathParameters()).canonical());
  }

  private static HttpReply create(String body) {
    CreateTransaction create = CreateTransaction.fromJson(body);
    return HttpReply.json(201, Integer.toString(create.branches().size()));
  }

  private static HttpReply problem() {
    throw new ProblemException(ProblemType.NAME_CONFLICT, "taken");
  }

  private static HttpReply bug() {
    throw new IllegalStateException("password=secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/stock/find/7        | {\"item_id\":\"7\"}",
        "/stock/find/7/       | {\"item_id\":\"7\"}",
        "/stock/find/a%20b    | {\"item_id\":\"a b\"}",
        "/stock/find/a%2Fb    | {\"item_id\":\"a/b\"}",
        "/stock/find/a+b      | {\"item_id\":\"a+b\"}",
        "/stock/find/a+%20b   | {\"item_id\":\"a+ b\"}",
        "/stock/find/%C3%A9   | {\"item_id\":\"é\"}",
        "/stock/find/%F0%9F%98%80 | {\"item_id\":\"\ud83d\ude00\"}",
        "/stock/find/%2525    | {\"item_id\":\"%25\"}",
      })
  void pathParametersAreDecodedOnce(String path, String parameters) {
    assertReply(Events.get(path), 200, parameters);
  }

  @Test
  void aRoutesOwnTextsAreMatchedAsTheyWereWrittenSoThatNoGatewaySeesAnotherPath() {
    assertThat(routes.handle(Events.get("/stoc%6B/find/7")).getStatusCode()).isEqualTo(404);
    assertThat(routes.handle(Events.get("/%73tock/find/7")).getStatusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "%zz", "%-1", "%C3", "%FF", "%C3%28", "%ED%A0%80"})
  void aPathThatIsNotPercentEncodedUtf8IsABadRequest(String segment) {
    assertProblem(Events.get("/stock/find/" + segment), ProblemType.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/stock",
        "/stock/find",
        "/stock/find/7/8",
        "/stock//7",
        "/STOCK/find/7",
        "/stock/find//"
      })
  void anUnknownPathIsNotFound(String path) {
    assertProblem(Events.get(path), ProblemType.NOT_FOUND);
  }

  @Test
  void aTextBeatsANameInWhateverOrderTheyWereAdded() {
    assertReply(Events.get("/orders/latest"), 200, "\"latest\"");
    assertReply(Events.get("/orders/7"), 200, "\"any\"");
    assertReply(Events.get("/orders/health"), 200, "\"any\"");
    assertReply(Events.get("/stock/health"), 200, "\"health\"");
    assertReply(Events.get("/"), 200, "\"root\"");
  }

  @Test
  void aKnownPathWithAnotherMethodNamesThoseAllowed() {
    APIGatewayV2HTTPResponse response =
        assertProblem(
            Events.event("PUT", "/orders/7", "null", false), ProblemType.METHOD_NOT_ALLOWED);
    assertThat(response.getHeaders()).containsEntry("allow", "DELETE, GET");
    assertProblem(Events.event("HEAD", "/orders/7", "null", false), ProblemType.METHOD_NOT_ALLOWED);
    assertProblem(
        Events.event("OPTIONS", "/orders/7", "null", false), ProblemType.METHOD_NOT_ALLOWED);
  }

  @Test
  void aMethodOnTheLessSpecificRouteIsFoundToo() {
    assertReply(Events.event("DELETE", "/orders/latest", "null", false), 204, "");
  }

  @Test
  void theRoutesCanBeListed() {
    assertThat(
            Routes.builder()
                .route("GET", "/", RoutesTest::parameters)
                .route("POST", "/stock/add/{item_id}/{n}", RoutesTest::parameters)
                .route("GET", "/stock/find/{item_id}/", RoutesTest::parameters)
                .build()
                .list())
        .containsExactlyInAnyOrder(
            "GET /", "POST /stock/add/{item_id}/{n}", "GET /stock/find/{item_id}");
  }

  @Test
  void theNameOfTheStageIsNotPartOfThePath() {
    assertReply(
        Events.event("GET", "/prod/orders/7", "null", false, "prod", "null"), 200, "\"any\"");
    assertReply(Events.event("GET", "/orders/7", "null", false, "orders", "null"), 404, null);
    assertReply(Events.event("GET", "/orders/7", "null", false, "order", "null"), 200, "\"any\"");
  }

  @Test
  void aBodyIsTextOrBase64() {
    String text = "{\"a\":\"é\ud83d\ude00\"}";
    assertReply(Events.event("POST", "/echo", JsonText.of(text).text(), false), 200, text);
    assertReply(Events.event("POST", "/echo", "\"" + base64(text) + "\"", true), 200, text);
    assertReply(Events.event("POST", "/echo", "null", false), 200, "");
  }

  @Test
  void aBodyThatIsNotBase64OrNotUtf8IsABadRequest() {
    assertProblem(Events.event("POST", "/echo", "\"&&&\"", true), ProblemType.INVALID_REQUEST);
    byte[] latin1 = "é".getBytes(StandardCharsets.ISO_8859_1);
    String encoded = Base64.getEncoder().encodeToString(latin1);
    assertProblem(
        Events.event("POST", "/echo", "\"" + encoded + "\"", true), ProblemType.INVALID_REQUEST);
  }

  @Test
  void aBodyIsOneMebibyteAtMost() {
    String full = "x".repeat(Routes.MAX_BODY_BYTES);
    assertReply(Events.event("POST", "/echo", "\"" + full + "\"", false), 200, full);
    assertReply(Events.event("POST", "/echo", "\"" + base64(full) + "\"", true), 200, full);
    assertProblem(Events.event("POST", "/echo", "\"" + full + "x\"", false), ProblemType.TOO_LARGE);
    assertProblem(
        Events.event("POST", "/echo", "\"" + base64(full + "x") + "\"", true),
        ProblemType.TOO_LARGE);
    assertProblem(
        Events.event("POST", "/echo", "\"" + "é".repeat(Routes.MAX_BODY_BYTES / 2) + "x\"", false),
        ProblemType.TOO_LARGE);
  }

  @Test
  void aMalformedMessageNamesItsField() {
    APIGatewayV2HTTPResponse response =
        assertProblem(
            Events.event(
                "POST",
                "/create",
                JsonText.of("{\"branches\":[{\"participant\":\"p\"}]}").text(),
                false),
            ProblemType.INVALID_REQUEST);
    assertThat(Problem.fromJson(response.getBody()).extensions())
        .containsEntry("field", "branches[0].payload")
        .containsEntry("reason", "is missing");
  }

  @Test
  void aProblemThrownIsTheReply() {
    APIGatewayV2HTTPResponse response =
        assertProblem(Events.get("/gone"), ProblemType.NAME_CONFLICT);
    assertThat(response.getStatusCode()).isEqualTo(422);
    assertThat(Problem.fromJson(response.getBody()).detail()).isEqualTo("taken");
  }

  @Test
  void anErrorShowsItsIdAndNothingElse() {
    APIGatewayV2HTTPResponse response = assertProblem(Events.get("/bug"), ProblemType.INTERNAL);
    assertThat(response.getStatusCode()).isEqualTo(500);
    assertThat(response.getBody()).doesNotContain("secret").contains("\"errorId\":\"e-1\"");
  }

  @Test
  void anEventOfAnotherFormatIsABadRequest() {
    assertProblem(new APIGatewayV2HTTPEvent(), ProblemType.INVALID_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:sts::123456789012:assumed-role/Shop/session-1, arn:aws:iam::123456789012:role/Shop",
    "arn:aws-cn:sts::123456789012:assumed-role/Shop/a@b, arn:aws-cn:iam::123456789012:role/Shop",
    "arn:aws:iam::123456789012:user/path/jo, arn:aws:iam::123456789012:user/path/jo",
    "arn:aws:sts::123456789012:federated-user/jo, arn:aws:sts::123456789012:federated-user/jo",
  })
  void theCallerIsTheRoleWithoutItsSession(String userArn, String caller) {
    assertReply(Events.calledBy(userArn), 200, caller);
  }

  @Test
  void withoutIamNobodyIsTheCaller() {
    assertReply(Events.get("/caller"), 200, "none");
  }

  @Test
  void aQueryIsAsTheGatewayDecodedIt() {
    APIGatewayV2HTTPResponse response = routes.handle(Events.get("/query"));
    assertThat(JsonText.parse(response.getBody()).canonical())
        .isEqualTo("{\"parked\":\"a,b\",\"phase\":\"TRYING\"}");
  }

  @Test
  void headersAreFoundWhateverTheirCase() {
    Routes headers =
        Routes.builder()
            .route(
                "GET",
                "/",
                request ->
                    HttpReply.json(200, request.header("IDEMPOTENCY-key").orElse("none"))
                        .withHeader("X-Names", String.join(",", request.headers().keySet())))
            .build();
    APIGatewayV2HTTPResponse response = headers.handle(Events.get("/"));
    assertThat(response.getBody()).isEqualTo("\"k\"");
    assertThat(response.getHeaders().get("x-names")).contains("idempotency-key");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/orders/{other}",
    "GET,/orders/latest/",
    "get,/x",
    "GET,x",
    "GET,/{a}/{a}",
    "GET,/x{a}"
  })
  void aRouteThatCannotWorkIsRefusedWhenItIsAdded(String method, String path) {
    Routes.Builder builder =
        Routes.builder()
            .route("GET", "/orders/{id}", request -> HttpReply.empty(200))
            .route("GET", "/orders/latest", request -> HttpReply.empty(200));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.route(method, path, request -> HttpReply.empty(200)));
  }

  @Test
  void askingForAParameterTheRouteDoesNotHaveIsMisuse() {
    HttpRequest request =
        new HttpRequest("GET", "/x/1", Map.of("id", "1"), Map.of(), Map.of(), "", null, null);
    assertThat(request.pathParameter("id")).isEqualTo("1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request.pathParameter("name"))
        .withMessageContaining("{name}");
  }

  @Test
  void aReplyHasOneHeaderOfAName() {
    HttpReply reply = HttpReply.json(200, "1").withHeader("Content-Type", "text/plain");
    assertThat(reply.headers()).containsExactly(Map.entry("content-type", "text/plain"));
    assertThatIllegalArgumentException().isThrownBy(() -> HttpReply.empty(42));
  }

  private void assertReply(APIGatewayV2HTTPEvent event, int status, @Nullable String body) {
    APIGatewayV2HTTPResponse response = routes.handle(event);
    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(status);
    if (body != null) {
      assertThat(response.getBody()).isEqualTo(body);
    }
  }

  private APIGatewayV2HTTPResponse assertProblem(APIGatewayV2HTTPEvent event, ProblemType type) {
    APIGatewayV2HTTPResponse response = routes.handle(event);
    assertThat(response.getHeaders()).containsEntry("content-type", Problem.CONTENT_TYPE);
    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(type.status());
    assertThat(Problem.fromJson(response.getBody()).type()).isEqualTo(type.uri());
    return response;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
