package io.lambdatcc.client;

import io.lambdatcc.client.HttpCaller.Answer;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.InquiryReply;
import io.lambdatcc.wire.InquiryRequest;
import io.lambdatcc.wire.Order;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.TransactionDocument;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/**
 * Runs transactions at a coordinator.
 *
 * <p>A transaction has a name that the caller gives it, and that is what makes it safe: whatever
 * goes wrong on the way, the client repeats the same request under the same name, which joins the
 * transaction if it was begun and begins it if it was not. The caller does the same after a {@link
 * TccInDoubtException}, a {@link TccResult.Pending} or its own crash.
 *
 * <pre>{@code
 * TccClient tcc = TccClient.builder(coordinator, HttpCaller.unsigned(http)).build();
 * TccResult result = tcc.run("order-17-1", CreateTransaction.of(branches));
 * }</pre>
 *
 * <p>An operation that may be tried again after it was cancelled has an {@link Attempt} instead of
 * a name; see {@link #run(Attempt, CreateTransaction, Consumer)}.
 *
 * <p>Blocks the calling thread. Safe to share between threads.
 */
public final class TccClient {
  /** How long a call may take, unless the builder is told otherwise: a gateway cuts at 30 s. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(25);

  private static final Logger log = LoggerFactory.getLogger(TccClient.class);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern NAME_OR_ID =
      Pattern.compile("[A-Za-z0-9_-]{1,64}(~[0-9a-z]{1,64})?");

  private static final String SIGNING = "TCC_SIGNING";
  private static final int MAX_REQUESTS = 200;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(10);

  /** With less time left no request is begun. */
  private static final Duration SHORTEST_REQUEST = Duration.ofMillis(250);

  private final URI coordinator;
  private final HttpCaller http;
  private final Duration patience;
  private final Duration requestTimeout;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Pauser pauser;

  private TccClient(Builder builder) {
    this.coordinator = builder.coordinator;
    this.http = builder.http;
    this.patience = builder.patience;
    this.requestTimeout = builder.requestTimeout;
    this.clock = builder.clock;
    this.random = builder.random;
    this.pauser = builder.pauser;
  }

  /**
   * Starts building a client.
   *
   * @param coordinator what comes before {@code /transactions}
   */
  public static Builder builder(URI coordinator, HttpCaller http) {
    return new Builder(coordinator, http);
  }

  /**
   * A client for as long as a function lives, as its environment describes it: {@code
   * TCC_COORDINATOR}, what comes before {@code /transactions}; {@code TCC_SIGNING}, {@code sigv4}
   * unless it is {@code none}; {@code AWS_REGION}, which Lambda sets.
   *
   * @throws IllegalStateException naming the variable that is missing or wrong
   */
  public static TccClient ofFunction(Map<String, String> environment, Duration patience) {
    SdkHttpClient http =
        Apache5HttpClient.builder().connectionTimeout(Duration.ofSeconds(1)).build();
    HttpCaller caller =
        switch (environment.getOrDefault(SIGNING, "sigv4")) {
          case "none" -> HttpCaller.unsigned(http);
          case "sigv4" ->
              HttpCaller.signed(
                  http,
                  required(environment, "AWS_REGION"),
                  DefaultCredentialsProvider.builder().build());
          default -> throw new IllegalStateException(SIGNING + " is not none or sigv4");
        };
    return builder(URI.create(required(environment, "TCC_COORDINATOR")), caller)
        .patience(patience)
        .build();
  }

