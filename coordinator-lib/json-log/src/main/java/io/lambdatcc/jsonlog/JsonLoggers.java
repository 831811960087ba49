package io.lambdatcc.jsonlog;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Loggers that write JSON.
 *
 * <p>How much they write is said by the variable {@value #LEVEL}, or by Lambda's own {@value
 * #LAMBDA_LEVEL}: {@code TRACE}, {@code DEBUG}, {@code INFO}, which is the default, {@code WARN} or
 * {@code ERROR}. What the AWS SDK and Netty say below {@code INFO} is never written: it is more
 * than anybody reads, and has payloads in it.
 */
public final class JsonLoggers implements ILoggerFactory {
  /** The variable that says how much is logged. */
  public static final String LEVEL = "TCC_LOG_LEVEL";

  static final String LAMBDA_LEVEL = "AWS_LAMBDA_LOG_LEVEL";

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final Level least;
  private final Map<String, String> context;
  private final Consumer<String> lines;

  /**
   * Loggers that write lines.
   *
   * @param least events below this level are not written
   * @param context what every line says besides; read at each
   * @param lines takes each line, with its end; called by many threads
   */
  public JsonLoggers(Level least, Map<String, String> context, Consumer<String> lines) {
    this.least = least;
    this.context = context;
    this.lines = lines;
  }

  /** Loggers that write to standard output as these variables say. */
  static JsonLoggers of(Map<String, String> environment, Map<String, String> context) {
    String level = environment.getOrDefault(LEVEL, environment.getOrDefault(LAMBDA_LEVEL, ""));
    return new JsonLoggers(level(level), context, JsonLoggers::print);
  }

  /** A mistake here must not keep a function from starting. */
  private static Level level(String text) {
    for (Level level : Level.values()) {
      if (level.name().equals(text.strip().toUpperCase(Locale.ROOT))) {
        return level;
      }
    }
    return Level.INFO;
  }

  /** In one piece: each piece that is written is an event of its own in Lambda's log. */
  private static void print(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  @Override
  public Logger getLogger(@Nullable String name) {
    return loggers.computeIfAbsent(String.valueOf(name), this::made);
  }

  private Logger made(String name) {
    boolean chatty = name.startsWith("software.amazon.awssdk.") || name.startsWith("io.netty.");
    Level its = chatty && least.toInt() < Level.INFO.toInt() ? Level.INFO : least;
    return new JsonLogger(name, its, context, lines);
  }
}
