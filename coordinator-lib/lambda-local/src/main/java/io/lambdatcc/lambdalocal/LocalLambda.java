package io.lambdatcc.lambdalocal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lambda on one machine: runs the functions it is given until it is closed or this JVM ends,
 * however it ends.
 */
public final class LocalLambda implements AutoCloseable {

  /** The largest payload of an invocation. */
  public static final int MAXIMUM_PAYLOAD = 6 * 1024 * 1024;

  private static final long END_LIMIT_SECONDS = 20;

  private final Settings settings;
  private final Path directory;
  private final ScheduledThreadPoolExecutor timer;
  private final ExecutorService starter;
  private final Guardian guardian;
  private final RuntimeApi runtimeApi;
  private final Workshop workshop;
  private final Map<String, Deployed> functions = new ConcurrentHashMap<>();

  /** Of versions that were replaced and have not ended yet. */
  private final Collection<FunctionPool> retired = new ConcurrentLinkedQueue<>();

  private volatile boolean closed;

  private LocalLambda(Settings settings) {
    RuntimeClient client = RuntimeClient.locate();
    this.settings = settings;
    this.directory = temporaryDirectory();
    Path nativePart = client.unpackNativePart(directory);
    Path taskRoot = directory.resolve("task");
    createDirectory(taskRoot);
    this.timer = new ScheduledThreadPoolExecutor(1, daemons("lambda-local-timer"));
    timer.setRemoveOnCancelPolicy(true);
    this.starter = Executors.newFixedThreadPool(2, daemons("lambda-local-starter"));
    ConcurrentHashMap<String, Sandbox> sandboxes = new ConcurrentHashMap<>();
    this.runtimeApi = new RuntimeApi(sandboxes);
    this.guardian = Guardian.start(this::guardianLost);
    this.workshop =
        new Workshop(
            settings,
            guardian,
            new SandboxProcess(settings, client, nativePart, taskRoot, runtimeApi.authority()),
            starter,
            timer,
            sandboxes);
  }

  /** Begins a local Lambda. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes a function known. Its first sandbox starts with its first request.
   *
   * @throws IllegalStateException if there is one of that name already, or this is closed
   */
  public void add(FunctionConfiguration function) {
    if (closed) {
      throw new IllegalStateException("this local Lambda is closed");
    }
    Deployed deployed =
        new Deployed(
            new FunctionPool(function, workshop),
            new AsynchronousInvocations(function, timer, settings.log()));
    if (functions.putIfAbsent(function.name(), deployed) != null) {
      throw new IllegalStateException("there is a function " + function.name() + " already");
    }
  }

  /**
   * Deploys a function anew: what is invoked from now on meets the new version. What the old one
   * has in hand, and what waits for it, it may finish within twice its time limit; then its
   * sandboxes end.
   *
   * @throws IllegalArgumentException if there is no function of that name
   * @throws IllegalStateException if this is closed
   */
  public void replace(FunctionConfiguration function) {
    if (closed) {
      throw new IllegalStateException("this local Lambda is closed");
    }
    Deployed old = deployed(function.name(), null);
    retired.add(old.pool()); // first: at no time is it in neither place
    functions.put(
        function.name(), new Deployed(new FunctionPool(function, workshop), old.events()));
    long patience = 2 * old.pool().function().timeout().toMillis();
    var unused = timer.schedule(() -> retire(old.pool()), patience, TimeUnit.MILLISECONDS);
  }

  private void retire(FunctionPool pool) {
    var unused = pool.close();
    retired.remove(pool);
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
    Deployed function = deployed(functionName, qualifier);
    if (payload.length > MAXIMUM_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload: expected at most " + MAXIMUM_PAYLOAD + " bytes, was " + payload.length);
    }
    return function
        .pool()
        .invoke(
            new Invocation(
                UUID.randomUUID().toString(), arn(functionName, qualifier), traceId(), payload));
  }

  /**
   * Queues an invocation of type Event, which is repeated when it fails as the function's
   * configuration says.
   *
   * @return false if too many wait already, and nothing was queued
   * @throws IllegalArgumentException as {@link #invoke} does
   */
  boolean invokeAsynchronously(String functionName, @Nullable String qualifier, byte[] payload) {
    return invokeAsynchronously(functionName, qualifier, payload, () -> {});
  }

  /** The same, and runs {@code done} when the event succeeded or was given up. */
  boolean invokeAsynchronously(
      String functionName, @Nullable String qualifier, byte[] payload, Runnable done) {
    return deployed(functionName, qualifier)
        .events()
        .enqueue(() -> invoke(functionName, qualifier, payload), done);
  }

  /** Every sandbox that there is at the moment. */
  public List<SandboxStatus> sandboxes() {
    return pools().flatMap(pool -> pool.sandboxes().stream()).toList();
  }

  /** How many sandboxes of a function have been started so far. */
  public long coldStarts(String functionName) {
    return deployed(functionName, null).pool().coldStarts();
  }