  private static String required(Map<String, String> environment, String variable) {
    String value = environment.get(variable);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException("environment variable " + variable + " is not set");
    }
    return value.strip();
  }

  /** How long a call may take that is given no end. */
  public Duration patience() {
    return patience;
  }

  /**
   * Runs a transaction, or joins the one of this name.
   *
   * @param name {@code [A-Za-z0-9_-]{1,64}}
   * @return confirmed, cancelled, or pending where it did not come to what was waited for in time
   * @throws TccRequestException when the coordinator does not accept the request
   * @throws TccInDoubtException when it is not known whether the transaction was begun
   */
  public TccResult run(String name, CreateTransaction request) {
    return run(name, request, afterPatience());
  }

  /**
   * Runs an operation of which several attempts may be needed, in the same time as one transaction.
   *
   * <p>A parallel attempt that was cancelled as contended is followed by the next one at once: in
   * sequence, where those who want the same things wait for one another instead of in a circle. For
   * that the branches must be in an order that is the same for all operations, such as by kind and
   * then by id.
   *
   * @param first the attempt that {@code next} was told last, or {@link Attempt#first}
   * @param request its branches in the domain's order; its own order is not looked at
   * @param next is told the attempt to start with from now on, each time one was cancelled and
   *     before another is begun; to be stored, if it is greater than what is stored
   * @return the end of the last attempt
   * @throws TccRequestException as {@link #run(String, CreateTransaction)} does
   * @throws TccInDoubtException as {@link #run(String, CreateTransaction)} does
   */
  public TccResult run(Attempt first, CreateTransaction request, Consumer<Attempt> next) {
    return run(first, request, next, afterPatience());
  }

  /**
   * Runs an operation as {@link #run(Attempt, CreateTransaction, Consumer)} does, for one who makes
   * several calls and has an end for all of them.
   *
   * @param until when to stop waiting; a first request is made in any case
   */
  public TccResult run(
      Attempt first, CreateTransaction request, Consumer<Attempt> next, Instant until) {
    TccResult result = run(first.name(), ordered(request, first.order()), until);
    if (!(result instanceof TccResult.Cancelled cancelled)) {
      return result;
    }
    Attempt second = first.after(cancelled);
    next.accept(second);
    if (!cancelled.isContended() || first.order() == Order.SEQUENTIAL || !isTimeLeft(until)) {
      return cancelled;
    }
    log.info("{} was contended, {} follows in sequence", first.name(), second.name());
    TccResult secondResult = run(second.name(), ordered(request, second.order()), until);
    if (secondResult instanceof TccResult.Cancelled secondCancelled) {
      next.accept(second.after(secondCancelled));
    }
    return secondResult;
  }

  /**
   * Looks a transaction up.
   *
   * @param nameOrId its name, or its full id
   * @return empty where the coordinator knows none that this caller may see
   * @throws TccUnavailableException when the coordinator cannot be asked
   */
  public Optional<TransactionDocument> find(String nameOrId) {
    return find(nameOrId, afterPatience());
  }

  /**
   * Looks a transaction up, as {@link #find(String)} does.
   *
   * @param until when to stop waiting; a first request is made in any case
   */
  public Optional<TransactionDocument> find(String nameOrId, Instant until) {
    Request request = new Request("GET", requireNameOrId(nameOrId), "", "");
    return ask(
        request,
        until,
        answer -> Reading.ofFind(nameOrId, answer),
        trouble -> {
          throw new TccUnavailableException(
              "transaction " + nameOrId + " cannot be looked up: " + trouble.reason(),
              trouble.cause());
        });
  }

  /**
   * Cancels a transaction that is not decided yet.
   *
   * @return what became of it: cancelled, or confirmed or pending where it was decided before
   * @throws TccRequestException when there is no such transaction
   * @throws TccInDoubtException when it is not known whether the request was carried out
   */
  public TccResult cancel(String nameOrId) {
    Instant until = afterPatience();
    try {
      return order(nameOrId, "/cancel", until);
    } catch (TccRequestException e) {
      if (!e.problem().is(ProblemType.ALREADY_DECIDED)) {
        throw e;
      }
      return find(nameOrId, until).map(TccResult::of).orElseThrow(() -> e);
    }
  }

  /**
   * Has a parked or waiting transaction go on at once.
   *
   * @return how far it has come
   * @throws TccRequestException when there is no such transaction
   * @throws TccInDoubtException when it is not known whether the request was carried out
   */
  public TccResult retry(String nameOrId) {
    return order(nameOrId, "/retry", afterPatience());
  }

  /**
   * Asks, for a participant, what has become of a branch for which it holds something past its
   * deadline.
   *
   * @param transactionId the full id, as it came with the Try
   * @param branchId as it came with the Try
   * @throws TccRequestException when the coordinator does not accept the question, such as by this
   *     role
   * @throws TccUnavailableException when the coordinator cannot be asked
   */
  public InquiryReply.Outcome inquire(
      String transactionId, String branchId, InquiryRequest question) {
    if (!NAME.matcher(branchId).matches()) {
      throw new IllegalArgumentException(
          "branch '" + branchId + "' does not match " + NAME.pattern());
    }
    Request request =
        new Request(
            "POST",
            requireNameOrId(transactionId),
            "/branches/" + branchId + "/inquire",
            question.toJson());
    return ask(
        request,
        afterPatience(),
        Reading::ofInquiry,
        trouble -> {
          throw new TccUnavailableException(
              "nobody says what has become of "
                  + transactionId
                  + "/"
                  + branchId
                  + ": "
                  + trouble.reason(),
              trouble.cause());
        });
  }

  private TccResult order(String nameOrId, String what, Instant until) {
    return result(new Request("POST", requireNameOrId(nameOrId), what, ""), until);
  }

  private TccResult run(String name, CreateTransaction request, Instant until) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "transaction name '" + name + "' does not match " + NAME.pattern());
    }
    return result(new Request("PUT", name, "", request.toJson()), until);
  }

  private TccResult result(Request request, Instant until) {
    return ask(
        request,
        until,
        answer -> Reading.ofResult(request.nameOrId(), answer),
        trouble -> {
          if (trouble.lastSeen() != null) {
            return new TccResult.Pending(trouble.lastSeen());
          }
          throw new TccInDoubtException(request.nameOrId(), trouble.reason(), trouble.cause());
        });
  }

  /** One request, however often it is repeated. */
  private record Request(String method, String nameOrId, String action, String body) {}

  /** Why there is no answer when the time is up. */
  private record Trouble(
      String reason, @Nullable Throwable cause, @Nullable TransactionDocument lastSeen) {}

  /** Repeats the request until something is known or the time is up. */
  private <T> T ask(
      Request request,
      Instant until,
      Function<Answer, Reading<T>> reader,
      Function<Trouble, T> timeIsUp) {
    boolean doubt = false;
    TransactionDocument lastSeen = null;
    String reason = "no answer yet";
    IOException cause = null;
    for (int n = 1; n <= MAX_REQUESTS; n++) {
      Duration retryAfter = Duration.ZERO;
      try {
        Answer answer = send(request, until);
        Reading<T> reading = reader.apply(answer);
        retryAfter = retryAfter(answer);
        if (reading instanceof Reading.Known<T> known) {
          return known.value();
        } else if (reading instanceof Reading.Rejected<T> rejected) {
          throw rejected(request, rejected, doubt || lastSeen != null);
        } else if (reading instanceof Reading.Later<T> later) {
          lastSeen = later.transaction();
          reason = "it is " + lastSeen.phase();
        } else if (reading instanceof Reading.Lost<T> lost) {
          doubt |= !lost.harmless();
          reason = lost.reason();
        }
      } catch (IOException e) {
        doubt = true;
        cause = e;
        reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      }
      log.debug("{} {}: request {}: {}", request.method(), request.nameOrId(), n, reason);
      if (!pause(retryAfter, n, until)) {
        break;
      }
    }
    return timeIsUp.apply(new Trouble(reason, cause, lastSeen));
  }

  /**
   * A rejected request has had no effect, but an earlier one that was lost may have. Two rejections
   * leave no doubt: a name that belongs to another request cannot have been given to this one, and
   * what is decided is there to be looked up.
   */
  private static RuntimeException rejected(
      Request request, Reading.Rejected<?> rejected, boolean doubt) {
    TccRequestException exception = new TccRequestException(request.nameOrId(), rejected.problem());
    boolean definite =
        exception.isNameConflict() || rejected.problem().is(ProblemType.ALREADY_DECIDED);
    return doubt && !definite
        ? new TccInDoubtException(
            request.nameOrId(),
            "an earlier request may have been carried out before this one was rejected",
            exception)
        : exception;
  }

  private Answer send(Request request, Instant until) throws IOException {
    Duration left = Duration.between(clock.instant(), until);
    Duration timeout = left.compareTo(requestTimeout) < 0 ? left : requestTimeout;
    if (timeout.compareTo(SHORTEST_REQUEST) < 0) {
      timeout = SHORTEST_REQUEST;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/json, application/problem+json");
    if (!request.method().equals("GET")) {
      // an honest "not yet" in time is worth more than a connection cut off (RFC 7240)
      headers.put("Prefer", "wait=" + Math.max(1, timeout.toSeconds() - 1));
    }
    return http.call(request.method(), uri(request), headers, request.body(), timeout);
  }

  private URI uri(Request request) {
    String base = coordinator.toString();
    return URI.create(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
            + "/transactions/"
            + request.nameOrId()
            + request.action());
  }

  /** Whether the pause was made and there is time for another request. */
  private boolean pause(Duration retryAfter, int requests, Instant until) {
    Duration longest = FIRST_PAUSE.multipliedBy(1L << Math.min(requests - 1, 20));
    if (longest.compareTo(LONGEST_PAUSE) > 0) {
      longest = LONGEST_PAUSE;
    }
    Duration pause = retryAfter.plusMillis(random.nextLong(longest.toMillis() + 1));
    if (!isTimeLeft(until.minus(pause))) {
      return false;
    }
    try {
      pauser.pause(pause);
      return isTimeLeft(until);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Instant afterPatience() {
    return clock.instant().plus(patience);
  }

  private boolean isTimeLeft(Instant until) {
    return !clock.instant().plus(SHORTEST_REQUEST).isAfter(until);
  }

  private static Duration retryAfter(Answer answer) {
    String value = answer.headers().getOrDefault("retry-after", "");
    if (!value.matches("[0-9]{1,9}")) {
      return Duration.ZERO;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(value));
    return asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked;
  }

  private static CreateTransaction ordered(CreateTransaction request, Order order) {
    return new CreateTransaction(request.branches(), request.timeout(), order, request.waitFor());
  }

  private static String requireNameOrId(String nameOrId) {
    if (!NAME_OR_ID.matcher(nameOrId).matches()) {
      throw new IllegalArgumentException(
          "'" + nameOrId + "' is neither a transaction's name nor its id");
    }
    return nameOrId;
  }

  /** Collects what a client needs. */
  public static final class Builder {
    private final URI coordinator;
    private final HttpCaller http;
    private Duration patience = DEFAULT_PATIENCE;
    private Duration requestTimeout = Duration.ofSeconds(12);
    private InstantSource clock = InstantSource.system();
    private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    private Pauser pauser = time -> Thread.sleep(time.toMillis());

    private Builder(URI coordinator, HttpCaller http) {
      if (coordinator.getHost() == null || coordinator.getRawQuery() != null) {
        throw new IllegalArgumentException(
            "coordinator '" + coordinator + "' is no absolute URI with a host and without a query");
      }
      this.coordinator = coordinator;
      this.http = Objects.requireNonNull(http, "http");
    }

    /** How long a call of this client may take in all, {@link #DEFAULT_PATIENCE} by default. */
    public Builder patience(Duration patience) {
      this.patience = requireEnough("patience", patience);
      return this;
    }

    /** How long a single request may take, 12 seconds by default; then it is repeated. */
    public Builder requestTimeout(Duration requestTimeout) {
      this.requestTimeout = requireEnough("requestTimeout", requestTimeout);
      return this;
    }

    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Where the jitter of pauses comes from. */
    public Builder random(RandomGenerator random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    public Builder pauser(Pauser pauser) {
      this.pauser = Objects.requireNonNull(pauser, "pauser");
      return this;
    }

    public TccClient build() {
      return new TccClient(this);
    }

    private static Duration requireEnough(String what, Duration duration) {
      if (duration.compareTo(SHORTEST_REQUEST) < 0) {
        throw new IllegalArgumentException(
            what + " " + duration + " is less than a request needs, " + SHORTEST_REQUEST);
      }
      return duration;
    }
  }
}
