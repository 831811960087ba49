package io.lambdatcc.example.bench;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The coordinator's calls without a coordinator: the same headers, bodies of the same length, the
 * same signatures, on the same client. Nothing bounds them, and nobody reads the answers.
 */
final class BareCalls {
  private final SdkAsyncHttpClient http;
  private final URI base;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final AwsCredentialsIdentity identity = DynamoDb.credentials().resolveCredentials();

  BareCalls(SdkAsyncHttpClient http, URI base) {
    this.http = http;
    this.base = base;
  }

  /** Tries at every participant at once; ends when all have answered. */
  CompletionStage<?> tries(String transaction) {
    return all("try", transaction);
  }

  /** Confirms at every participant at once; ends when all have answered. */
  CompletionStage<?> confirms(String transaction) {
    return all("confirm", transaction);
  }

  private CompletionStage<?> all(String operation, String transaction) {
    CompletableFuture<?>[] calls = new CompletableFuture<?>[Transactions.BRANCHES];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = one(operation, transaction, Transactions.PARTICIPANTS.get(i));
    }
    return CompletableFuture.allOf(calls);
  }

  private CompletableFuture<Void> one(String operation, String transaction, String participant) {
    byte[] body = body(operation, transaction, participant).getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create(base + "/" + participant + "/tcc/" + operation))
            .putHeader("Content-Length", Integer.toString(body.length))
            .putHeader("Content-Type", "application/json")
            .putHeader("Accept", "application/json, application/problem+json")
            .putHeader(
                "Idempotency-Key", '"' + transaction + "/" + participant + "/" + operation + '"')
            .putHeader("TCC-Attempt", "1")
            .build();
    SdkHttpRequest signed =
        signer
            .sign(
                sign ->
                    sign.request(request)
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                        .identity(identity)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, DynamoDb.REGION)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true))
            .request();
    return http.execute(
        AsyncExecuteRequest.builder()
            .request(signed)
            .requestContentPublisher(new Body(AsyncRequestBody.fromBytesUnsafe(body)))
            .responseHandler(new Unread())
            .build());
  }

  private static String body(String operation, String transaction, String participant) {
    String branch =
        "{\"v\":1,\"transactionId\":\""
            + transaction
            + "\",\"branchId\":\""
            + participant
            + "\",\"participant\":\""
            + participant
            + "\",\"deadline\":\"2026-11-26T12:00:00.000Z\"";
    return operation.equals("try")
        ? branch + ",\"payload\":" + Transactions.PAYLOAD + "}"
        : branch + "}";
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

  /** Takes what comes, and whether it is a yes. */
  private static final class Unread implements SdkAsyncHttpResponseHandler {
    @Override
    public void onHeaders(SdkHttpResponse response) {
      if (!response.isSuccessful()) {
        throw new IllegalStateException("a participant answered " + response.statusCode());
      }
    }

    @Override
    public void onStream(Publisher<ByteBuffer> body) {
      body.subscribe(
          new Subscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
              subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer part) {}

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
          });
    }

    @Override
    public void onError(Throwable failure) {}
  }
}