  /**
   * Kills the sandbox with this process id, as a machine that fails would. A request that it has is
   * answered with {@code Runtime.ExitError}.
   *
   * @return false if no sandbox has it
   */
  public boolean kill(long pid) {
    return end(pid, Process::destroyForcibly).isPresent();
  }

  /**
   * Asks the sandbox with this process id to end in good order (SIGTERM), which is when a JVM
   * writes an archive it was told to write. Completes with the exit code once the process has
   * ended.
   *
   * @throws IllegalArgumentException if no sandbox has it
   */
  public CompletableFuture<Integer> terminate(long pid) {
    return end(pid, process -> guardian.terminate(process.pid()))
        .orElseThrow(() -> new IllegalArgumentException("no sandbox has the process id " + pid))
        .onExit()
        .thenApply(Process::exitValue);
  }

  /** The ARN of a function, with a qualifier if one is given. */
  public String arn(String functionName, @Nullable String qualifier) {
    return "arn:aws:lambda:"
        + settings.region()
        + ":"
        + settings.account()
        + ":function:"
        + functionName
        + (qualifier == null ? "" : ":" + qualifier);
  }

  /** The configuration of a function, if there is one of that name. */
  Optional<FunctionConfiguration> function(String functionName) {
    return Optional.ofNullable(functions.get(functionName))
        .map(deployed -> deployed.pool().function());
  }

  Settings settings() {
    return settings;
  }

  /**
   * Kills all sandboxes, and waits for their ends and until what they have printed is in the log.
   * Closing twice is harmless.
   */
  @Override
  public void close() {
    closed = true;
    List<Sandbox> ending = pools().flatMap(pool -> pool.close().stream()).toList();
    timer.shutdownNow();
    for (Sandbox sandbox : ending) {
      await(sandbox);
    }
    guardian.close();
    runtimeApi.close();
    starter.shutdown();
    deleteDirectory();
  }

  private Stream<FunctionPool> pools() {
    return Stream.concat(functions.values().stream().map(Deployed::pool), retired.stream())
        .distinct();
  }

  private Optional<Process> end(long pid, Consumer<Process> how) {
    return pools().flatMap(pool -> pool.end(pid, how).stream()).findFirst();
  }

  /** Without it nothing could be thawed, and nobody would clean up after us. */
  private void guardianLost() {
    settings.log().line("lambda-local", "the guardian has ended: closing");
    close();
  }

  private Deployed deployed(String functionName, @Nullable String qualifier) {
    Deployed deployed = functions.get(functionName);
    if (deployed == null) {
      throw new IllegalArgumentException("there is no function " + functionName);
    }
    if (!deployed.pool().function().isKnown(qualifier)) {
      throw new IllegalArgumentException(
          "function " + functionName + " has neither alias nor version " + qualifier);
    }
    return deployed;
  }

  private static String traceId() {
    HexFormat hex = HexFormat.of();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "Root=1-"
        + hex.toHexDigits((int) (System.currentTimeMillis() / 1_000))
        + "-"
        + hex.toHexDigits(random.nextLong())
        + hex.toHexDigits(random.nextInt())
        + ";Parent="
        + hex.toHexDigits(random.nextLong())
        + ";Sampled=0";
  }

  private static void await(Sandbox sandbox) {
    try {
      if (!sandbox.process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "sandbox, process " + sandbox.process.pid() + ", survives being killed");
      }
      // not for ever: a process that it has left behind may hold on to its output
      sandbox.output.join(TimeUnit.SECONDS.toMillis(END_LIMIT_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("lambda-local-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory", e);
    }
  }

  private static void createDirectory(Path path) {
    try {
      Files.createDirectory(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + path, e);
    }
  }

  private void deleteDirectory() {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }

  /** What all functions have in common. */
  record Settings(String region, String account, FunctionLog log, Consumer<SandboxStatus> ended) {}

  /** A function and its two ways in. */
  private record Deployed(FunctionPool pool, AsynchronousInvocations events) {}

  /** Collects what a local Lambda needs. Not safe for use by many threads. */
  public static final class Builder {

    private String region = "eu-west-1";
    private String account = "000000000000";
    private FunctionLog log = (functionName, line) -> {};
    private Consumer<SandboxStatus> ended = status -> {};

    private Builder() {}

    /** The Region in ARNs and in the functions' environment; eu-west-1 unless said otherwise. */
    public Builder region(String region) {
      this.region = region;
      return this;
    }

    /** The account in ARNs; twelve zeros unless said otherwise. */
    public Builder account(String account) {
      this.account = account;
      return this;
    }

    /** Takes what the functions print; nobody does unless said otherwise. */
    public Builder log(FunctionLog log) {
      this.log = log;
      return this;
    }

    /** Is told of every sandbox whose process has ended: its credentials are worth nothing now. */
    public Builder onSandboxEnd(Consumer<SandboxStatus> listener) {
      this.ended = listener;
      return this;
    }

    /**
     * Starts the local Lambda.
     *
     * @throws IllegalStateException if this machine does not run Linux, or the runtime client's
     *     jars are not there
     */
    public LocalLambda build() {
      return new LocalLambda(new Settings(region, account, log, ended));
    }
  }
}
