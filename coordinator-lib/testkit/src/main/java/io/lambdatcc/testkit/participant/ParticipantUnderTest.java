package io.lambdatcc.testkit.participant;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantRequest;
import java.net.URI;
import java.util.function.Function;

/** A participant as a coordinator meets it: messages in, answers out. Called by many threads. */
@FunctionalInterface
public interface ParticipantUnderTest {

  /**
   * Delivers one message.
   *
   * @param attempt which time this operation of this branch is sent, from 1
   */
  ParticipantReply send(Operation operation, ParticipantRequest message, int attempt);

  /**
   * A participant in any language, at {@code POST {base}/tcc/try}, {@code /confirm} and {@code
   * /cancel}.
   */
  static ParticipantUnderTest overHttp(URI base) {
    return new HttpParticipant(base);
  }

  /**
   * A Lambda function, or its routes alone: {@code overFunction(routes::handle, "/stock")}.
   *
   * @param base what comes before {@code /tcc}, like {@code /stock}
   */
  static ParticipantUnderTest overFunction(
      Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function, String base) {
    HttpApi api = new HttpApi(function);
    return (operation, message, attempt) -> api.send(base, operation, message, attempt);
  }

  /**
   * An object, behind what any server does in front of one: messages to other names, and bad
   * payloads, are answered 400.
   *
   * @param name the name the coordinator knows it by
   */
  static ParticipantUnderTest of(String name, SimulatedParticipant participant) {
    return new ObjectParticipant(name, participant);
  }
}
