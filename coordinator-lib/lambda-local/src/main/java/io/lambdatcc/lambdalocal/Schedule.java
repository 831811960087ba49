package io.lambdatcc.lambdalocal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An EventBridge rule with a fixed rate: invokes a function asynchronously, for the first time at
 * once, until it is closed. While one invocation of it is queued or under way no other is sent.
 */
public final class Schedule implements AutoCloseable {

  private final LocalLambda lambda;
  private final String rule;
  private final String functionName;
  private final @Nullable String qualifier;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lambda-local-schedule");
            thread.setDaemon(true);
            return thread;
          });

  private Schedule(
      LocalLambda lambda, String rule, String functionName, @Nullable String qualifier) {
    this.lambda = lambda;
    this.rule = rule;
    this.functionName = functionName;
    this.qualifier = qualifier;
  }

  /** Starts one; the rule's name is part of its events. */
  public static Schedule start(
      LocalLambda lambda,
      String rule,
      Duration rate,
      String functionName,
      @Nullable String qualifier) {
    Schedule schedule = new Schedule(lambda, rule, functionName, qualifier);
    var unused =
        schedule.timer.scheduleAtFixedRate(
            schedule::fire, 0, rate.toMillis(), TimeUnit.MILLISECONDS);
    return schedule;
  }

  /** Sends nothing more. What was sent goes on. */
  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void fire() {
    if (!underWay.compareAndSet(false, true)) {
      return;
    }
    boolean sent = false;
    try {
      sent =
          lambda.invokeAsynchronously(functionName, qualifier, event(), () -> underWay.set(false));
    } finally {
      if (!sent) {
        underWay.set(false);
      }
    }
  }

  private byte[] event() {
    LocalLambda.Settings settings = lambda.settings();
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("version", "0");
    event.put("id", UUID.randomUUID().toString());
    event.put("detail-type", "Scheduled Event");
    event.put("source", "aws.events");
    event.put("account", settings.account());
    event.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    event.put("region", settings.region());
    event
        .putArray("resources")
        .add("arn:aws:events:" + settings.region() + ":" + settings.account() + ":rule/" + rule);
    event.putObject("detail");
    try {
      return new ObjectMapper().writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
