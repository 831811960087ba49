package io.lambdatcc.aws;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.aws.BoundedResponse.Received;
import io.lambdatcc.aws.Transport.Incoming;
import io.lambdatcc.aws.Transport.Instead;
import io.lambdatcc.aws.Transport.Outgoing;
import io.lambdatcc.aws.Transport.Reply;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantList;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantRequest;
import io.lambdatcc.wire.WireFormatException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Participants that are called by {@code POST {base}/tcc/try|confirm|cancel}: at a URL, or as a
 * Lambda function that is {@linkplain InvokedFunction invoked directly} with the same event. Both
 * ways carry the same messages and answers.
 *
 * <p>Which names there are, and at which URLs, is fixed when this is built: no request can make it
 * call anything else. Each participant has a bulkhead, a circuit breaker and a time limit of its
 * own, so that one in trouble takes nothing from the others. None of them ever repeats a call; the
 * engine alone does that.
 *
 * <p>What becomes of a call that brings no readable answer:
 *
 * <table>
 * <caption>Calls without an answer</caption>
 * <tr><th>what happened</th><th>answer</th></tr>
 * <tr><td>breaker open, bulkhead full, name not resolved, connection refused or not established,
 *     no credentials to sign with</td><td>{@link Answer.NotSent}: no byte of it has left</td></tr>
 * <tr><td>payload that is no JSON, name not configured</td>
 *     <td>{@link Answer.Rejected}: it can never be sent</td></tr>
 * <tr><td>time-out (the request is abandoned), reset, truncated or overlong reply, redirect,
 *     everything else</td><td>{@link Answer.Unknown}</td></tr>
 * </table>
 *
 * <p>The breaker counts what says that the participant is in trouble: time-outs, broken
 * connections, 5xx, 408, 429 and replies that make no sense. An answer that is understood counts as
 * a success, whatever it says.
 */
public final class HttpParticipants implements ParticipantClient, AutoCloseable {
  /** The most bytes of a reply that are read. */
  public static final int MAX_REPLY_BYTES = 64 * 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private final Map<String, Participant> participants;
  private final Set<String> inquiring;
  private final SdkAsyncHttpClient http;
  private final @Nullable SdkAsyncHttpClient ownHttp;

  /** What is known of one participant. */
  private record Participant(Transport transport, @Nullable SigV4 signing, Guard guard) {}

  private HttpParticipants(Builder builder) {
    Map<String, Participant> made = new LinkedHashMap<>();
    builder.addresses.forEach(
        (name, address) -> made.put(name, builder.participant(name, address)));
    participants = Map.copyOf(made);
    inquiring = Set.copyOf(builder.inquiring);
    ownHttp = builder.http == null ? builder.ownClient() : null;
    http = ownHttp == null ? Objects.requireNonNull(builder.http) : ownHttp;
  }

