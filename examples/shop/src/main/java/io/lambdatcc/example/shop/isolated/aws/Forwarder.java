package io.lambdatcc.example.shop.isolated.aws;

import io.lambdatcc.example.shop.gateway.SentRequest;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/** Passes requests on to another server, as they are but for the body, and brings the answers. */
final class Forwarder implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_WAITING = 10_000;
  private static final Set<String> SENT_ON =
      Set.of(
          "content-type",
          "x-amz-target",
          "authorization",
          "x-amz-date",
          "x-amz-security-token",
          "user-agent");
  private static final Set<String> BROUGHT_BACK =
      Set.of("content-type", "x-amz-crc32", "x-amzn-requestid");

  private final URI to;
  private final SdkEventLoopGroup threads = SdkEventLoopGroup.builder().build();
  private final SdkAsyncHttpClient http =
      NettyNioAsyncHttpClient.builder()
          .eventLoopGroup(threads)
          .connectionTimeout(Duration.ofSeconds(5))
          .connectionAcquisitionTimeout(TIMEOUT)
          .readTimeout(TIMEOUT)
          .writeTimeout(TIMEOUT)
          .maxConcurrency(MAX_CONNECTIONS)
          .maxPendingConnectionAcquires(MAX_WAITING)
          .build();

  Forwarder(URI to) {
    this.to = to;
  }

  CompletionStage<SignedService.Reply> forward(SentRequest request, byte[] body) {
    SdkHttpRequest.Builder sent =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(request.method()))
            .uri(to)
            .encodedPath(request.path());
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (SENT_ON.contains(name)) {
                sent.putHeader(name, values);
              }
            });
    sent.putHeader("content-length", Integer.toString(body.length));
    Receiver receiver = new Receiver();
    CompletionStage<Void> exchange =
        http.execute(
            AsyncExecuteRequest.builder()
                .request(sent.build())
                .requestContentPublisher(new Body(body))
                .responseHandler(receiver)
                .build());
    var unused =
        exchange.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                receiver.onError(failure);
              }
            });
    return receiver.reply;
  }

  @Override
  public void close() {
    http.close();
    // without the two seconds of quiet that a client with threads of its own waits for
    var unused = threads.eventLoopGroup().shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** A body that is there in full. */
  private static final class Body implements SdkHttpContentPublisher {
    private final byte[] bytes;

    Body(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public Optional<Long> contentLength() {
      return Optional.of((long) bytes.length);
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      AsyncRequestBody.fromBytesUnsafe(bytes).subscribe(subscriber);
    }
  }

  /** Collects an answer. Called by one thread at a time, as Reactive Streams demands. */
  private static final class Receiver
      implements SdkAsyncHttpResponseHandler, Subscriber<ByteBuffer> {
    private final CompletableFuture<SignedService.Reply> reply = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private int status;

    @Override
    public void onHeaders(SdkHttpResponse response) {
      status = response.statusCode();
      response.forEachHeader(
          (name, values) -> {
            String lowerCase = name.toLowerCase(Locale.ROOT);
            if (BROUGHT_BACK.contains(lowerCase)) {
              headers.put(lowerCase, values.get(0));
            }
          });
    }

    @Override
    public void onStream(Publisher<ByteBuffer> body) {
      body.subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer part) {
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void onError(Throwable failure) {
      reply.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      reply.complete(new SignedService.Reply(status, headers, bytes.toByteArray()));
    }
  }
}
