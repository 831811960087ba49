package io.lambdatcc.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What log lines say of the invocation that they belong to, where the backend knows the MDC. */
public final class RequestId {
  /** The key in the MDC: Lambda's id of the invocation. */
  public static final String KEY = "requestId";

  private RequestId() {}

  /**
   * Does this work, with the id in the MDC meanwhile.
   *
   * @param id null where there is none, as outside of Lambda
   */
  public static <T> T during(@Nullable String id, Supplier<T> work) {
    if (id == null) {
      return work.get();
    }
    MDC.put(KEY, id);
    try {
      return work.get();
    } finally {
      MDC.remove(KEY);
    }
  }
}
