package io.lambdatcc.testkit.participant;

import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A participant at a URL. */
final class HttpParticipant implements ParticipantUnderTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String base;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  HttpParticipant(URI base) {
    this.base = base.toString().replaceFirst("/$", "");
  }

  @Override
  public ParticipantReply send(Operation operation, ParticipantRequest message, int attempt) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/tcc/" + operation.path()))
            .timeout(TIMEOUT)
            .header("content-type", "application/json")
            .header(ParticipantRequest.IDEMPOTENCY_KEY_HEADER, message.idempotencyKey(operation))
            .header(ParticipantRequest.ATTEMPT_HEADER, Integer.toString(attempt))
            .POST(BodyPublishers.ofString(message.toJson()))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return ParticipantReply.read(
          operation, response.statusCode(), headers(response), response.body());
    } catch (IOException e) {
      return new ParticipantReply.Unknown("no answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ParticipantReply.Unknown("interrupted while waiting for an answer");
    }
  }

  private static Map<String, String> headers(HttpResponse<String> response) {
    Map<String, String> headers = new LinkedHashMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    return headers;
  }
}
