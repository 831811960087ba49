package io.lambdatcc.jsonlog;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/**
 * Writes {@code timestamp} (RFC 3339, UTC), {@code level}, {@code logger}, {@code message}, the
 * event's key-value pairs, what is known of the invocation, and of a throwable {@code error} and
 * {@code stack}.
 */
final class JsonLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1L;

  private final transient Level least;
  private final transient Map<String, String> context;
  private final transient Consumer<String> lines;

  /**
   * A logger.
   *
   * @param least events below this level are not written
   * @param context what every line says besides; read at each
   * @param lines takes each line, with its end
   */
  JsonLogger(String name, Level least, Map<String, String> context, Consumer<String> lines) {
    this.name = name;
    this.least = least;
    this.context = context;
    this.lines = lines;
  }

  @Override
  public void log(LoggingEvent event) {
    if (isEnabled(event.getLevel())) {
      write(
          event.getLevel(),
          event.getMessage(),
          event.getArgumentArray(),
          event.getKeyValuePairs(),
          event.getThrowable());
    }
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    write(level, message, arguments, null, thrown);
  }

  private void write(
      Level level,
      @Nullable String message,
      Object @Nullable [] arguments,
      @Nullable List<KeyValuePair> pairs,
      @Nullable Throwable thrown) {
    JsonLine line =
        new JsonLine()
            .put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .put("level", level)
            .put("logger", name)
            .put("message", MessageFormatter.basicArrayFormat(message, arguments));
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        JsonLine unused = line.put(pair.key, pair.value);
      }
    }
    for (Map.Entry<String, String> each : context.entrySet()) {
      JsonLine unused = line.put(each.getKey(), each.getValue());
    }
    if (thrown != null) {
      line.put("error", thrown).put("stack", stackOf(thrown));
    }
    lines.accept(line.text());
  }

  private static String stackOf(Throwable thrown) {
    StringWriter stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack));
    return stack.toString();
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return JsonLogger.class.getName();
  }

  private boolean isEnabled(Level level) {
    return level.toInt() >= least.toInt();
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }
}
