package io.lambdatcc.lambdalocal;

import java.util.concurrent.CompletableFuture;

/** One request for a function, and the promise of its result. */
final class Invocation {

  private final String requestId;
  private final String arn;
  private final String traceId;
  private final byte[] payload;
  private final CompletableFuture<InvocationResult> result = new CompletableFuture<>();

  Invocation(String requestId, String arn, String traceId, byte[] payload) {
    this.requestId = requestId;
    this.arn = arn;
    this.traceId = traceId;
    this.payload = payload;
  }

  String requestId() {
    return requestId;
  }

  /** With the qualifier by which the function was invoked. */
  String arn() {
    return arn;
  }

  String traceId() {
    return traceId;
  }

  byte[] payload() {
    return payload;
  }

  /** Its first completion counts. */
  CompletableFuture<InvocationResult> result() {
    return result;
  }
}
