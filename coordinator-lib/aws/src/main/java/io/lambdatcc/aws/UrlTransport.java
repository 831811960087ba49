package io.lambdatcc.aws;

import io.lambdatcc.aws.BoundedResponse.Received;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** A participant at a URL: what is said goes over the network as it is. */
record UrlTransport(URI base) implements Transport {

  @Override
  public Outgoing outgoing(String path, Map<String, String> headers, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            // an address that was read once need not be read again for each call
            .protocol(base.getScheme())
            .host(base.getHost())
            .port(base.getPort() < 0 ? null : base.getPort())
            .encodedPath(base.getRawPath() + path)
            .putHeader("Content-Length", Integer.toString(bytes.length));
    headers.forEach(request::putHeader);
    return new Outgoing(request.build(), SdkBytes.fromByteArrayUnsafe(bytes));
  }

  @Override
  public Incoming incoming(Received received) {
    return new Reply(received);
  }

  @Override
  public int longestResponse() {
    return HttpParticipants.MAX_REPLY_BYTES;
  }
}
