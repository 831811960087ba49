package io.lambdatcc.example.shop;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** Sends every request, and loses one answer each time it is told to. */
final class Forgetful implements SdkHttpClient {
  private final SdkHttpClient http;
  private boolean losesTheNext;
  private int sent;

  Forgetful(SdkHttpClient http) {
    this.http = http;
  }

  void loseTheNextAnswer() {
    losesTheNext = true;
  }

  /** How many requests were made. */
  int sent() {
    return sent;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = http.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        HttpExecuteResponse answer = prepared.call();
        sent++;
        if (losesTheNext) {
          losesTheNext = false;
          prepared.abort();
          throw new IOException("connection reset");
        }
        return answer;
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
