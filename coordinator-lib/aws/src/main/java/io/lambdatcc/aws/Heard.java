package io.lambdatcc.aws;

import io.lambdatcc.protocol.Answer;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;

/**
 * How a call to a participant ended.
 *
 * @param trouble whether it speaks of trouble at the participant, which its breaker counts
 */
record Heard(Answer answer, boolean trouble) {

  /** An answer that was understood, whatever it says. */
  static Heard understood(Answer answer) {
    return new Heard(answer, false);
  }

  /** Nobody knows whether it had an effect. */
  static Heard unknown(String reason, boolean trouble) {
    return new Heard(new Answer.Unknown(reason), trouble);
  }

  /** No byte of it has left. */
  static Heard notSent(String reason) {
    return new Heard(new Answer.NotSent(reason), true);
  }

  /** What a failure to exchange messages means. */
  static Heard failed(Throwable failure) {
    return neverConnected(failure) ? notSent(reasonOf(failure)) : unknown(reasonOf(failure), true);
  }

  /** Whether this status says that the participant, and not the message, is at fault. */
  static boolean speaksOfTrouble(int status) {
    boolean clientError = status >= 400 && status < 500;
    return !clientError || status == 408 || status == 429;
  }

  /** Whether there never was a connection, so that no byte can have had an effect. */
  private static boolean neverConnected(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectException || t instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  static String reasonOf(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
