package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.aws.BoundedResponse.Received;
import io.lambdatcc.aws.Transport.Incoming;
import io.lambdatcc.aws.Transport.Outgoing;
import io.lambdatcc.aws.Transport.Reply;
import io.lambdatcc.http.EventJson;
import io.lambdatcc.recorded.Corpus;
import io.lambdatcc.recorded.Recording;
import io.lambdatcc.recorded.Rendering;
import io.lambdatcc.recorded.Tree;
import io.lambdatcc.recorded.Tree.Place;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The events by which coordinators have invoked participants, and the responses that those have
 * given (I12). They are what a gateway would send and read, so members may come in any order; the
 * messages inside are recorded where they are made.
 */
class RecordedDirectCallsTest {
  private static final String EVENT = "event";
  private static final String RESPONSE = "response";
  private static final String READ_AS = "readAs";
  private static final Corpus EVENTS = new Corpus(EVENT);
  private static final Corpus RESPONSES = new Corpus(RESPONSE);
  private static final Rendering RENDERING = new Rendering();
  private static final JsonNode ADDED = Tree.object().put("x", 1);
  private static final InvokeTransport TRANSPORT =
      new InvokeTransport(
          InvokedFunction.parse("stock:tcc/stock", "eu-central-1"),
          URI.create("https://lambda.eu-central-1.amazonaws.com"));

  private static Map<String, JsonNode> events() {
    Map<String, JsonNode> events = new LinkedHashMap<>();
    for (Operation operation : Operation.values()) {
      Outgoing outgoing =
          TRANSPORT.outgoing(
              "/tcc/" + operation.path(),
              Map.of(ParticipantRequest.ATTEMPT_HEADER, "1", "Content-Type", "application/json"),
              "{\"v\":1}");
      events.put("direct-call-" + operation.path(), Tree.parse(outgoing.body().asUtf8String()));
    }
    return events;
  }

  private static Map<String, JsonNode> responses() {
    APIGatewayV2HTTPResponse response =
        APIGatewayV2HTTPResponse.builder()
            .withStatusCode(200)
            .withHeaders(Map.of("content-type", "application/json"))
            .withBody("{\"outcome\":\"TRIED\"}")
            .build();
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try {
      EventJson.write(response, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of("direct-reply", Tree.parse(json.toString(StandardCharsets.UTF_8)));
  }

  @BeforeAll
  static void record() {
    EVENTS.record(() -> files(EVENT, events()));
    RESPONSES.record(() -> files(RESPONSE, responses()));
  }

  private static Map<String, ObjectNode> files(String member, Map<String, JsonNode> written) {
    Map<String, ObjectNode> files = new LinkedHashMap<>();
    written.forEach(
        (name, json) -> {
          ObjectNode file = Tree.object().set(member, json);
          files.put(name, file.set(READ_AS, read(member, json)));
        });
    return files;
  }

  // ---- what is promised ------------------------------------------------------------------------

  static List<Recording> all() {
    return Stream.concat(EVENTS.all().stream(), RESPONSES.all().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatAReleaseHasSentIsReadAsWhatItMeantWhateverALaterOneAdds(Recording recording) {
    String member = recording.content().has(EVENT) ? EVENT : RESPONSE;
    JsonNode sent = recording.get(member);
    assertSame(recording, read(member, sent));
    for (String object : Tree.objects(sent)) {
      assertSame(recording, read(member, new Place(object, "addedLater").with(sent, ADDED)));
    }
  }

  @Test
  void whatIsSentIsWhatTheNewestReleaseSends() {
    assertNewest(EVENTS, events());
    assertNewest(RESPONSES, responses());
  }

  // ---- shared ----------------------------------------------------------------------------------

  private static void assertNewest(Corpus corpus, Map<String, JsonNode> written) {
    Map<String, JsonNode> recorded = new LinkedHashMap<>();
    corpus.newest().forEach(each -> recorded.put(each.name(), each.get(corpus.member())));
    assertThat(written)
        .as("another format needs a release that reads it first")
        .isEqualTo(recorded);
  }

  /** But for what is newer than the recording. */
  private static void assertSame(Recording recording, JsonNode now) {
    assertThat(Tree.pretty(Tree.known(now, recording.get(READ_AS))))
        .isEqualTo(Tree.pretty(recording.get(READ_AS)));
  }

  /** As the other side reads it. */
  private static JsonNode read(String member, JsonNode json) {
    if (member.equals(RESPONSE)) {
      Incoming incoming = TRANSPORT.incoming(new Received(200, Map.of(), json.toString()));
      return RENDERING.of(((Reply) incoming).received());
    }
    try {
      byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
      APIGatewayV2HTTPEvent event = EventJson.read(new ByteArrayInputStream(bytes));
      return Tree.object()
          .put("method", event.getRequestContext().getHttp().getMethod())
          .put("stage", event.getRequestContext().getStage())
          .put("path", event.getRawPath())
          .put("body", event.getBody())
          .put("base64", event.getIsBase64Encoded())
          .set("headers", RENDERING.of(event.getHeaders()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
