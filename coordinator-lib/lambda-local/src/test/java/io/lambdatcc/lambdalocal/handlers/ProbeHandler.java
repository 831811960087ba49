package io.lambdatcc.lambdalocal.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Does what its request's first word says; runs in a sandbox. */
public final class ProbeHandler implements RequestStreamHandler {

  private static final long PULSE_MILLIS = 5;

  private static final ScheduledExecutorService PULSE =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pulse");
            thread.setDaemon(true);
            return thread;
          });

  private static int served;
  private static volatile long longestGapMillis;
  private static volatile long pulsedAt;

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    served++;
    String request = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    String[] words = request.split(" ", 2);
    String answer =
        switch (words[0]) {
          case "echo" -> words[1];
          case "served" -> Integer.toString(served);
          case "pid" -> Long.toString(ProcessHandle.current().pid());
          case "exit" -> {
            Runtime.getRuntime().halt(Integer.parseInt(words[1]));
            yield "";
          }
          case "throw" -> throw new IllegalStateException(words[1]);
          case "hang" -> hang();
          case "huge" -> "x".repeat(Integer.parseInt(words[1]));
          case "print" -> {
            System.out.println(words[1]);
            context.getLogger().log("logged " + words[1] + "\n");
            yield "printed";
          }
          case "environment" -> new TreeMap<>(System.getenv()).toString();
          case "context" ->
              Map.of(
                      "arn", context.getInvokedFunctionArn(),
                      "id", context.getAwsRequestId(),
                      "name", context.getFunctionName(),
                      "remaining", context.getRemainingTimeInMillis(),
                      "trace", String.valueOf(System.getProperty("com.amazonaws.xray.traceHeader")))
                  .toString();
          case "watch" -> watch();
          case "gap" -> Long.toString(Math.max(longestGapMillis, millisSincePulse()));
          case "meet" -> meet(words[1]);
          default -> "what is " + Arrays.toString(words) + "?";
        };
    output.write(answer.getBytes(StandardCharsets.UTF_8));
  }

  private static String hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "never";
  }

  /** Looks at a monotonic clock again and again, and remembers the longest gap. */
  private static String watch() {
    pulsedAt = System.nanoTime();
    var unused =
        PULSE.scheduleWithFixedDelay(
            () -> {
              longestGapMillis = Math.max(longestGapMillis, millisSincePulse());
              pulsedAt = System.nanoTime();
            },
            PULSE_MILLIS,
            PULSE_MILLIS,
            TimeUnit.MILLISECONDS);
    return "watching";
  }

  /** Whoever goes on first after a freeze, this or the pulse, sees it. */
  private static long millisSincePulse() {
    return (System.nanoTime() - pulsedAt) / 1_000_000;
  }

  /** Waits until as many files as named are in a directory: for tests that need two at once. */
  private static String meet(String directoryAndNumber) throws IOException {
    String[] parts = directoryAndNumber.split(" ", -1);
    File directory = new File(parts[0]);
    File mine = new File(directory, Long.toString(ProcessHandle.current().pid()));
    if (!mine.createNewFile()) {
      return "twice in one process";
    }
    int expected = Integer.parseInt(parts[1]);
    while (true) {
      String[] files = directory.list();
      if (files != null && files.length >= expected) {
        return "met";
      }
      Thread.onSpinWait();
    }
  }
}
