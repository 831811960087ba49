package io.lambdatcc.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Sends a request once, signed if wanted, and ends it when its time is up.
 *
 * <p>The HTTP client's own time-outs bound the silence between two bytes; here the whole request is
 * bounded. Does not close the HTTP client it was given.
 */
public final class HttpCaller implements AutoCloseable {
  /** The most bytes of an answer that are read. */
  static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  /** What API Gateway is called in signatures. */
  private static final String SIGNED_SERVICE = "execute-api";

  private final SdkHttpClient http;
  private final @Nullable Signing signing;
  private final ScheduledThreadPoolExecutor watch;

  private record Signing(
      String region,
      IdentityProvider<? extends AwsCredentialsIdentity> credentials,
      InstantSource clock) {}

  private HttpCaller(SdkHttpClient http, @Nullable Signing signing) {
    this.http = Objects.requireNonNull(http, "http");
    this.signing = signing;
    this.watch = new ScheduledThreadPoolExecutor(1, HttpCaller::daemon);
    watch.setRemoveOnCancelPolicy(true);
  }

  /** Sends requests as they are. */
  public static HttpCaller unsigned(SdkHttpClient http) {
    return new HttpCaller(http, null);
  }

  /** Signs requests to API Gateway with AWS Signature Version 4. */
  public static HttpCaller signed(
      SdkHttpClient http,
      String region,
      IdentityProvider<? extends AwsCredentialsIdentity> credentials) {
    return signed(http, region, credentials, InstantSource.system());
  }

  static HttpCaller signed(
      SdkHttpClient http,
      String region,
      IdentityProvider<? extends AwsCredentialsIdentity> credentials,
      InstantSource clock) {
    return new HttpCaller(http, new Signing(region, credentials, clock));
  }

  /**
   * An answer.
   *
   * @param headers by lower-case name; the first value of each
   */
  public record Answer(int status, Map<String, String> headers, String body) {
    public Answer {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * Sends the request and reads the answer, whatever its status. Redirects are not followed.
   *
   * @param body empty for none
   * @throws IOException when there is no complete answer in time, which says nothing about whether
   *     the request was carried out
   */
  public Answer call(
      String method, URI uri, Map<String, String> headers, String body, Duration timeout)
      throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(uri);
    headers.forEach(request::putHeader);
    if (content.length > 0) {
      request.putHeader("Content-Type", "application/json");
      request.putHeader("Content-Length", Integer.toString(content.length));
    }
    return send(sealed(request.build(), content), timeout);
  }

  /** Ends the thread that watches the time. */
  @Override
  public void close() {
    watch.shutdownNow();
  }

  private HttpExecuteRequest sealed(SdkHttpRequest request, byte[] content) throws IOException {
    ContentStreamProvider payload =
        content.length == 0 ? null : () -> new ByteArrayInputStream(content);
    if (signing == null) {
      return HttpExecuteRequest.builder().request(request).contentStreamProvider(payload).build();
    }
    AwsCredentialsIdentity identity = identity(signing);
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(identity)
                        .request(request)
                        .payload(payload)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SIGNED_SERVICE)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, signing.region())
                        .putProperty(
                            HttpSigner.SIGNING_CLOCK, signing.clock().withZone(ZoneOffset.UTC)));
    return HttpExecuteRequest.builder()
        .request(signed.request())
        .contentStreamProvider(signed.payload().orElse(null))
        .build();
  }

  private static AwsCredentialsIdentity identity(Signing signing) throws IOException {
    try {
      return signing.credentials().resolveIdentity().join();
    } catch (RuntimeException e) {
      throw new IOException("there are no credentials to sign with", e);
    }
  }

  private Answer send(HttpExecuteRequest request, Duration timeout) throws IOException {
    ExecutableHttpRequest call = http.prepareRequest(request);
    Future<?> end = watch.schedule(call::abort, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return read(call.call());
    } catch (IOException e) {
      throw end.isDone()
          ? (IOException)
              new InterruptedIOException("no complete answer within " + timeout).initCause(e)
          : e;
    } finally {
      end.cancel(false);
    }
  }

  private static Answer read(HttpExecuteResponse response) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (Map.Entry<String, List<String>> header : response.httpResponse().headers().entrySet()) {
      headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue().get(0));
    }
    return new Answer(response.httpResponse().statusCode(), headers, body(response));
  }

  private static String body(HttpExecuteResponse response) throws IOException {
    if (response.responseBody().isEmpty()) {
      return "";
    }
    try (InputStream in = response.responseBody().get()) {
      byte[] bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
      if (bytes.length > MAX_ANSWER_BYTES) {
        response.responseBody().get().abort();
        throw new IOException("the answer has more than " + MAX_ANSWER_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "http-time-outs");
    thread.setDaemon(true);
    return thread;
  }
}
