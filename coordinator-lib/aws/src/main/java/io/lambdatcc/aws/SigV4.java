package io.lambdatcc.aws;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * How calls to a participant are signed: AWS Signature Version 4 over the body and all headers, so
 * over host and Idempotency-Key too.
 *
 * @param service {@code execute-api} for API Gateway, {@code lambda} for a function URL
 * @param region where the participant is
 * @param credentials whose role the participant sees; asked anew for each call
 */
public record SigV4(String service, String region, AwsCredentialsProvider credentials) {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  /** Rejects what no signature can be made of. */
  public SigV4 {
    if (service.isBlank() || region.isBlank()) {
      throw new IllegalArgumentException(
          "a signature needs a service and a Region, these are '"
              + service
              + "', '"
              + region
              + "'");
    }
  }

  /** Signs for a participant behind API Gateway. */
  public static SigV4 forApiGateway(String region, AwsCredentialsProvider credentials) {
    return new SigV4("execute-api", region, credentials);
  }

  /** Signs for a participant with a function URL. */
  public static SigV4 forFunctionUrl(String region, AwsCredentialsProvider credentials) {
    return new SigV4("lambda", region, credentials);
  }

  SdkHttpRequest signed(SdkHttpRequest request, byte[] body, AwsCredentialsIdentity identity) {
    return SIGNER
        .sign(
            sign ->
                sign.request(request)
                    .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                    .identity(identity)
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true))
        .request();
  }
}