  /** Starts building; without a participant there is nothing to call. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public boolean knows(String participant) {
    return participants.containsKey(participant);
  }

  @Override
  public Set<String> inquiring() {
    return inquiring;
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    Participant participant = participants.get(call.participant());
    if (participant == null) {
      return CompletableFuture.completedFuture(
          new Answer.Rejected(
              "not-configured",
              "participant '" + call.participant() + "' is not configured here any more"));
    }
    ParticipantRequest message;
    String body;
    try {
      message = message(call);
      body = message.toJson();
    } catch (WireFormatException e) {
      return CompletableFuture.completedFuture(
          new Answer.Rejected("invalid-request", e.field() + ": " + e.reason()));
    }
    return participant.guard().call(() -> send(participant, call, message, body));
  }

  /** How the participants look from here, by name. */
  public ParticipantList health() {
    return new ParticipantList(
        participants.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> health(each.getValue(), inquiring.contains(each.getKey())))
            .toList());
  }

  private static ParticipantList.Participant health(Participant participant, boolean inquiring) {
    return participant
        .guard()
        .health(participant.transport() instanceof InvokeTransport ? "lambda" : "http", inquiring);
  }

  /** Makes and signs a call to each participant, and sends none. */
  void prime() {
    ParticipantRequest message =
        new ParticipantRequest(
            ParticipantRequest.VERSION, "priming~0", "none", "none", Instant.EPOCH, null);
    for (Participant each : participants.values()) {
      Outgoing outgoing = each.transport().outgoing("/tcc/try", Map.of(), message.toJson());
      CompletionStage<SdkHttpRequest> unused =
          signed(each, outgoing.request(), outgoing.body().asByteArrayUnsafe());
    }
  }

  /** Stops at once; calls under way end as unknown. */
  @Override
  public void close() {
    if (ownHttp != null) {
      ownHttp.close();
    }
  }

  // ---- one call ------------------------------------------------------------------------------

  private static ParticipantRequest message(BranchCall call) {
    String payload = call.payload();
    return new ParticipantRequest(
        ParticipantRequest.VERSION,
        call.transactionId().toString(),
        call.branchId(),
        call.participant(),
        call.deadline(),
        payload == null ? null : JsonText.parse(payload));
  }

  private CompletableFuture<Heard> send(
      Participant participant, BranchCall call, ParticipantRequest message, String body) {
    Operation operation = operation(call);
    Outgoing outgoing =
        participant
            .transport()
            .outgoing("/tcc/" + operation.path(), headers(operation, call, message), body);
    byte[] bytes = outgoing.body().asByteArrayUnsafe();
    CompletableFuture<Heard> heard = new CompletableFuture<>();
    signed(participant, outgoing.request(), bytes)
        .whenComplete(
            (request, failure) -> {
              if (request == null) {
                heard.complete(Heard.notSent("could not be signed: " + Heard.reasonOf(failure)));
              } else if (!heard.isDone()) {
                try {
                  Transport transport = participant.transport();
                  Exchange.perform(
                      http,
                      request,
                      bytes,
                      transport.longestResponse(),
                      received -> understand(transport, operation, received),
                      heard);
                } catch (RuntimeException e) {
                  heard.complete(Heard.failed(e));
                }
              }
            });
    return heard;
  }

  private static Map<String, String> headers(
      Operation operation, BranchCall call, ParticipantRequest message) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, application/problem+json");
    headers.put(ParticipantRequest.IDEMPOTENCY_KEY_HEADER, message.idempotencyKey(operation));
    headers.put(ParticipantRequest.ATTEMPT_HEADER, Integer.toString(call.attempt()));
    if (call.traceparent() != null && TccRequest.isTraceparent(call.traceparent())) {
      headers.put("traceparent", call.traceparent());
    }
    return headers;
  }

  private static CompletionStage<SdkHttpRequest> signed(
      Participant participant, SdkHttpRequest request, byte[] body) {
    SigV4 signing = participant.signing();
    if (signing == null) {
      return CompletableFuture.completedFuture(request);
    }
    try {
      return signing
          .credentials()
          .resolveIdentity()
          .thenApply(identity -> signing.signed(request, body, identity));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Operation operation(BranchCall call) {
    return switch (call.operation()) {
      case TRY -> Operation.TRY;
      case CONFIRM -> Operation.CONFIRM;
      case CANCEL -> Operation.CANCEL;
    };
  }

  // ---- what it means -------------------------------------------------------------------------

  private static Heard understand(Transport transport, Operation operation, Received received) {
    Incoming incoming = transport.incoming(received);
    return incoming instanceof Instead instead
        ? new Heard(instead.answer(), instead.trouble())
        : read(operation, ((Reply) incoming).received());
  }

  private static Heard read(Operation operation, Received received) {
    ParticipantReply reply =
        ParticipantReply.read(operation, received.status(), received.headers(), received.body());
    if (reply instanceof ParticipantReply.Done done) {
      return Heard.understood(new Answer.Done(done.result() == null ? null : done.result().text()));
    } else if (reply instanceof ParticipantReply.Refused no) {
      return Heard.understood(new Answer.Refused(no.code(), no.reason()));
    } else if (reply instanceof ParticipantReply.NotNow later) {
      return Heard.understood(new Answer.NotNow(later.retryAfter()));
    } else if (reply instanceof ParticipantReply.Violated no) {
      return Heard.understood(new Answer.Violated(no.reason()));
    } else if (reply instanceof ParticipantReply.Rejected no) {
      return Heard.understood(new Answer.Rejected(no.code(), no.reason()));
    } else if (reply instanceof ParticipantReply.Unknown unknown) {
      return Heard.unknown(unknown.reason(), Heard.speaksOfTrouble(received.status()));
    }
    throw new IllegalStateException("no answer stands for " + reply);
  }

  // ---- building ------------------------------------------------------------------------------

  /** Builds {@link HttpParticipants}. */
  public static final class Builder {
    private record Address(Transport transport, @Nullable SigV4 signing) {}

    private final Map<String, Address> addresses = new LinkedHashMap<>();
    private Set<String> inquiring = Set.of();
    private Duration timeout = Duration.ofSeconds(5);
    private int maxConcurrentCalls = 128;
    private @Nullable SdkAsyncHttpClient http;
    private @Nullable EventLoops threads;
    private CircuitBreakerConfig breaker = Guard.USUAL_BREAKER;

    private Builder() {}

    /**
     * Adds a participant that is called unsigned.
     *
     * @param name by which transactions name it, {@code [A-Za-z0-9_-]{1,64}}
     * @param base an http or https URL; {@code /tcc/try} and so on are appended to its path
     */
    public Builder participant(String name, URI base) {
      return add(name, new Address(new UrlTransport(checked(name, base)), null));
    }

    /** Adds a participant whose calls are signed. */
    public Builder participant(String name, URI base, SigV4 signing) {
      return add(name, new Address(new UrlTransport(checked(name, base)), signing));
    }

    /**
     * Adds a participant that is a Lambda function, invoked directly.
     *
     * @param credentials who invokes it; asked anew for each call
     */
    public Builder participant(
        String name, InvokedFunction function, AwsCredentialsProvider credentials) {
      return participant(name, function, credentials, endpoint(function.region()));
    }

    /**
     * Adds a participant that is a Lambda function, invoked at an endpoint other than the Region's:
     * an interface endpoint of a VPC, or an emulator.
     */
    public Builder participant(
        String name, InvokedFunction function, AwsCredentialsProvider credentials, URI endpoint) {
      return add(
          name,
          new Address(
              new InvokeTransport(function, checked(name, endpoint)),
              new SigV4("lambda", function.region(), credentials)));
    }

    static URI endpoint(String region) {
      String suffix = PartitionMetadata.of(Region.of(region)).dnsSuffix();
      return URI.create("https://lambda." + region + "." + suffix);
    }

    private Builder add(String name, Address address) {
      if (!TransactionKey.isName(name)) {
        throw new IllegalArgumentException(
            "a participant's name must match [A-Za-z0-9_-]{1,64}, this is '" + name + "'");
      }
      if (addresses.putIfAbsent(name, address) != null) {
        throw new IllegalArgumentException("two participants are called '" + name + "'");
      }
      return this;
    }

    private static URI checked(String name, URI base) {
      String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
      boolean plain =
          base.getRawUserInfo() == null
              && base.getRawQuery() == null
              && base.getRawFragment() == null;
      if (!(scheme.equals("http") || scheme.equals("https")) || base.getHost() == null || !plain) {
        throw new IllegalArgumentException(
            "participant '"
                + name
                + "' needs a base like https://host/path, without user, query or fragment; this is"
                + " of scheme '"
                + scheme
                + "' and host "
                + base.getHost());
      }
      String text = base.toString();
      return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : base;
    }

    /**
     * The participants that ask about what they hold reserved once its deadline has passed, none
     * unless said otherwise: their Tries leave beside the write of begin. To be said of those only
     * that really ask, or what they hold for a transaction that never began is held for ever.
     */
    public Builder inquiring(Set<String> names) {
      inquiring = Set.copyOf(names);
      return this;
    }

    /** How long one call may take: 5 s unless said otherwise, as a cold start takes its time. */
    public Builder timeout(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException("timeout must be positive, this is " + value);
      }
      timeout = value;
      return this;
    }

    /** How many calls to one participant may be out at a time: 128 unless said otherwise. */
    public Builder maxConcurrentCalls(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("maxConcurrentCalls is at least 1, not " + value);
      }
      maxConcurrentCalls = value;
      return this;
    }

    /**
     * When a breaker opens and closes: unless said otherwise it opens when half of the last 50
     * calls (at least 20) met trouble, and asks again after a second. What counts as trouble is not
     * the configuration's to say; its predicates are replaced.
     */
    public Builder circuitBreaker(CircuitBreakerConfig value) {
      breaker = value;
      return this;
    }

    /**
     * What sends the requests, in place of a client that this makes and closes by itself: for
     * proxies, certificates or sharing. It must not follow redirects or repeat requests, should
     * have connections for as many calls as may be out, since a breaker takes one that cannot be
     * had for trouble at the participant, and stays the caller's to close.
     */
    public Builder httpClient(SdkAsyncHttpClient value) {
      http = value;
      return this;
    }

    /** Lets the client that this makes use these threads, which stay the caller's to end. */
    Builder threads(EventLoops value) {
      threads = value;
      return this;
    }

    /** Many participants may share one host, and the bulkheads already bound each of them. */
    private SdkAsyncHttpClient ownClient() {
      NettyNioAsyncHttpClient.Builder client =
          NettyNioAsyncHttpClient.builder()
              .connectionTimeout(CONNECT_TIMEOUT)
              // the guard is to end a call first, however its time was spent
              .connectionAcquisitionTimeout(timeout.plus(CONNECT_TIMEOUT))
              .readTimeout(timeout.plus(CONNECT_TIMEOUT))
              .writeTimeout(timeout.plus(CONNECT_TIMEOUT))
              .maxConcurrency(mostCallsOut());
      if (threads != null) {
        client.eventLoopGroup(threads.group());
      }
      return client.build();
    }

    private int mostCallsOut() {
      return Math.multiplyExact(maxConcurrentCalls, addresses.size());
    }

    private Participant participant(String name, Address address) {
      return new Participant(
          address.transport(),
          address.signing(),
          new Guard(name, breaker, maxConcurrentCalls, timeout));
    }

    /** The participants, ready to be called. */
    public HttpParticipants build() {
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("at least one participant is needed");
      }
      for (String name : inquiring) {
        if (!addresses.containsKey(name)) {
          throw new IllegalArgumentException(
              "'" + name + "' is said to be inquiring, but is no participant here");
        }
      }
      return new HttpParticipants(this);
    }
  }
}
