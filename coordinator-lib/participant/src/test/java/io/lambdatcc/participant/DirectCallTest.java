package io.lambdatcc.participant;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.lambdatcc.http.HttpReply;
import io.lambdatcc.http.Routes;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what through the gateway, and through the alias for direct calls. */
class DirectCallTest {
  private static final Tickets.Tables TABLES = Tickets.Tables.fresh();
  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:tickets";
  private static final String ROLE = "arn:aws:iam::123456789012:role/tcc/of/ours/Coordinator";
  private static final String SESSION = "arn:aws:sts::123456789012:assumed-role/Coordinator/s1";
  private static final String STRANGER = "arn:aws:sts::123456789012:assumed-role/Other/s1";

  private final String event = UUID.randomUUID().toString();
  private final List<String> added = new ArrayList<>();
  private final TccHandler handler = handler(Optional.of("tcc"));

  private TccHandler handler(Optional<String> alias) {
    TABLES.put(event, 10);
    FunctionRoutes routes =
        TccEndpoint.builder(new Tickets(TABLES.events()))
            .name("tickets")
            .fences(TABLES.client(), TABLES.fences())
            .clock(() -> NOW)
            .allowedCallers(Set.of(ROLE))
            .build()
            .functionRoutes(
                Routes.builder()
                    .route(
                        "POST",
                        "/tickets/add/{id}/{n}",
                        request -> {
                          added.add(request.path());
                          return HttpReply.empty(204);
                        }),
                "/tickets",
                alias);
    return new TccHandler(routes) {};
  }

  private int status(TccHandler handler, APIGatewayV2HTTPEvent event, @Nullable String arn) {
    return handler.handleRequest(event, arn == null ? null : Invoked.at(arn)).getStatusCode();
  }

  private APIGatewayV2HTTPEvent tryEvent(@Nullable String caller) {
    String body =
        new ParticipantRequest(
                ParticipantRequest.VERSION,
                "t~" + UUID.randomUUID().toString().replace("-", ""),
                "b1",
                "tickets",
                NOW.plusSeconds(10),
                JsonText.parse("{\"event\":\"" + event + "\",\"count\":1}"))
            .toJson();
    return Events.post("/tickets/tcc/try", Map.of(), body, caller);
  }

  private static APIGatewayV2HTTPEvent addEvent(@Nullable String caller) {
    return Events.post("/tickets/add/1/1", Map.of(), "", caller);
  }

  @Test
  void theCoordinatorInvokesItDirectlyWithoutNamingItself() {
    assertThat(status(handler, tryEvent(null), FUNCTION + ":tcc")).isEqualTo(200);
  }

  @Test
  void whatADirectCallClaimsAboutItsCallerIsWorthNothingEitherWay() {
    assertThat(status(handler, tryEvent(STRANGER), FUNCTION + ":tcc")).isEqualTo(200);
    assertThat(status(handler, addEvent(SESSION), FUNCTION + ":tcc")).isEqualTo(404);
  }

  @Test
  void throughTheDirectAliasThereIsNothingButTheRoutesOfTheCoordinator() {
    assertThat(status(handler, addEvent(null), FUNCTION + ":tcc")).isEqualTo(404);
    assertThat(added).isEmpty();
    assertThat(status(handler, addEvent(null), FUNCTION + ":live")).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {":live", "", ":7", ":$LATEST", ":TCC", ":tcc:tcc", ":tcc2"})
  void throughAnyOtherAliasTheGatewaysRulesApply(String qualifier) {
    assertThat(status(handler, tryEvent(null), FUNCTION + qualifier)).isEqualTo(403);
    assertThat(status(handler, tryEvent(STRANGER), FUNCTION + qualifier)).isEqualTo(403);
    assertThat(status(handler, tryEvent(SESSION), FUNCTION + qualifier)).isEqualTo(200);
  }

  @Test
  void aFunctionThatIsCalledWhatTheAliasIsCalledIsNotTherebyDirect() {
    String function = FUNCTION.replace("tickets", "tcc");
    assertThat(status(handler, tryEvent(null), function)).isEqualTo(403);
  }

  @Test
  void withoutAConfiguredAliasOrAContextNothingIsDirect() {
    assertThat(status(handler(Optional.empty()), tryEvent(null), FUNCTION + ":tcc")).isEqualTo(403);
    assertThat(status(handler, tryEvent(null), null)).isEqualTo(403);
  }
}
