package io.lambdatcc.example.shop.isolated;

import io.lambdatcc.example.shop.client.Signing;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signs requests to the gateway, as the AWS SDK does. */
public final class Signer implements Signing {
  /** The HTTP client sends it itself. */
  private static final String HOST = "host";

  private final AwsCredentialsIdentity credentials;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final Clock clock;

  /** Signs with these credentials. */
  public Signer(Principal principal) {
    this(principal, Clock.systemUTC());
  }

  Signer(Principal principal, Clock clock) {
    this.clock = clock;
    credentials =
        principal
            .sessionToken()
            .<AwsCredentialsIdentity>map(
                token ->
                    AwsSessionCredentialsIdentity.create(
                        principal.accessKeyId(), principal.secretAccessKey(), token))
            .orElseGet(
                () ->
                    AwsCredentialsIdentity.create(
                        principal.accessKeyId(), principal.secretAccessKey()));
  }

  @Override
  public Map<String, String> headers(
      String method, URI uri, Map<String, String> headers, byte[] body) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(uri);
    headers.forEach(request::putHeader);
    SdkHttpRequest signed =
        signer
            .sign(
                sign ->
                    sign.identity(credentials)
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, LocalNames.REGION))
            .request();
    Map<String, String> added = new LinkedHashMap<>();
    signed.forEachHeader(
        (name, values) -> {
          String lowerCase = name.toLowerCase(Locale.ROOT);
          if (!lowerCase.equals(HOST) && !headers.containsKey(lowerCase)) {
            added.put(name, values.get(0));
          }
        });
    return added;
  }
}
