package io.lambdatcc.example.shop.isolated.aws;

import io.lambdatcc.example.shop.gateway.SentRequest;
import io.lambdatcc.example.shop.isolated.iam.Account;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.lambdalocal.SigV4Verifier;
import io.lambdatcc.lambdalocal.Verdict;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP server on 127.0.0.1 through which a service is reached by those who sign for it. */
final class ServiceEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceEndpoint.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final long MAX_BODY_BYTES = 17L * 1024 * 1024;

  private final SignedService service;
  private final Account account;
  private final SigV4Verifier verifier;
  private final Undertow server;
  private final URI uri;

  /** Opens it on any free port. */
  ServiceEndpoint(SignedService service, Account account, String region) {
    this.service = service;
    this.account = account;
    this.verifier = account.verifier(service.name(), region);
    this.server =
        Undertow.builder()
            .addHttpListener(0, LOOPBACK)
            .setIoThreads(2)
            .setWorkerThreads(1) // nothing here blocks
            .setDirectBuffers(false)
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
            .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .setHandler(
                exchange ->
                    exchange
                        .getRequestReceiver()
                        .receiveFullBytes(this::received, (broken, cause) -> broken.endExchange()))
            .build();
    server.start();
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    uri = URI.create("http://" + LOOPBACK + ":" + address.getPort());
  }

  /** Where it listens. */
  URI uri() {
    return uri;
  }

  private void received(HttpServerExchange exchange, byte[] body) {
    SentRequest request = SentRequest.of(exchange, body);
    Verdict verdict = Account.verify(verifier, request);
    if (verdict instanceof Verdict.Refused refused) {
      send(exchange, service.unsigned(refused));
      return;
    }
    Principal sender = account.sender((Verdict.Accepted) verdict);
    // once this handler has returned the exchange belongs to whoever answers
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          CompletionStage<SignedService.Reply> reply = service.answer(sender, request);
          var unused = reply.whenComplete((answer, failure) -> sent(exchange, answer, failure));
        });
  }

  private static void sent(
      HttpServerExchange exchange,
      SignedService.@Nullable Reply answer,
      @Nullable Throwable failure) {
    if (answer != null) {
      send(exchange, answer);
    } else {
      log.warn("a request got no answer", failure);
      exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE).endExchange();
    }
  }

  private static void send(HttpServerExchange exchange, SignedService.Reply reply) {
    exchange.setStatusCode(reply.status());
    reply
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange.getResponseSender().send(ByteBuffer.wrap(reply.body()));
  }

  /** Stops listening; whoever waits for an answer gets none. */
  @Override
  public void close() {
    server.stop();
  }
}
