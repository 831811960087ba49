package io.lambdatcc.example.coldstart;

import io.lambdatcc.lambdalocal.FunctionConfiguration;
import io.lambdatcc.lambdalocal.InvocationResult;
import io.lambdatcc.lambdalocal.LocalLambda;
import io.lambdatcc.lambdalocal.SandboxStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Starts functions in sandboxes of their own, one at a time, and ends them again. */
final class Starter implements AutoCloseable {
  /** Writing an archive happens at the end of a process, and takes its time. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private static final int LINES = 40;

  /** In a row; by then it is not the machine. */
  private static final int MOST_IN_VAIN = 5;

  private final Path archives;
  private final Deque<String> lines = new ArrayDeque<>();
  private final LocalLambda lambda =
      LocalLambda.builder().region(Surroundings.REGION).log(this::printed).build();

  /** Keeps the archives that it has functions write in this directory. */
  Starter(Path archives) {
    this.archives = archives;
  }

  /**
   * Has the function write its archive, if that is what it starts with, and makes it ready to be
   * started.
   *
   * @param requests how many it answers before: those of the first one warm up what it talks to
   */
  void prepare(Candidate candidate, int requests) throws InterruptedException {
    Path archive = candidate.archiveIn(archives);
    List<String> toWrite = candidate.archive().toWrite(archive);
    if (!toWrite.isEmpty() || requests > 0) {
      String training = candidate.functionName() + "-training";
      add(training, candidate, toWrite);
      int unusedInVain = startUntilAnswered(training, candidate.subject());
      for (int i = 1; i < requests; i++) {
        // whatever it answers, it warms up
        InvocationResult unused = invoke(training, candidate.subject());
      }
      end(training);
      if (!toWrite.isEmpty() && !Files.exists(archive)) {
        throw failure(training, "has written no archive", null);
      }
    }
    add(candidate.functionName(), candidate, candidate.archive().toRead(archive));
  }

  /** Starts the function, has it answer one request, and ends it. */
  Start start(Candidate candidate) throws InterruptedException {
    String name = candidate.functionName();
    int inVain = startUntilAnswered(name, candidate.subject());
    SandboxStatus sandbox = sandboxOf(name);
    Duration cpu =
        ProcessHandle.of(sandbox.pid())
            .flatMap(process -> process.info().totalCpuDuration())
            .orElseThrow(() -> failure(name, "has ended already", null));
    Duration time =
        sandbox
            .coldStart()
            .orElseThrow(() -> failure(name, "was answered, and nobody knows when", null));
    end(name);
    return new Start(time, cpu, inVain);
  }

  @Override
  public void close() {
    lambda.close();
  }

  private void add(String name, Candidate candidate, List<String> options) {
    Subject subject = candidate.subject();
    lambda.add(
        FunctionConfiguration.named(name)
            .handler(subject.handler())
            .classPath(subject.jar())
            .environment(subject.environment())
            .javaHome(candidate.jdk().home())
            .jvmOptions(options)
            .timeout(Duration.ofSeconds(28))
            .freezing(false)
            .maximumSandboxes(1)
            .queue(1)
            .build());
  }

  /**
   * Starts processes of the function until the first answer of one is what it should be. While the
   * machine stands still, a function may give up on what it talks to, as it should; its answer then
   * is no measure of anything.
   *
   * @return how many it started, and ended, in vain
   */
  private int startUntilAnswered(String name, Subject subject) throws InterruptedException {
    for (int inVain = 0; ; inVain++) {
      InvocationResult result = invoke(name, subject);
      if (!(result instanceof InvocationResult.Payload payload)) {
        // it threw or died, which it should not do while anything stands still
        throw failure(name, "answered " + result, null);
      }
      if (subject.answered().test(payload.text())) {
        return inVain;
      }
      if (inVain == MOST_IN_VAIN) {
        throw failure(name, "answered " + result + ", and no better before", null);
      }
      end(name);
    }
  }

  private InvocationResult invoke(String name, Subject subject) throws InterruptedException {
    try {
      return lambda
          .invoke(name, null, subject.event().get().getBytes(StandardCharsets.UTF_8))
          .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw failure(name, "could not be invoked", e);
    }
  }

  /** Ends its process as Lambda does; a JVM that is told to writes its archive then. */
  private void end(String name) throws InterruptedException {
    awaitIdle(name);
    try {
      lambda.terminate(sandboxOf(name).pid()).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw failure(name, "did not end", e);
    }
  }

  /** It has answered; once it asks for the next request, nothing of this one is left to do. */
  private void awaitIdle(String name) throws InterruptedException {
    for (long left = LONGEST.toMillis();
        sandboxOf(name).state() != SandboxStatus.State.IDLE;
        left--) {
      if (left == 0) {
        throw failure(name, "never asked for another request", null);
      }
      Thread.sleep(1);
    }
  }

  private SandboxStatus sandboxOf(String name) {
    return lambda.sandboxes().stream()
        .filter(sandbox -> sandbox.functionName().equals(name))
        .filter(sandbox -> sandbox.state() != SandboxStatus.State.ENDED)
        .findFirst()
        .orElseThrow(() -> failure(name, "has no sandbox any more", null));
  }

  private synchronized void printed(String function, String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(function + ": " + line);
  }

  private synchronized IllegalStateException failure(
      String name, String what, @Nullable Throwable cause) {
    return new IllegalStateException(
        name + " " + what + "; printed last:\n" + String.join("\n", lines), cause);
  }
}
