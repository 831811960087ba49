package io.lambdatcc.example.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.example.chaos.history.History;
import io.lambdatcc.example.chaos.proxy.Fate;
import io.lambdatcc.example.chaos.proxy.HttpMessage;
import io.lambdatcc.lambdalocal.SandboxStatus;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns the faults of a plan into fates of requests, and writes down each that happens. */
final class Mischief {
  private static final String JSON = "application/json";
  private static final String AWS_JSON = "application/x-amz-json-1.0";

  private final History history;
  private final Processes processes;
  private final Sites sites = new Sites();
  private final Map<Site, Fault> plan;
  private final Set<String> later = ConcurrentHashMap.newKeySet();
  private volatile Instant unreachableUntil = Instant.MIN;

  /** What happens by this plan. Places are counted from here on. */
  Mischief(FaultPlan plan, Processes processes, History history) {
    this.plan = plan.bySite();
    this.processes = processes;
    this.history = history;
  }

  /** Nothing reaches the log for so long. */
  void unreachable(Duration length) {
    unreachableUntil = Instant.now().plus(length);
  }

  /** The fate of a request to the API. */
  Fate ofCall(HttpMessage request) {
    return Seen.call(request).map(this::fate).orElse(Fate.PASSES);
  }

  /** The fate of a request to DynamoDB. */
  Fate ofAccess(HttpMessage request) {
    return Seen.access(request).map(this::fate).orElse(Fate.PASSES);
  }

  private Fate fate(Seen seen) {
    processes.works(seen.accessKey(), seen.transaction());
    if (!seen.nonce().isEmpty() && later.add(seen.nonce())) {
      history.add(
          history.event("later").put("transaction", seen.transaction()).put("nonce", seen.nonce()));
    }
    boolean toTheLog =
        seen.kind().isWrite() || seen.kind() == SiteKind.READ || seen.kind() == SiteKind.DUE;
    if (toTheLog && Instant.now().isBefore(unreachableUntil)) {
      return Fate.PASSES.lost().ending(Fate.Ending.SILENCE);
    }
    Site site = sites.of(seen);
    @Nullable Fault fault = plan.get(site);
    return fault == null ? Fate.PASSES : fate(seen, site, fault);
  }

  private Fate fate(Seen seen, Site site, Fault fault) {
    ObjectNode event =
        history
            .event("fault")
            .put("kind", fault.kind().name())
            .put("site", site.toString())
            .put("transaction", seen.transaction())
            .put("length", fault.length().toMillis());
    history.add(event);
    Duration length = fault.length();
    Fate silence = Fate.PASSES.ending(Fate.Ending.SILENCE);
    return switch (fault.kind()) {
      case LOSE_REQUEST, LOG_UNKNOWN_LOST, STORE_UNKNOWN_LOST -> silence.lost();
      case LOSE_REPLY, LOG_UNKNOWN_LANDED, STORE_UNKNOWN_LANDED -> silence;
      case LOG_LANDS_LATER, STORE_LANDS_LATER -> silence.held(length);
      case DUPLICATE -> Fate.PASSES.copied(length);
      case DELAY_REQUEST -> Fate.PASSES.held(length);
      case DELAY_REPLY, LOG_SLOW, READ_SLOW -> Fate.PASSES.slow(length);
      case RESET -> Fate.PASSES.ending(Fate.Ending.RESET);
      case TRUNCATE -> Fate.PASSES.ending(Fate.Ending.TRUNCATED);
      case ANSWER_500 -> Fate.PASSES.lost().answered(http(500));
      case ANSWER_500_AFTER -> Fate.PASSES.answered(http(500));
      case ANSWER_429 -> Fate.PASSES.lost().answered(http(429));
      case WRONG_BODY ->
          Fate.PASSES
              .lost()
              .answered(HttpMessage.response(200, "text/html", "<p>Sign in to this network</p>"));
      case LOG_THROTTLES ->
          Fate.PASSES.lost().answered(aws(400, "ProvisionedThroughputExceededException"));
      case READ_FAILS, STORE_BLIND -> Fate.PASSES.lost().answered(aws(500, "InternalServerError"));
      case CRASH_BEFORE, PARTICIPANT_CRASHES_BEFORE ->
          silence.lost().before(() -> sender(seen, this::kill));
      case CRASH_AFTER, PARTICIPANT_CRASHES_AFTER -> silence.after(() -> sender(seen, this::kill));
      case FREEZE_BEFORE ->
          Fate.PASSES
              .before(() -> sender(seen, process -> processes.freeze(process, length)))
              .held(length);
      case FREEZE_AFTER ->
          Fate.PASSES.before(() -> sender(seen, process -> processes.freeze(process, length)));
      default -> throw new IllegalStateException(fault + " is not to be had on sockets");
    };
  }

  private void sender(Seen seen, Consumer<SandboxStatus> deed) {
    Optional<SandboxStatus> process = processes.holder(seen.accessKey());
    process.ifPresent(deed);
  }

  private void kill(SandboxStatus process) {
    boolean unused = processes.kill(process);
  }

  private static HttpMessage http(int status) {
    return HttpMessage.response(status, JSON, "{\"message\":\"Service Unavailable\"}");
  }

  private static HttpMessage aws(int status, String error) {
    return HttpMessage.response(
        status,
        AWS_JSON,
        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + error + "\",\"message\":\"\"}");
  }
}
