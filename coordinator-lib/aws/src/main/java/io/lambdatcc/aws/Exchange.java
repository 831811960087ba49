package io.lambdatcc.aws;

import io.lambdatcc.aws.BoundedResponse.Received;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/** One request and its response. */
final class Exchange {
  private Exchange() {}

  /**
   * Sends a request, once.
   *
   * @param longest the most bytes of the response that are read
   * @param understand what the response means
   * @param heard completed with that; whoever completes it otherwise abandons the request
   */
  static void perform(
      SdkAsyncHttpClient http,
      SdkHttpRequest request,
      byte[] body,
      int longest,
      Function<Received, Heard> understand,
      CompletableFuture<Heard> heard) {
    BoundedResponse response = new BoundedResponse(longest);
    CompletableFuture<Void> exchange =
        http.execute(
            AsyncExecuteRequest.builder()
                .request(request)
                .requestContentPublisher(new Body(AsyncRequestBody.fromBytesUnsafe(body)))
                .responseHandler(response)
                .build());
    CompletionStage<Void> sent = exchange;
    sent.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            response.onError(failure);
          }
        });
    response
        .received()
        .whenComplete(
            (received, failure) ->
                heard.complete(
                    received == null ? Heard.failed(failure) : read(received, understand)));
    CompletionStage<Heard> ended = heard;
    ended.whenComplete(
        (any, failure) -> {
          // abandoned because its time was up, or overlong; a whole reply leaves the connection
          // reusable
          if (!response.arrivedWhole()) {
            exchange.cancel(true);
          }
        });
  }

  /** Whatever came back means something; what could not be read at all means that nobody knows. */
  private static Heard read(Received received, Function<Received, Heard> understand) {
    try {
      return understand.apply(received);
    } catch (RuntimeException e) {
      return Heard.unknown("the reply could not be read: " + Heard.reasonOf(e), true);
    }
  }

  /** A body of known length. */
  private record Body(AsyncRequestBody bytes) implements SdkHttpContentPublisher {
    @Override
    public Optional<Long> contentLength() {
      return bytes.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      bytes.subscribe(subscriber);
    }
  }
}
