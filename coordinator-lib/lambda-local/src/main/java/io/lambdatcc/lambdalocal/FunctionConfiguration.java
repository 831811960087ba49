package io.lambdatcc.lambdalocal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One function: what runs, with which limits, in which environment. Immutable; made with {@link
 * #named}.
 */
public final class FunctionConfiguration {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern ALIAS = Pattern.compile("(?!^[0-9]+$)[A-Za-z0-9_-]{1,128}");

  private final Builder values;

  private FunctionConfiguration(Builder values) {
    this.values = values;
  }

  /** Begins the configuration of a function of this name. */
  public static Builder named(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("function name: expected " + NAME + ", was " + name);
    }
    return new Builder(name);
  }

  String name() {
    return values.name;
  }

  String handler() {
    return values.handler;
  }

  List<Path> classPath() {
    return values.classPath;
  }

  Duration timeout() {
    return values.timeout;
  }

  Duration initTimeout() {
    return values.initTimeout;
  }

  int memoryMegabytes() {
    return values.memoryMegabytes;
  }

  String version() {
    return values.version;
  }

  /** Whether the function can be invoked by this qualifier; null is none. */
  boolean isKnown(@Nullable String qualifier) {
    return qualifier == null
        || qualifier.equals("$LATEST")
        || qualifier.equals(values.version)
        || values.aliases.contains(qualifier);
  }

  Map<String, String> environment(String sandboxId) {
    return values.environment.apply(sandboxId);
  }

  Path javaHome() {
    return values.javaHome;
  }

  List<String> jvmOptions() {
    return values.jvmOptions;
  }

  boolean snapStart() {
    return values.snapStart;
  }

  boolean freezing() {
    return values.freezing;
  }

  int maximumSandboxes() {
    return values.maximumSandboxes;
  }

  int queue() {
    return values.queue;
  }

  int retryAttempts() {
    return values.retryAttempts;
  }

  Duration retryDelay() {
    return values.retryDelay;
  }

  /** Collects the parts of a configuration. Not safe for use by many threads. */
  public static final class Builder implements Cloneable {

    private final String name;
    private String handler = "";
    private List<Path> classPath = List.of();
    private Duration timeout = Duration.ofSeconds(3);
    private Duration initTimeout = Duration.ofSeconds(30);
    private int memoryMegabytes = 512;
    private String version = "$LATEST";
    private Set<String> aliases = Set.of();
    private Function<String, Map<String, String>> environment = sandboxId -> Map.of();
    private Path javaHome = Path.of(System.getProperty("java.home"));
    private List<String> jvmOptions = List.of();
    private boolean snapStart;
    private boolean freezing = true;
    private int maximumSandboxes = 10;
    private int queue;
    private int retryAttempts = 2;
    private Duration retryDelay = Duration.ofMinutes(1);

    private Builder(String name) {
      this.name = name;
    }

    /** The handler as Lambda knows it: a class, or {@code class::method}. */
    public Builder handler(String handler) {
      this.handler = handler;
      return this;
    }

    /** The jars and directories that follow those of the runtime client on the class path. */
    public Builder classPath(Path... classPath) {
      this.classPath = List.of(classPath);
      return this;
    }

    /** How long one request may take; 3 s unless said otherwise, as on Lambda. */
    public Builder timeout(Duration timeout) {
      this.timeout = positive("timeout", timeout);
      return this;
    }

    /**
     * How long a process may take until it asks for its first request; 30 s unless said otherwise.
     * Lambda allows 10 s and has more processors.
     */
    public Builder initTimeout(Duration initTimeout) {
      this.initTimeout = positive("initTimeout", initTimeout);
      return this;
    }

    /** What the function believes to have; seven eighths of it become the heap's maximum. */
    public Builder memoryMegabytes(int memoryMegabytes) {
      this.memoryMegabytes = atLeast("memoryMegabytes", 128, memoryMegabytes);
      return this;
    }

    /** The version that every alias points at; {@code $LATEST} unless said otherwise. */
    public Builder version(String version) {
      this.version = version;
      return this;
    }

    /** The qualifiers, beside the version, by which the function may be invoked. */
    public Builder aliases(String... aliases) {
      for (String alias : aliases) {
        if (!ALIAS.matcher(alias).matches()) {
          throw new IllegalArgumentException("alias: expected " + ALIAS + ", was " + alias);
        }
      }
      this.aliases = Set.of(aliases);
      return this;
    }

    /** The same variables for every sandbox. */
    public Builder environment(Map<String, String> variables) {
      Map<String, String> copy = Map.copyOf(variables);
      this.environment = sandboxId -> copy;
      return this;
    }

    /**
     * Asked once per sandbox, before its process starts, for the variables that it gets beside
     * those which Lambda reserves: the place to give every sandbox credentials of its own. Must not
     * block.
     */
    public Builder environment(Function<String, Map<String, String>> bySandboxId) {
      this.environment = bySandboxId;
      return this;
    }

    /** The JDK or JRE that runs the sandboxes; the present one unless said otherwise. */
    public Builder javaHome(Path javaHome) {
      this.javaHome = javaHome;
      return this;
    }

    /** Options that follow, and so overrule, the ones given to every sandbox. */
    public Builder jvmOptions(List<String> jvmOptions) {
      this.jvmOptions = List.copyOf(jvmOptions);
      return this;
    }

    /** Runs the hooks around a snapshot, as Lambda does when it takes one. No snapshot is taken. */
    public Builder snapStart(boolean snapStart) {
      this.snapStart = snapStart;
      return this;
    }

    /** Whether idle sandboxes stand still, which they do unless said otherwise. */
    public Builder freezing(boolean freezing) {
      this.freezing = freezing;
      return this;
    }

    /** How many sandboxes there may be at once; 10 unless said otherwise. */
    public Builder maximumSandboxes(int maximumSandboxes) {
      this.maximumSandboxes = atLeast("maximumSandboxes", 1, maximumSandboxes);
      return this;
    }

    /**
     * How many requests may wait when all sandboxes are busy and no other may be started. Lambda
     * has no such queue and throttles at once, which is what 0, the default, does. A machine of two
     * processors needs one: there, what Lambda would spread over a hundred sandboxes goes through
     * two.
     */
    public Builder queue(int queue) {
      this.queue = atLeast("queue", 0, queue);
      return this;
    }

    /**
     * How often an asynchronous invocation that failed is repeated, and how long after the first
     * failure; twice that later the second time. 2 and one minute unless said otherwise.
     */
    public Builder asynchronousRetries(int attempts, Duration delay) {
      this.retryAttempts = atLeast("attempts", 0, attempts);
      this.retryDelay = positive("delay", delay);
      return this;
    }

    /** The finished configuration. */
    public FunctionConfiguration build() {
      if (handler.isBlank()) {
        throw new IllegalArgumentException("function " + name + " has no handler");
      }
      if (classPath.isEmpty()) {
        throw new IllegalArgumentException("function " + name + " has no class path");
      }
      return new FunctionConfiguration(copy());
    }

    private Builder copy() {
      try {
        return (Builder) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }

    private static Duration positive(String what, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(what + ": expected more than 0, was " + value);
      }
      return value;
    }

    private static int atLeast(String what, int least, int value) {
      if (value < least) {
        throw new IllegalArgumentException(
            what + ": expected at least " + least + ", was " + value);
      }
      return value;
    }
  }
}
