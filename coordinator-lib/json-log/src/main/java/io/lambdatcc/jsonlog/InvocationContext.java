package io.lambdatcc.jsonlog;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.ThreadLocalMapOfStacks;
import org.slf4j.spi.MDCAdapter;

/**
 * SLF4J's MDC, the same for all threads.
 *
 * <p>A Lambda process works on one invocation at a time and on nothing after its answer. So what is
 * known of the invocation holds for whichever thread logs meanwhile, also for those of the engine,
 * which are older than it.
 */
final class InvocationContext implements MDCAdapter {
  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final ThreadLocalMapOfStacks stacks = new ThreadLocalMapOfStacks();

  /** What is known at the moment; changes with it. */
  Map<String, String> values() {
    return values;
  }

  @Override
  public void put(String key, @Nullable String value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  @Override
  public @Nullable String get(String key) {
    return values.get(key);
  }

  @Override
  public void remove(String key) {
    values.remove(key);
  }

  @Override
  public void clear() {
    values.clear();
  }

  @Override
  public Map<String, String> getCopyOfContextMap() {
    return Map.copyOf(values);
  }

  @Override
  public void setContextMap(Map<String, String> contextMap) {
    values.keySet().retainAll(contextMap.keySet());
    values.putAll(contextMap);
  }

  @Override
  public void pushByKey(String key, String value) {
    stacks.pushByKey(key, value);
  }

  @Override
  public @Nullable String popByKey(String key) {
    return stacks.popByKey(key);
  }

  @Override
  public @Nullable Deque<String> getCopyOfDequeByKey(String key) {
    return stacks.getCopyOfDequeByKey(key);
  }

  @Override
  public void clearDequeByKey(String key) {
    stacks.clearDequeByKey(key);
  }
}
