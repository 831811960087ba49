package io.lambdatcc.example.shop.isolated.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Against the AWS SDK's own signer. */
class SignatureVerifierTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String REGION = "us-east-1";
  private static final String URL = "http://127.0.0.1:8000/stock/find/7";

  private final Account account = new Account("000000000000");
  private final Principal user = account.user("customer", Policy.of("customer", List.of()));
  private final SignatureVerifier verifier =
      new SignatureVerifier(account, REGION, "execute-api", InstantSource.fixed(NOW));

  @ParameterizedTest
  @ValueSource(
      strings = {
        URL,
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:8000/orders/find/gr%C3%B6%C3%9Fe%201",
        "http://127.0.0.1:8000/a%2Fb/~x",
        "http://127.0.0.1:8000/transactions?phase=TRYING&parked=&cursor=a%20b%2F",
        "http://127.0.0.1:8000/transactions?b=2&a=1&a-b=3&a=0"
      })
  void whatTheSdkSignsIsFromWhoeverSignedIt(String url) throws Exception {
    assertThat(verifier.sender(signed(user, url, "", NOW))).isEqualTo(user);
    assertThat(verifier.sender(signed(user, url, "{\"n\":1}", NOW))).isEqualTo(user);
  }

  @Test
  void roleSignsWithItsToken() throws Exception {
    account.role("role", Policy.of("role", List.of()));
    Principal role = account.assume("role", "session");

    assertThat(verifier.sender(signed(role, URL, "", NOW))).isEqualTo(role);
    SignedRequest without = without(signed(role, URL, "", NOW), "x-amz-security-token");
    refused(without, "UnrecognizedClientException", "The security token");
  }

  @Test
  void unsignedRequestLacksAToken() {
    refused(
        without(signed(user, URL, "", NOW), "authorization"),
        "MissingAuthenticationTokenException",
        "Missing Authentication Token");
  }

  @Test
  void keyThatNobodyHoldsIsInvalid() {
    account.revoke("customer");
    refused(
        signed(user, URL, "", NOW),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.");
  }

  @Test
  void whoeverDoesNotKnowTheSecretCannotSign() {
    Principal impostor =
        new Principal(
            user.identity(),
            user.session(),
            user.accessKeyId(),
            "another",
            user.sessionToken(),
            user.arn(),
            user.callerId());
    mismatch(signed(impostor, URL, "", NOW));
  }

  @Test
  void whatWasSignedMayNotBeChanged() {
    SignedRequest request = signed(user, URL + "?a=1", "{\"n\":1}", NOW);
    byte[] other = "{\"n\":2}".getBytes(StandardCharsets.UTF_8);
    mismatch(
        new SignedRequest("PUT", request.path(), request.query(), request.headers(), request.body()));
    mismatch(
        new SignedRequest(
            request.method(), "/stock/find/8", request.query(), request.headers(), request.body()));
    mismatch(
        new SignedRequest(
            request.method(), request.path(), "a=2", request.headers(), request.body()));
    mismatch(
        new SignedRequest(
            request.method(), request.path(), request.query(), request.headers(), other));
    Map<String, List<String>> elsewhere = new HashMap<>(request.headers());
    elsewhere.put("host", List.of("127.0.0.1:9000"));
    mismatch(
        new SignedRequest(
            request.method(), request.path(), request.query(), elsewhere, request.body()));
  }

  @Test
  void signatureExpiresAfterFiveMinutes() throws Exception {
    assertThat(verifier.sender(signed(user, URL, "", NOW.minus(Duration.ofMinutes(5)))))
        .isEqualTo(user);
    refused(
        signed(user, URL, "", NOW.minus(Duration.ofSeconds(301))),
        "InvalidSignatureException",
        "Signature expired: 20260301T115459Z is now earlier than 20260301T115500Z"
            + " (20260301T120000Z - 5 min.)");
    refused(
        signed(user, URL, "", NOW.plus(Duration.ofSeconds(301))),
        "InvalidSignatureException",
        "Signature not yet current: 20260301T120501Z is still later than 20260301T120500Z"
            + " (20260301T120000Z + 5 min.)");
  }

  @Test
  void signatureForAnotherServiceOrRegionDoesNotCount() {
    refused(
        signed(user, URL, "", NOW, "lambda", REGION),
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'execute-api'.");
    refused(
        signed(user, URL, "", NOW, "execute-api", "eu-west-1"),
        "InvalidSignatureException",
        "Credential should be scoped to a valid region.");
  }

  private void mismatch(SignedRequest request) {
    refused(
        request,
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided.");
  }

  private void refused(SignedRequest request, String type, String reason) {
    SignatureException refusal =
        Objects.requireNonNull(
            catchThrowableOfType(SignatureException.class, () -> verifier.sender(request)));
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.reason()).startsWith(reason);
  }

  private static SignedRequest without(SignedRequest request, String header) {
    Map<String, List<String>> headers = new HashMap<>(request.headers());
    headers.remove(header);
    return new SignedRequest(
        request.method(), request.path(), request.query(), headers, request.body());
  }

  private static SignedRequest signed(Principal by, String url, String body, Instant at) {
    return signed(by, url, body, at, "execute-api", REGION);
  }

  private static SignedRequest signed(
      Principal by, String url, String body, Instant at, String service, String region) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    AwsCredentialsIdentity credentials =
        by.sessionToken().isPresent()
            ? AwsSessionCredentialsIdentity.create(
                by.accessKeyId(), by.secretAccessKey(), by.sessionToken().get())
            : AwsCredentialsIdentity.create(by.accessKeyId(), by.secretAccessKey());
    SdkHttpRequest request =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(credentials)
                        .request(
                            SdkHttpRequest.builder()
                                .method(SdkHttpMethod.POST)
                                .uri(java.net.URI.create(url))
                                .putHeader("Content-Type", "application/json")
                                .putHeader("X-Spaces", "a   b ")
                                .build())
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(bytes))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
            .request();
    Map<String, List<String>> headers = new HashMap<>();
    request.forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return new SignedRequest(
        "POST",
        request.encodedPath(),
        // as it was written, not as the SDK may have put it in order
        Objects.requireNonNullElse(java.net.URI.create(url).getRawQuery(), ""),
        headers,
        bytes);
  }
}
