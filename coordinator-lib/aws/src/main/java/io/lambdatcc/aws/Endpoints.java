package io.lambdatcc.aws;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.CancelResult;
import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.api.NameConflictException;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.ResolveResult;
import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccInDoubtException;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccOverloadedException;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.api.TccUnavailableException;
import io.lambdatcc.api.TransactionPage;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.http.HttpHandler;
import io.lambdatcc.http.HttpReply;
import io.lambdatcc.http.HttpRequest;
import io.lambdatcc.http.ProblemException;
import io.lambdatcc.http.Routes;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.spi.LogRejectedException;
import io.lambdatcc.wire.BranchSpec;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.InquiryReply;
import io.lambdatcc.wire.InquiryRequest;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantList;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.ResolveBranch;
import io.lambdatcc.wire.TransactionList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints of {@link CoordinatorHandler}, for one invocation: each knows how long this one may
 * wait.
 */
final class Endpoints {
  private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int TAG_BYTES = 16;

  /** {@code docs/openapi.yaml} as JSON. */
  private static final String OPEN_API = "openapi.json";

  /** How the API's own complaints about a request begin: the path of the field, and a colon. */
  private static final Pattern FIELD_AND_REASON =
      Pattern.compile("([A-Za-z][A-Za-z0-9.\\[\\]]*): (.+)", Pattern.DOTALL);

  private final TccCoordinator coordinator;
  private final Supplier<ParticipantList> participants;
  private final Roles roles;
  private final @Nullable RestDialect dialect;
  private final Patience patience;

  Endpoints(
      TccCoordinator coordinator,
      Supplier<ParticipantList> participants,
      Roles roles,
      @Nullable RestDialect dialect,
      Patience patience) {
    this.coordinator = coordinator;
    this.participants = participants;
    this.roles = roles;
    this.dialect = dialect;
    this.patience = patience;
  }

  Routes routes() {
    Routes.Builder routes = routesOfItsOwn();
    if (dialect != null) {
      RestEndpoints rest = new RestEndpoints(coordinator, dialect, this, patience.longestWait());
      routes
          .route("PUT", "/coordinator/confirm", answering(rest::confirm))
          .route("PUT", "/coordinator/cancel", answering(rest::cancel));
    }
    return routes.build();
  }

  private Routes.Builder routesOfItsOwn() {
    return Routes.builder()
        .route("PUT", "/transactions/{name}", answering(r -> create(r, r.pathParameter("name"))))
        .route("POST", "/transactions", answering(r -> create(r, idempotencyKey(r))))
        .route("GET", "/transactions", answering(this::list))
        .route("GET", "/transactions/{name}", answering(this::find))
        .route("POST", "/transactions/{name}/cancel", answering(this::cancel))
        .route("POST", "/transactions/{name}/retry", answering(this::retry))
        .route("POST", "/transactions/{name}/branches/{branch}/resolve", answering(this::resolve))
        .route("POST", "/transactions/{name}/branches/{branch}/inquire", answering(this::inquire))
        .route("GET", "/participants", answering(r -> participants()))
        .route("POST", "/participants/{name}/retry", answering(this::retryParked))
        .route("GET", "/health", answering(r -> health()))
        .route("GET", "/openapi.json", r -> openApi());
  }

  /** The engine's errors as replies; what is not among them is nobody's business but the log's. */
  private static HttpHandler answering(HttpHandler endpoint) {
    return request -> {
      try {
        return endpoint.handle(request);
      } catch (TccInDoubtException e) {
        log.warn("in doubt", e);
        return later(ProblemType.IN_DOUBT.problem(e.getMessage()).with("id", e.id().toString()));
      } catch (OutOfTimeException e) {
        return later(ProblemType.IN_DOUBT.problem("there was no time to wait longer; ask again"));
      } catch (TccUnavailableException e) {
        log.warn("unavailable", e);
        return later(ProblemType.UNAVAILABLE.problem(e.getMessage()));
      } catch (TccOverloadedException e) {
        return later(ProblemType.OVERLOADED.problem(e.getMessage()), e.retryAfter());
      } catch (NameConflictException e) {
        return HttpReply.problem(ProblemType.NAME_CONFLICT.problem(e.getMessage()));
      } catch (LogRejectedException e) {
        return HttpReply.problem(ProblemType.TOO_LARGE.problem(e.getMessage()));
      }
    };
  }

  /** Waits for the engine, and no longer than this invocation can. */
  <T> T joined(CompletionStage<T> stage) {
    try {
      return patience.join(stage);
    } catch (TimeoutException e) {
      throw new OutOfTimeException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("the engine failed", e.getCause());
    }
  }

