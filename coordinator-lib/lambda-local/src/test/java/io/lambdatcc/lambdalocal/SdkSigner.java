package io.lambdatcc.lambdalocal;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signs requests as clients do: with the SDK's own signer. */
final class SdkSigner {

  private SdkSigner() {}

  static SdkHttpRequest signed(
      SdkHttpRequest request,
      byte[] body,
      String accessKeyId,
      Credential credential,
      String service,
      String region,
      Instant at) {
    AwsCredentialsIdentity identity =
        credential
            .sessionToken()
            .<AwsCredentialsIdentity>map(
                token ->
                    AwsSessionCredentialsIdentity.create(accessKeyId, credential.secret(), token))
            .orElseGet(() -> AwsCredentialsIdentity.create(accessKeyId, credential.secret()));
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(identity)
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
        .request();
  }

  static SdkHttpRequest unsigned(String method, URI uri, Map<String, List<String>> headers) {
    return SdkHttpRequest.builder()
        .method(SdkHttpMethod.valueOf(method))
        .uri(uri)
        .headers(headers)
        .build();
  }

  /** As the server sees it. */
  static ReceivedRequest received(SdkHttpRequest request, byte[] body) {
    URI uri = request.getUri();
    return new ReceivedRequest(
        request.method().name(),
        uri.getRawPath(),
        Optional.ofNullable(uri.getRawQuery()).orElse(""),
        request.headers(),
        body);
  }
}
