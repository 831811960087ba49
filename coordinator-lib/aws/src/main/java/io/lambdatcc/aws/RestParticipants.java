package io.lambdatcc.aws;

import io.lambdatcc.api.TccRequest;
import io.lambdatcc.aws.BoundedResponse.Received;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.wire.ParticipantList;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/**
 * Participants that speak TCC for REST: a branch is a link to a reservation that the client has
 * made itself; {@code PUT} on it confirms, {@code DELETE} cancels, and it lapses by itself when it
 * expires.
 *
 * <p>A branch's Try is therefore answered here, and sent nowhere: yes while the reservation holds
 * for longer than a call may take, else no.
 *
 * <table>
 * <caption>What their answers mean</caption>
 * <tr><th>answer</th><th>to PUT</th><th>to DELETE</th></tr>
 * <tr><td>2xx</td><td>confirmed</td><td>cancelled</td></tr>
 * <tr><td>404, 410</td><td>a violation: it has lapsed, though it was decided to confirm; parked at
 *     once</td><td>cancelled: there is nothing any more</td></tr>
 * <tr><td>405, 501</td><td>unknown</td><td>cancelled: it cannot be, and lapses by itself</td></tr>
 * <tr><td>everything else, redirects too</td><td>unknown: repeated</td><td>unknown:
 *     repeated</td></tr>
 * </table>
 *
 * <p>Calls are not signed. A link is called only below one of the configured bases, and only where
 * its host's addresses are neither link-local nor any other that names no service.
 */
final class RestParticipants implements ParticipantClient, AutoCloseable {
  /** In place of a time, when the client wants its reservations cancelled. */
  static final String CANCEL = "cancel";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int CALLS_EACH = 128;
  private static final int MAX_LOOKUPS = 2 * CALLS_EACH;
  private static final long IDLE_SECONDS = 10;

  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int GONE = 410;
  private static final int NOT_IMPLEMENTED = 501;

  /** Where EC2 tells instances their secrets, over IPv6. */
  private static final String INSTANCE_METADATA = "fd00:ec2:0:0:0:0:0:254";

  private static final byte[] NOTHING = new byte[0];

  private final Map<String, Participant> participants;
  private final Duration timeout;
  private final SdkAsyncHttpClient http;
  private final InstantSource clock;
  private final Resolver resolver;
  private final ExecutorService lookups;

  private record Participant(LinkBase base, Guard guard) {}