  // ---- create --------------------------------------------------------------------------------

  private HttpReply create(HttpRequest http, String name) {
    if (!TransactionKey.isName(name)) {
      throw invalid("name", "must match [A-Za-z0-9_-]{1,64}, this is '" + name + "'");
    }
    CreateTransaction asked = CreateTransaction.fromJson(http.body());
    Preferences prefer = Preferences.of(http.header("prefer").orElse(""));
    WaitFor waitFor = prefer.async() ? WaitFor.DECIDED : waitFor(asked);
    TccOutcome outcome =
        joined(
            executed(
                coordinator.forScope(scope(http)),
                () ->
                    new TccRequest(
                        name,
                        asked.branches().stream().map(Endpoints::branch).toList(),
                        asked.timeout(),
                        order(asked),
                        waitFor,
                        shorter(prefer.waitAtMost(), patience.longestWait()),
                        http.header("traceparent").orElse(null))));
    boolean cameToWhatWasAsked =
        waitFor == waitFor(asked) || outcome.transaction().phase().finished();
    HttpReply reply = cameToWhatWasAsked ? outcome(outcome) : accepted(outcome.transaction());
    String applied = prefer.applied(patience.longestWait());
    return applied.isEmpty() ? reply : reply.withHeader("preference-applied", applied);
  }

  /** Executes the request, or says what about it can never be carried out. */
  private static CompletionStage<TccOutcome> executed(
      TccCoordinator coordinator, Supplier<TccRequest> request) {
    return orInvalid(() -> coordinator.execute(request.get()));
  }

  private static <T> T orInvalid(Supplier<T> asked) {
    try {
      return asked.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      Matcher complaint = FIELD_AND_REASON.matcher(message);
      throw complaint.matches()
          ? invalid(complaint.group(1), complaint.group(2))
          : invalid("body", message);
    }
  }

  private static String idempotencyKey(HttpRequest http) {
    String key = http.header("idempotency-key").map(String::strip).orElse("");
    boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
    String name = quoted ? key.substring(1, key.length() - 1) : key;
    if (name.isEmpty()) {
      throw invalid(
          "Idempotency-Key",
          "is missing: a transaction needs a name, here or in the path of PUT"
              + " /transactions/{name}");
    }
    return name;
  }

  private static TccBranch branch(BranchSpec spec) {
    JsonText payload = spec.payload();
    return new TccBranch(
        spec.id(),
        spec.participant(),
        new Payload(payload.text(), Digest.ofBytes(payload.sha256())));
  }

  private static WaitFor waitFor(CreateTransaction asked) {
    return switch (asked.waitFor()) {
      case COMPLETED -> WaitFor.COMPLETED;
      case DECIDED -> WaitFor.DECIDED;
    };
  }

  private static Order order(CreateTransaction asked) {
    return switch (asked.order()) {
      case PARALLEL -> Order.PARALLEL;
      case SEQUENTIAL -> Order.SEQUENTIAL;
    };
  }

  private static Duration shorter(@Nullable Duration a, Duration b) {
    return a == null || a.compareTo(b) > 0 ? b : a;
  }

  // ---- find, list, cancel, retry, resolve, health, openapi
  // --------------------------------------------

  private HttpReply find(HttpRequest http) {
    String name = http.pathParameter("name");
    String document =
        Documents.withTimeline(found(joined(visibleTo(http, name).find(name)), name)).toJson();
    String tag =
        '"' + HexFormat.of().formatHex(JsonText.parse(document).sha256(), 0, TAG_BYTES) + '"';
    boolean known = http.header("if-none-match").filter(tags -> matches(tags, tag)).isPresent();
    return (known ? HttpReply.empty(304) : HttpReply.json(200, document)).withHeader("etag", tag);
  }

