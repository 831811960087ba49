package io.lambdatcc.lambdalocal;

import java.nio.charset.StandardCharsets;

/** How an invocation ended. Arrays are handed out as they are: nobody changes them. */
public sealed interface InvocationResult {

  /** The handler returned. */
  final class Payload implements InvocationResult {
    private final byte[] bytes;

    Payload(byte[] bytes) {
      this.bytes = bytes;
    }

    /** What the handler wrote. */
    public byte[] bytes() {
      return bytes;
    }

    /** What the handler wrote, read as UTF-8. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "Payload[" + text() + "]";
    }
  }

  /** The handler threw, took too long, or its process ended. */
  final class FunctionError implements InvocationResult {
    private final String type;
    private final byte[] bytes;

    FunctionError(String type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }

    /**
     * Lambda's error type: {@code Sandbox.Timedout}, {@code Runtime.ExitError}, or what the runtime
     * client reported, as the name of the exception's class.
     */
    public String type() {
      return type;
    }

    /** The JSON that a caller gets: {@code errorType}, {@code errorMessage} and more. */
    public byte[] bytes() {
      return bytes;
    }

    /** The JSON that a caller gets. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "FunctionError[" + type + ", " + text() + "]";
    }
  }

  /** All sandboxes are busy and the queue, if there is one, is full: the function never ran. */
  record Throttled() implements InvocationResult {}
}
