package io.lambdatcc.aws;

import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionListener;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A span for what one coordinator does for one transaction, until it goes no further with it. */
final class TransactionSpans implements TransactionListener {
  private final Tracer tracer;
  private final Map<TransactionId, Span> open = new ConcurrentHashMap<>();

  TransactionSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void landed(TransactionState state) {
    Span span =
        open.computeIfAbsent(
            state.id(),
            id -> started(state, tracer.spanBuilder("transaction").setParent(request(state))));
    span.addEvent(state.phase().name());
  }

  /** The first that is heard of a transaction which somebody else has begun. */
  @Override
  public void stepped(TransactionState before, Event event, Step step) {
    Span unused =
        open.computeIfAbsent(
            before.id(),
            id ->
                started(
                    before,
                    tracer
                        .spanBuilder("transaction, recovered")
                        .addLink(Span.fromContext(request(before)).getSpanContext())));
  }

  @Override
  public void left(TransactionState state) {
    Span span = open.remove(state.id());
    if (span != null) {
      span.setAttribute("tcc.phase", state.phase().name()).end();
    }
  }

  /** What calls of a transaction are children of. */
  Context of(TransactionId id) {
    Span span = open.get(id);
    return span == null ? Context.current() : Context.current().with(span);
  }

  private static Span started(TransactionState state, SpanBuilder span) {
    return span.setAttribute("tcc.transaction", state.id().toString()).startSpan();
  }

  /** The trace of the request that began it, which the log keeps. */
  private static Context request(TransactionState state) {
    return W3CTraceContextPropagator.getInstance()
        .extract(Context.root(), state, Traceparent.INSTANCE);
  }

  private enum Traceparent implements TextMapGetter<TransactionState> {
    INSTANCE;

    @Override
    public @Nullable String get(@Nullable TransactionState state, String key) {
      return state != null && key.equals("traceparent") ? state.traceparent() : null;
    }
  }
}