  /** Weakly, as it is for reading (RFC 9110, section 13.1.2). */
  private static boolean matches(String tags, String tag) {
    return Arrays.stream(tags.split(",", -1))
        .map(String::strip)
        .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("W/" + tag));
  }

  private HttpReply list(HttpRequest http) {
    ListQuery asked = orInvalid(() -> ListQuery.of(http.query()));
    TransactionPage page =
        orInvalid(
            () ->
                joined(
                    everythingVisibleTo(http).list(asked.filter(), asked.limit(), asked.cursor())));
    String next = page.cursor() == null ? null : asked.next(page.cursor());
    TransactionList list =
        new TransactionList(
            page.transactions().stream().map(Documents::of).toList(),
            page.unreadable().stream().map(TransactionKey::text).toList(),
            next);
    HttpReply reply = HttpReply.json(200, list.toJson());
    return next == null ? reply : reply.withHeader("link", "<" + next + ">; rel=\"next\"");
  }

  private HttpReply participants() {
    return HttpReply.json(200, participants.get().toJson());
  }

  private HttpReply retryParked(HttpRequest http) {
    SweepReport report =
        joined(
            everythingVisibleTo(http)
                .retryParked(http.pathParameter("name"), patience.longestWait()));
    boolean nothingWasRead = report.due() == 0 && report.failed() > 0;
    return nothingWasRead
        ? later(ProblemType.UNAVAILABLE.problem("the log could not be read; ask again"))
        : HttpReply.json(200, Documents.of(report));
  }

  private HttpReply cancel(HttpRequest http) {
    String name = http.pathParameter("name");
    CancelResult result =
        found(joined(visibleTo(http, name).cancel(name, patience.longestWait())), name);
    TccTransaction now = result.transaction();
    if (result instanceof CancelResult.Accepted) {
      return finishedOrAccepted(now);
    } else if (result instanceof CancelResult.AlreadyDecided) {
      return HttpReply.problem(alreadyDecided(now));
    }
    return later(
        ProblemType.IN_DOUBT
            .problem("transaction " + now.id() + " could not be decided in time; ask again")
            .with("transaction", JsonText.parse(document(now))));
  }

  static Problem alreadyDecided(TccTransaction now) {
    return ProblemType.ALREADY_DECIDED
        .problem("transaction " + now.id() + " is " + now.phase() + "; what is decided stays so")
        .with("phase", now.phase().name())
        .with("transaction", JsonText.parse(document(now)));
  }

  private HttpReply resolve(HttpRequest http) {
    String name = http.pathParameter("name");
    String branch = http.pathParameter("branch");
    if (!isOperator(http)) {
      throw new ProblemException(
          ProblemType.UNAUTHORIZED, "only operators answer for a branch that does not");
    }
    ResolveBranch word = ResolveBranch.fromJson(http.body());
    ResolveResult result =
        found(
            orInvalid(
                () ->
                    joined(
                        visibleTo(http, name)
                            .resolve(
                                name,
                                branch,
                                done(word.outcome()),
                                http.principal().orElse(CoordinatorHandler.ANONYMOUS),
                                word.reason(),
                                patience.longestWait()))),
            name);
    TccTransaction now = result.transaction();
    if (result instanceof ResolveResult.Accepted) {
      return finishedOrAccepted(now);
    } else if (result instanceof ResolveResult.DecidedOtherwise) {
      return HttpReply.problem(alreadyDecided(now));
    } else if (result instanceof ResolveResult.NothingDecided) {
      return HttpReply.problem(
          ProblemType.NOT_DECIDED
              .problem("transaction " + now.id() + " is " + now.phase() + "; it is still tried")
              .with("transaction", JsonText.parse(document(now))));
    } else if (result instanceof ResolveResult.NoSuchBranch) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "transaction " + now.id() + " has no branch '" + branch + "'");
    }
    return later(
        ProblemType.IN_DOUBT
            .problem("nobody knows yet whether that is written down; ask again")
            .with("transaction", JsonText.parse(document(now))));
  }

  /** Asking about an id that is not known uses it up, so it is for participants only. */
  private HttpReply inquire(HttpRequest http) {
    if (!roles.inquirers().contains(scope(http))) {
      throw new ProblemException(
          ProblemType.UNAUTHORIZED, "only participants ask what has become of a branch");
    }
    TransactionId id = fullId(http.pathParameter("name"));
    String branch = http.pathParameter("branch");
    if (!TransactionKey.isName(branch)) {
      throw invalid("branch", "must match [A-Za-z0-9_-]{1,64}, this is '" + branch + "'");
    }
    InquiryRequest asked = InquiryRequest.fromJson(http.body());
    InquiryAnswer answer =
        joined(
            coordinator.inquire(
                id, branch, asked.participant(), asked.deadline(), asked.askedAt()));
    return HttpReply.json(200, new InquiryReply(outcome(answer)).toJson());
  }

  private static TransactionId fullId(String text) {
    try {
      return TransactionId.parse(text);
    } catch (IllegalArgumentException e) {
      throw invalid("id", String.valueOf(e.getMessage()));
    }
  }

  private static InquiryReply.Outcome outcome(InquiryAnswer answer) {
    return switch (answer) {
      case NOT_YET -> InquiryReply.Outcome.NOT_YET;
      case CONFIRMED -> InquiryReply.Outcome.CONFIRMED;
      case CANCELLED -> InquiryReply.Outcome.CANCELLED;
    };
  }

  private static Operation done(ResolveBranch.Outcome outcome) {
    return switch (outcome) {
      case CONFIRMED -> Operation.CONFIRM;
      case CANCELLED -> Operation.CANCEL;
    };
  }

  private HttpReply retry(HttpRequest http) {
    String name = http.pathParameter("name");
    return finishedOrAccepted(
        found(joined(visibleTo(http, name).retry(name, patience.longestWait())), name)
            .transaction());
  }

  private HttpReply health() {
    // any name does: whether the log answers is the question, not what
    Optional<TccTransaction> unused =
        joined(coordinator.forScope(CoordinatorHandler.ANONYMOUS).find("health"));
    return HttpReply.json(200, "{\"status\":\"ok\"}");
  }

  /** Read when it is asked for: a cold start has better things to do. */
  private static HttpReply openApi() {
    try (InputStream document = Endpoints.class.getResourceAsStream(OPEN_API)) {
      if (document == null) {
        throw new IllegalStateException(OPEN_API + " is missing in the jar");
      }
      return HttpReply.json(200, new String(document.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(OPEN_API + " cannot be read", e);
    }
  }

  private static <T> T found(Optional<T> found, String name) {
    return found.orElseThrow(
        () ->
            new ProblemException(ProblemType.NOT_FOUND, "you have no transaction '" + name + "'"));
  }

  // ---- who -----------------------------------------------------------------------------------

  static String scope(HttpRequest http) {
    return http.caller().orElse(CoordinatorHandler.ANONYMOUS);
  }

  /**
   * Operators reach everybody's transactions by full id; a bare name is always the caller's own.
   */
  private TccCoordinator visibleTo(HttpRequest http, String nameOrId) {
    return TransactionKey.isName(nameOrId)
        ? coordinator.forScope(scope(http))
        : everythingVisibleTo(http);
  }

  private TccCoordinator everythingVisibleTo(HttpRequest http) {
    return isOperator(http) ? coordinator.forOperators() : coordinator.forScope(scope(http));
  }

  private boolean isOperator(HttpRequest http) {
    return roles.operators().contains(scope(http));
  }

  // ---- replies -------------------------------------------------------------------------------

  private static HttpReply outcome(TccOutcome outcome) {
    TccTransaction transaction = outcome.transaction();
    if (outcome instanceof TccOutcome.Confirmed) {
      return HttpReply.json(201, document(transaction))
          .withHeader("location", location(transaction));
    } else if (outcome instanceof TccOutcome.Cancelled) {
      return cancelled(transaction);
    }
    return accepted(transaction);
  }

  private static HttpReply cancelled(TccTransaction transaction) {
    CancelReason why = transaction.reason();
    if (why == null) {
      throw new IllegalStateException(transaction.id() + " is cancelled without a reason");
    }
    Problem problem =
        ProblemType.CANCELLED
            .problem(why.text())
            .with("reason", Documents.lowerCase(why.kind()))
            .with("retryable", transaction.retryable())
            .with("transaction", JsonText.parse(document(transaction)));
    if (why.branchId() != null) {
      problem = problem.with("branch", why.branchId());
    }
    if (why.code() != null) {
      problem = problem.with("code", why.code());
    }
    return HttpReply.problem(problem).withHeader("location", location(transaction));
  }

  private static HttpReply finishedOrAccepted(TccTransaction transaction) {
    return transaction.phase().finished()
        ? HttpReply.json(200, document(transaction))
        : accepted(transaction);
  }

  private static HttpReply accepted(TccTransaction transaction) {
    return HttpReply.json(202, document(transaction))
        .withHeader("location", location(transaction))
        .withHeader("retry-after", Long.toString(RETRY_AFTER.toSeconds()));
  }

  private static String document(TccTransaction transaction) {
    return Documents.of(transaction).toJson();
  }

  /** An id needs no encoding: the tilde is unreserved (RFC 3986, section 2.3). */
  private static String location(TccTransaction transaction) {
    return "/transactions/" + transaction.id();
  }

  static HttpReply later(Problem problem) {
    return later(problem, RETRY_AFTER);
  }

  private static HttpReply later(Problem problem, Duration retryAfter) {
    return HttpReply.problem(problem)
        .withHeader("retry-after", Long.toString(retryAfter.toSeconds()));
  }

  static ProblemException invalid(String field, String reason) {
    return new ProblemException(
        ProblemType.INVALID_REQUEST
            .problem(field + ": " + reason)
            .with("field", field)
            .with("reason", reason));
  }

  /** This invocation has to end before the engine has answered. */
  private static final class OutOfTimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
