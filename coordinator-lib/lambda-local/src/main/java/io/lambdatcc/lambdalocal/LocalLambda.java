package io.lambdatcc.lambdalocal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lambda on one machine: runs the functions it is given until it is closed or this JVM ends,
 * however it ends.
 */
public final class LocalLambda implements AutoCloseable {

  private LocalLambda() {}

  /** Begins a local Lambda. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes a function known. Its first sandbox starts with its first request.
   *
   * @throws IllegalStateException if there is one of that name already
   */
  public void add(FunctionConfiguration function) {
    throw new UnsupportedOperationException("not there yet: " + function.name());
  }

  /**
   * Invokes a function and completes with what became of it. Completes on a thread that serves
   * other invocations as well: what depends on it must not block.
   *
   * @param qualifier an alias or version; null for none
   * @throws IllegalArgumentException if there is no such function or qualifier, or the payload has
   *     more than 6 MiB
   */
  public CompletableFuture<InvocationResult> invoke(
      String functionName, @Nullable String qualifier, byte[] payload) {
    throw new UnsupportedOperationException("not there yet");
  }

  /**
   * Queues an invocation of type Event, which is repeated when it fails as the function's
   * configuration says.
   *
   * @return false if too many wait already, and nothing was queued
   */
  public boolean invokeAsynchronously(
      String functionName, @Nullable String qualifier, byte[] payload) {
    throw new UnsupportedOperationException("not there yet");
  }

  /** Every sandbox that there is at the moment. */
  public List<SandboxStatus> sandboxes() {
    throw new UnsupportedOperationException("not there yet");
  }

  /** How many sandboxes of a function have been started so far. */
  public long coldStarts(String functionName) {
    throw new UnsupportedOperationException("not there yet");
  }

  /**
   * Kills the sandbox with this process id, as a machine that fails would. A request that it has is
   * answered with {@code Runtime.ExitError}.
   *
   * @return false if no sandbox has it
   */
  public boolean kill(long pid) {
    throw new UnsupportedOperationException("not there yet");
  }

  /**
   * Asks the sandbox with this process id to end in good order (SIGTERM), which is when a JVM
   * writes an archive it was told to write. Completes with the exit code once the process has
   * ended.
   */
  public CompletableFuture<Integer> terminate(long pid) {
    throw new UnsupportedOperationException("not there yet");
  }

  /** The ARN of a function, with a qualifier if one is given. */
  public String arn(String functionName, @Nullable String qualifier) {
    throw new UnsupportedOperationException("not there yet");
  }

  /** Kills all sandboxes and waits for their ends. Closing twice is harmless. */
  @Override
  public void close() {}

  /** Collects what a local Lambda needs. Not safe for use by many threads. */
  public static final class Builder {

    private Builder() {}

    /** The Region in ARNs and in the functions' environment; eu-west-1 unless said otherwise. */
    public Builder region(String region) {
      return this;
    }

    /** The account in ARNs; twelve zeros unless said otherwise. */
    public Builder account(String account) {
      return this;
    }

    /** Takes what the functions print; nobody does unless said otherwise. */
    public Builder log(FunctionLog log) {
      return this;
    }

    /** Is told of every sandbox whose process has ended: its credentials are worth nothing now. */
    public Builder onSandboxEnd(Consumer<SandboxStatus> listener) {
      return this;
    }

    /** Starts the local Lambda. */
    public LocalLambda build() {
      return new LocalLambda();
    }
  }
}
