package io.lambdatcc.jsonlog;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** How SLF4J finds this backend. */
public final class JsonLogProvider implements SLF4JServiceProvider {
  private static final String SLF4J = "2.0.99";

  private final InvocationContext context = new InvocationContext();
  private final ILoggerFactory loggers = JsonLoggers.of(System.getenv(), context.values());
  private final IMarkerFactory markers = new BasicMarkerFactory();

  /** For the service loader. */
  public JsonLogProvider() {}

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return SLF4J;
  }

  @Override
  public void initialize() {}
}
