package io.lambdatcc.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.CompletionReport;
import io.lambdatcc.http.RequestId;
import io.lambdatcc.protocol.TransactionKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Phase two of transactions whose callers wait for the decision only, as a Lambda function on the
 * stream of the log's table.
 *
 * <p>A coordinator that lets go at the decision marks it with {@code ho}; the event source mapping
 * passes on those writes alone, by the filter
 *
 * <pre>{@code {"eventName":["MODIFY"],"dynamodb":{"NewImage":{"ho":{"N":["1"]}}}}}</pre>
 *
 * <p>Only the key of a record counts. Each transaction is read again, once however often a batch
 * names it, and driven by one round if the log still says so; a record may be late, come again, or
 * come for something that a sweep has finished.
 *
 * <p>As failed are reported only the records whose transaction could not be read, or for which no
 * time was left: a shard goes on with nothing before those have gone well. So a branch that does
 * not answer is no failure; it stays due and the sweep meets it. Nor is a record that cannot be
 * understood: it would be none the better for coming again. It is logged and left.
 *
 * <p>Ends two seconds before its invocation would be cut off, and sends nothing after that. Deploy
 * it with {@code ReportBatchItemFailures}, a maximum age and a number of retries; the sweep finds
 * whatever is dropped.
 */
public final class CompletionHandler
    implements RequestHandler<DynamodbEvent, StreamsEventResponse> {
  private static final Logger log = LoggerFactory.getLogger(CompletionHandler.class);

  private final TccCoordinator coordinator;
  private final InvocationMetrics metrics;

  /** A completion configured by the function's environment, as {@link CoordinatorHandler} is. */
  public CompletionHandler() {
    this(CoordinatorConfiguration.of(System.getenv()).assembly());
  }

  /** Completes with this coordinator. */
  public CompletionHandler(TccCoordinator coordinator) {
    this(coordinator, new MetricsListener(MetricsListener.NAMESPACE));
  }

  /**
   * The same, and writes the coordinator's metrics.
   *
   * @param metrics a listener of this coordinator
   */
  public CompletionHandler(TccCoordinator coordinator, MetricsListener metrics) {
    this(coordinator, new InvocationMetrics(metrics));
  }

  private CompletionHandler(Assembly assembly) {
    this(assembly.coordinator(), assembly.metrics());
  }

  CompletionHandler(TccCoordinator coordinator, InvocationMetrics metrics) {
    this.metrics = metrics;
    this.coordinator = coordinator;
  }

  @Override
  public StreamsEventResponse handleRequest(DynamodbEvent event, @Nullable Context context) {
    return RequestId.during(
        context == null ? null : context.getAwsRequestId(), () -> handle(event, context));
  }

  private StreamsEventResponse handle(DynamodbEvent event, @Nullable Context context) {
    Patience patience = Patience.until(context);
    List<DynamodbStreamRecord> records = Optional.ofNullable(event.getRecords()).orElse(List.of());
    Map<TransactionKey, List<String>> told = new LinkedHashMap<>();
    int understood = 0;
    for (DynamodbStreamRecord each : records) {
      if (understand(each, told)) {
        understood++;
      }
    }
    CompletionReport report = complete(told.keySet(), patience);
    metrics.write(context, "Completion", counts(records.size(), understood, report));
    return reported(told, report.unread());
  }

  private CompletionReport complete(Set<TransactionKey> keys, Patience patience) {
    try {
      return patience.join(coordinator.complete(keys, patience.longestWait()));
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      log.error("nothing is known of any of {} transactions", keys.size(), e);
      return new CompletionReport(0, 0, 0, keys.size(), keys);
    }
  }

  /** Notes a record under the transaction that it tells of; false where it tells of none. */
  private static boolean understand(
      @Nullable DynamodbStreamRecord each, Map<TransactionKey, List<String>> told) {
    StreamRecord change = each == null ? null : each.getDynamodb();
    Map<String, AttributeValue> keys = change == null ? null : change.getKeys();
    AttributeValue key = keys == null ? null : keys.get(TransactionRecord.KEY);
    String text = key == null ? null : key.getS();
    String sequence = change == null ? null : change.getSequenceNumber();
    if (text == null || sequence == null || sequence.isEmpty()) {
      String id = each == null ? null : each.getEventID();
      log.error("event {} of the stream tells of no transaction of this log, and is left", id);
      return false;
    }
    try {
      told.computeIfAbsent(TransactionKey.parse(text), k -> new ArrayList<>()).add(sequence);
      return true;
    } catch (IllegalArgumentException e) {
      log.error("record {} of the stream tells of no transaction, and is left", sequence, e);
      return false;
    }
  }

  private static Map<String, Integer> counts(int records, int understood, CompletionReport report) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("records", records);
    counts.put("finished", report.finished());
    counts.put("pending", report.pending());
    counts.put("failed", report.failed() + records - understood);
    return counts;
  }

  private static StreamsEventResponse reported(
      Map<TransactionKey, List<String>> told, Set<TransactionKey> unread) {
    List<BatchItemFailure> failures = new ArrayList<>();
    told.forEach(
        (key, sequences) -> {
          if (unread.contains(key)) {
            sequences.forEach(each -> failures.add(new BatchItemFailure(each)));
          }
        });
    return new StreamsEventResponse(failures);
  }
}
