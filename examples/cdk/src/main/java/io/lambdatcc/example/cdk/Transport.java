package io.lambdatcc.example.cdk;

/** How the coordinator reaches participants of its own app. */
public enum Transport {
  /** Signed requests through the HTTP API, to routes of their own. */
  HTTPS,
  /** Direct invocations of an alias that serves Try, Confirm and Cancel only. */
  LAMBDA;

  /**
   * The transport of this name.
   *
   * @throws IllegalArgumentException for any but {@code https} and {@code lambda}
   */
  static Transport of(String name) {
    return switch (name) {
      case "https" -> HTTPS;
      case "lambda" -> LAMBDA;
      default -> throw new IllegalArgumentException("transport is https or lambda, not " + name);
    };
  }
}
