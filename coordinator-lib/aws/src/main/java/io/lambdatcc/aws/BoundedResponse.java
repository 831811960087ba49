package io.lambdatcc.aws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/**
 * Collects one response of at most so many bytes; a longer one fails.
 *
 * <p>A chunked body that ends early may look complete to the client below. That does no harm here:
 * a JSON object is complete only with its last brace, so what was cut off is not understood.
 */
final class BoundedResponse implements SdkAsyncHttpResponseHandler {

  /**
   * A response that arrived whole.
   *
   * @param headers by lower-case name, the first value of each
   */
  record Received(int status, Map<String, String> headers, String body) {}

  private final int limit;
  private final CompletableFuture<Received> received = new CompletableFuture<>();
  private volatile @Nullable SdkHttpResponse head;

  BoundedResponse(int limit) {
    this.limit = limit;
  }

  CompletionStage<Received> received() {
    return received;
  }

  boolean arrivedWhole() {
    return received.isDone() && !received.isCompletedExceptionally();
  }

  @Override
  public void onHeaders(SdkHttpResponse response) {
    head = response;
  }

  @Override
  public void onStream(Publisher<ByteBuffer> body) {
    body.subscribe(new Collector());
  }

  @Override
  public void onError(Throwable failure) {
    received.completeExceptionally(failure);
  }

  private void arrived(byte[] body) {
    SdkHttpResponse response = head;
    if (response == null) {
      received.completeExceptionally(new IllegalStateException("a body came without a status"));
      return;
    }
    Map<String, String> headers = new HashMap<>();
    response.forEachHeader(
        (name, values) -> {
          if (!values.isEmpty()) {
            headers.put(name.toLowerCase(Locale.ROOT), values.get(0));
          }
        });
    try {
      received.complete(new Received(response.statusCode(), headers, utf8(body)));
    } catch (IllegalStateException e) {
      received.completeExceptionally(
          new IllegalStateException("status " + response.statusCode() + ": " + e.getMessage()));
    }
  }

  /** Strictly: a reply must not come to mean something by having its bytes replaced. */
  static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("the body is not UTF-8", e);
    }
  }

  /** Called by one thread at a time, as Reactive Streams demands of publishers. */
  private final class Collector implements Subscriber<ByteBuffer> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable Subscription subscription;

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer part) {
      if (received.isDone()) {
        return;
      }
      if (bytes.size() + part.remaining() > limit) {
        received.completeExceptionally(
            new IllegalStateException("the body has more than " + limit + " bytes"));
        if (subscription != null) {
          subscription.cancel();
        }
        return;
      }
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void onError(Throwable failure) {
      received.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      if (!received.isDone()) {
        arrived(bytes.toByteArray());
      }
    }
  }
}
