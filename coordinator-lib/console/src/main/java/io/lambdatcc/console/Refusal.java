package io.lambdatcc.console;

import io.lambdatcc.wire.JsonText;

/** Why a request is not passed on, or has no answer; the page knows them by their names. */
enum Refusal {
  HOST(403, "This is reached at 127.0.0.1 or localhost, and by no other name."),
  ORIGIN(403, "Only the console's own page may call this."),
  TOKEN(403, "This console was started anew. Open the address that it has printed."),
  CALL(404, "The console does not pass this on."),
  BODY(413, "The request's body is too large."),
  CREDENTIALS(502, "There are no AWS credentials to sign with."),
  UNREACHABLE(502, "The coordinator cannot be reached.");

  private final int status;
  private final String message;

  Refusal(int status, String message) {
    this.status = status;
    this.message = message;
  }

  int status() {
    return status;
  }

  /** As JSON: {@code {"console":"<name>","message":"…"}}. */
  String json() {
    return json("");
  }

  /**
   * As JSON, with the cause.
   *
   * @param cause empty for none
   */
  String json(String cause) {
    String text = cause.isEmpty() ? message : message + " " + cause;
    return JsonText.of(new Said(name(), text)).text();
  }

  private record Said(String console, String message) {}
}
