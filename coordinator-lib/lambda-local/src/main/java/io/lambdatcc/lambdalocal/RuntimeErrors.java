package io.lambdatcc.lambdalocal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The errors that Lambda itself reports for a function, in its words. */
final class RuntimeErrors {

  static final int MAXIMUM_RESPONSE = 6_291_556;

  private static final int SIGNALLED = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(6, "aborted", 9, "killed", 11, "segmentation fault", 15, "terminated");
  private static final ObjectMapper JSON = new ObjectMapper();

  private RuntimeErrors() {}

  static InvocationResult.FunctionError timedOut(String requestId, Duration limit) {
    return error(
        "Sandbox.Timedout",
        String.format(
            Locale.ROOT,
            "RequestId: %s Error: Task timed out after %.2f seconds",
            requestId,
            limit.toMillis() / 1000.0));
  }

  static InvocationResult.FunctionError initTimedOut(String requestId, Duration limit) {
    return error(
        "Sandbox.Timedout",
        String.format(
            Locale.ROOT,
            "RequestId: %s Error: Init timed out after %.2f seconds",
            requestId,
            limit.toMillis() / 1000.0));
  }

  static InvocationResult.FunctionError exited(String requestId, int status) {
    String how;
    if (status == 0) {
      how = "Runtime exited without providing a reason";
    } else if (status > SIGNALLED && status <= SIGNALLED + 64) {
      int signal = status - SIGNALLED;
      how =
          "Runtime exited with error: signal: "
              + SIGNALS.getOrDefault(signal, Integer.toString(signal));
    } else {
      how = "Runtime exited with error: exit status " + status;
    }
    return error("Runtime.ExitError", "RequestId: " + requestId + " Error: " + how);
  }

  static InvocationResult.FunctionError responseTooLarge() {
    return error(
        "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size ("
            + MAXIMUM_RESPONSE
            + " bytes).");
  }

  static InvocationResult.FunctionError gone(String requestId) {
    return error(
        "Runtime.ExitError", "RequestId: " + requestId + " Error: the local Lambda was closed");
  }

  static InvocationResult.FunctionError notStarted(String requestId, String cause) {
    return error(
        "Runtime.ExitError", "RequestId: " + requestId + " Error: cannot start process: " + cause);
  }

  private static InvocationResult.FunctionError error(String type, String message) {
    try {
      return new InvocationResult.FunctionError(
          type,
          JSON.writeValueAsBytes(
              new TreeMap<>(Map.of("errorType", type, "errorMessage", message))));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
