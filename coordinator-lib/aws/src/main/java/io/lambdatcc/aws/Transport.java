package io.lambdatcc.aws;

import io.lambdatcc.aws.BoundedResponse.Received;
import io.lambdatcc.protocol.Answer;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The way to one participant. Every way carries the same: a POST with headers and a body to a path
 * below the participant's base, and back a status, headers and a body, which mean the same whatever
 * way they came. What differs is what goes over the network for it, and what else can happen there.
 *
 * <p>Transports are pure: they neither send nor wait.
 */
sealed interface Transport permits UrlTransport, InvokeTransport {

  /** What goes over the network; still to be signed. */
  record Outgoing(SdkHttpRequest request, SdkBytes body) {}

  /** What came back, read. */
  sealed interface Incoming permits Reply, Instead {}

  /** The participant's own reply. */
  record Reply(Received received) implements Incoming {}

  /**
   * What stands for a reply that the participant did not give.
   *
   * @param trouble whether it speaks of trouble at the participant
   */
  record Instead(Answer answer, boolean trouble) implements Incoming {}

  /**
   * The request that carries this.
   *
   * @param path below the participant's base, like {@code /tcc/try}
   */
  Outgoing outgoing(String path, Map<String, String> headers, String body);

  /**
   * Reads what came back.
   *
   * @throws RuntimeException when it cannot be read, so that nobody knows what happened
   */
  Incoming incoming(Received received);

  /** The most bytes of what comes back that are read. */
  int longestResponse();
}
