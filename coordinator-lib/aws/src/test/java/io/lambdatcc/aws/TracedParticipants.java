package io.lambdatcc.aws;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.spi.ParticipantClient;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A span for each Try, Confirm and Cancel, which goes on in the participant's own trace. */
record TracedParticipants(ParticipantClient calls, Tracer tracer, TransactionSpans transactions)
    implements ParticipantClient {

  @Override
  public boolean knows(String participant) {
    return calls.knows(participant);
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    Span span =
        tracer
            .spanBuilder(call.operation() + " " + call.participant())
            .setParent(transactions.of(call.transactionId()))
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("tcc.branch", call.branchId())
            .setAttribute("tcc.attempt", call.attempt())
            .startSpan();
    return calls
        .call(passedOn(call, span))
        .whenComplete(
            (answer, failed) -> {
              if (failed != null) {
                span.recordException(failed).setStatus(StatusCode.ERROR);
              } else {
                span.setAttribute("tcc.answer", answer.getClass().getSimpleName());
              }
              span.end();
            });
  }

  private static BranchCall passedOn(BranchCall call, Span span) {
    Map<String, String> headers = new HashMap<>();
    W3CTraceContextPropagator.getInstance()
        .inject(Context.root().with(span), headers, (map, key, value) -> headers.put(key, value));
    return new BranchCall(
        call.operation(),
        call.transactionId(),
        call.branchId(),
        call.participant(),
        call.deadline(),
        call.payload(),
        call.attempt(),
        headers.getOrDefault("traceparent", call.traceparent()));
  }
}
