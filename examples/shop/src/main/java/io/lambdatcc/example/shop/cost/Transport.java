package io.lambdatcc.example.shop.cost;

/** How the coordinator reaches participants. */
enum Transport {
  /** Signed requests through the HTTP API. */
  HTTPS("https", "https-call-millis"),
  /** Direct invocations. */
  LAMBDA("lambda", "lambda-call-millis");

  private final String shown;
  private final String callMillis;

  Transport(String shown, String callMillis) {
    this.shown = shown;
    this.callMillis = callMillis;
  }

  String shown() {
    return shown;
  }

  /** The name of the assumption how long a call takes beside the participant's own time. */
  String callMillis() {
    return callMillis;
  }
}
