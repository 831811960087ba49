package io.lambdatcc.client;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Sends requests that nobody can end: where a test makes up the time, a slow machine must not look
 * like a coordinator that does not answer.
 */
record Unhurried(SdkHttpClient http) implements SdkHttpClient {
  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = http.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return prepared.call();
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