  /** Looks a host up; may block. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /**
   * Participants at these bases.
   *
   * @param bases by the participants' names
   * @param timeout how long one call may take; a reservation that expires sooner is not confirmed
   * @param http must not follow redirects; closed with this
   */
  RestParticipants(
      Map<String, LinkBase> bases,
      Duration timeout,
      SdkAsyncHttpClient http,
      InstantSource clock,
      Resolver resolver) {
    Map<String, Participant> made = new LinkedHashMap<>();
    bases.forEach(
        (name, base) ->
            made.put(
                name,
                new Participant(base, new Guard(name, Guard.USUAL_BREAKER, CALLS_EACH, timeout))));
    this.participants = made;
    this.timeout = timeout;
    this.http = http;
    this.clock = clock;
    this.resolver = resolver;
    // a lookup may go on when its call has long been given up, so the bulkheads do not bound these
    this.lookups =
        new ThreadPoolExecutor(
            0,
            MAX_LOOKUPS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons("lambda-tcc-link-lookup"));
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Participants at these bases, called by a client of their own on these threads. */
  static RestParticipants of(Map<String, LinkBase> bases, EventLoops threads) {
    SdkAsyncHttpClient http =
        NettyNioAsyncHttpClient.builder()
            .connectionTimeout(CONNECT_TIMEOUT)
            // the guard is to end a call first, however its time was spent
            .connectionAcquisitionTimeout(TIMEOUT.plus(CONNECT_TIMEOUT))
            .readTimeout(TIMEOUT.plus(CONNECT_TIMEOUT))
            .writeTimeout(TIMEOUT.plus(CONNECT_TIMEOUT))
            .maxConcurrency(Math.multiplyExact(CALLS_EACH, bases.size()))
            .eventLoopGroup(threads.group())
            .build();
    return new RestParticipants(
        bases, TIMEOUT, http, InstantSource.system(), InetAddress::getAllByName);
  }

  @Override
  public boolean knows(String participant) {
    return participants.containsKey(participant);
  }

  /** How they look from here, in no particular order. */
  List<ParticipantList.Participant> health() {
    return participants.values().stream().map(each -> each.guard().health("rest", false)).toList();
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    Participant participant = participants.get(call.participant());
    if (participant == null) {
      return answered(
          new Answer.Rejected(
              "not-configured",
              "participant '" + call.participant() + "' is not configured here any more"));
    }
    if (call.address() == null && call.operation() == Operation.CANCEL) {
      // its Try was rejected for that, and nothing else has ever been sent
      return answered(new Answer.Done(null));
    }
    URI link = link(call.address(), participant.base());
    if (link == null) {
      return answered(
          new Answer.Rejected(
              "no-link",
              "participant '" + call.participant() + "' takes links below its base only"));
    }
    return call.operation() == Operation.TRY
        ? answered(tried(call.payload()))
        : participant.guard().call(() -> send(participant.base(), link, call));
  }

  private static CompletionStage<Answer> answered(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static @Nullable URI link(@Nullable String address, LinkBase base) {
    URI link = address == null ? null : URI.create(address);
    return link != null && base.covers(link) ? link : null;
  }

  private Answer tried(@Nullable String wanted) {
    if (CANCEL.equals(wanted)) {
      return new Answer.Refused("cancel-requested", "its client wants it cancelled");
    }
    try {
      Instant expires = Instant.parse(String.valueOf(wanted));
      return clock.instant().plus(timeout).isBefore(expires)
          ? new Answer.Done(null)
          : new Answer.Refused(
              "expires", "it lapses at " + expires + ", too soon to be sure to confirm it");
    } catch (DateTimeException e) {
      return new Answer.Rejected("no-expiry", "a link needs the time at which it expires");
    }
  }

  private CompletableFuture<Heard> send(LinkBase base, URI link, BranchCall call) {
    CompletableFuture<Heard> heard = new CompletableFuture<>();
    try {
      lookUpAndSend(base, link, call, heard);
    } catch (RejectedExecutionException e) {
      heard.complete(Heard.notSent("too many hosts are being looked up"));
    }
    return heard;
  }

  private void lookUpAndSend(
      LinkBase base, URI link, BranchCall call, CompletableFuture<Heard> heard) {
    // looking a host up may block for longer than a call may take; neither the engine's thread is
    // there for that, nor the one that ends calls
    lookups.execute(
        () -> {
          String wrong = base.isLocal() ? null : wrongAddress(link.getHost());
          if (wrong != null) {
            heard.complete(Heard.notSent(wrong));
          } else if (!heard.isDone()) {
            try {
              Exchange.perform(
                  http,
                  request(link, call),
                  NOTHING,
                  HttpParticipants.MAX_REPLY_BYTES,
                  received -> understood(received, call.operation()),
                  heard);
            } catch (RuntimeException e) {
              heard.complete(Heard.failed(e));
            }
          }
        });
  }

  private @Nullable String wrongAddress(String host) {
    try {
      for (InetAddress address : resolver.addresses(host)) {
        if (address.isLinkLocalAddress()
            || address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || address.isMulticastAddress()
            || address.getHostAddress().equals(INSTANCE_METADATA)) {
          return "host " + host + " is at " + address.getHostAddress() + ", which is not called";
        }
      }
      return null;
    } catch (UnknownHostException e) {
      return "host " + host + " is not known";
    }
  }

  private static SdkHttpRequest request(URI link, BranchCall call) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(
                call.operation() == Operation.CONFIRM ? SdkHttpMethod.PUT : SdkHttpMethod.DELETE)
            .uri(link)
            .putHeader("Accept", "application/tcc")
            .putHeader("Content-Length", "0");
    String trace = call.traceparent();
    if (trace != null && TccRequest.isTraceparent(trace)) {
      request.putHeader("traceparent", trace);
    }
    return request.build();
  }

  private static Heard understood(Received received, Operation operation) {
    int status = received.status();
    boolean confirm = operation == Operation.CONFIRM;
    boolean gone = status == NOT_FOUND || status == GONE;
    boolean noCancel = status == METHOD_NOT_ALLOWED || status == NOT_IMPLEMENTED;
    if ((status >= 200 && status < 300) || (!confirm && (gone || noCancel))) {
      return Heard.understood(new Answer.Done(null));
    }
    return gone
        ? Heard.understood(
            new Answer.Violated("status " + status + ": the reservation is there no more"))
        : Heard.unknown("status " + status, Heard.speaksOfTrouble(status));
  }

  /** Stops at once; calls under way end as unknown. */
  @Override
  public void close() {
    lookups.shutdownNow();
    http.close();
  }
}
