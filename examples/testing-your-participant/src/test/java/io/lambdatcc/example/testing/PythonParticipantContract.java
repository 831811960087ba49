package io.lambdatcc.example.testing;

import io.lambdatcc.testkit.ParticipantContract;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import io.lambdatcc.wire.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The participant in Python of the README keeps the contract. Not part of the build, which needs no
 * Python; with a python3 on the path, {@code mvn -pl examples/testing-your-participant -am test
 * -Dtest=PythonParticipantContract -Dsurefire.failIfNoSpecifiedTests=false} runs it.
 */
class PythonParticipantContract extends ParticipantContract {
  /** The participant on a free port, which also shows what it holds and lets more be sold. */
  private static final String PROGRAM =
      """
      import json, sys
      sys.path.insert(0, sys.argv[1])
      import participant
      class Shown(participant.Seats):
          def do_GET(self):
              if self.path == "/more": participant.free += 100
              body = json.dumps({"free": participant.free, "held": participant.held}).encode()
              self.send_response(200)
              self.end_headers()
              self.wfile.write(body)
          def log_message(self, *args): pass
      server = participant.ThreadingHTTPServer(("127.0.0.1", 0), Shown)
      print(server.server_address[1], flush=True)
      server.serve_forever()
      """;

  private record Seats(long free, long held) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process python;
  private @Nullable URI uri;
  private long all = 100;

  @BeforeEach
  void start() throws IOException {
    Process started =
        new ProcessBuilder("python3", "-c", PROGRAM, Path.of("../python-participant").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    python = started;
    BufferedReader output = started.inputReader();
    String port = Objects.requireNonNull(output.readLine(), "python3 has ended; see its errors");
    uri = URI.create("http://127.0.0.1:" + port);
  }

  @AfterEach
  void stop() {
    if (python != null) {
      python.destroy();
    }
  }

  @Override
  protected ParticipantUnderTest participant() {
    return ParticipantUnderTest.overHttp(uri("/seats"));
  }

  @Override
  protected String name() {
    return "seats";
  }

  @Override
  protected JsonText payload() {
    return JsonText.parse("{\"seats\":3}");
  }

  @Override
  protected JsonText otherPayload() {
    return JsonText.parse("{\"seats\":4}");
  }

  @Override
  protected JsonText refusedPayload() {
    return JsonText.parse("{\"seats\":101}");
  }

  @Override
  protected void makeTheRefusedPossible() {
    get("/more");
    all += 100;
  }

  @Override
  protected Holdings observe() {
    Seats seats = get("/").to(Seats.class);
    return new Holdings(seats.free(), seats.held(), all - seats.free() - seats.held());
  }

  private URI uri(String path) {
    return Objects.requireNonNull(uri, "not started").resolve(path);
  }

  private JsonText get(String path) {
    try {
      return JsonText.parse(
          http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString()).body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the participant in Python does not answer", e);
    }
  }
}
