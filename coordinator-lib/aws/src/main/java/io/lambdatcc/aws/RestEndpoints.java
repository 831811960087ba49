package io.lambdatcc.aws;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.http.HttpReply;
import io.lambdatcc.http.HttpRequest;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ParticipantLinks;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import java.time.Duration;
import java.util.Locale;

/**
 * The coordinator of TCC for REST: {@code PUT /coordinator/confirm} and {@code PUT
 * /coordinator/cancel}, with links to reservations that the client has made.
 *
 * <p>Confirm answers 204 when every participant has confirmed with a 2xx, 404 when none was or will
 * be, 409 when it is decided and a participant says that its reservation is gone, and 503 while
 * nobody knows: repeating either request with the same links is safe. Cancel answers 204 once
 * nothing will be confirmed, and 409 when it is decided that all will.
 */
final class RestEndpoints {
  private final TccCoordinator coordinator;
  private final RestDialect dialect;
  private final Endpoints endpoints;
  private final Duration wait;

  RestEndpoints(
      TccCoordinator coordinator, RestDialect dialect, Endpoints endpoints, Duration wait) {
    this.coordinator = coordinator;
    this.dialect = dialect;
    this.endpoints = endpoints;
    this.wait = wait;
  }

  HttpReply confirm(HttpRequest http) {
    TccTransaction transaction = transaction(http, true);
    return switch (transaction.phase()) {
      case CONFIRMED -> HttpReply.empty(204);
      case CANCELLING, CANCELLED -> HttpReply.problem(notConfirmed(transaction));
      case CONFIRMING ->
          transaction.parked()
              ? HttpReply.problem(inPart(transaction))
              : Endpoints.later(notYet(transaction));
      case TRYING -> Endpoints.later(notYet(transaction));
    };
  }

  HttpReply cancel(HttpRequest http) {
    TccTransaction transaction = transaction(http, false);
    return switch (transaction.phase()) {
      case CANCELLING, CANCELLED -> HttpReply.empty(204);
      case CONFIRMING, CONFIRMED -> HttpReply.problem(Endpoints.alreadyDecided(transaction));
      case TRYING -> Endpoints.later(notYet(transaction));
    };
  }

  private TccTransaction transaction(HttpRequest http, boolean confirm) {
    String type = http.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.split(";", 2)[0].strip().equals(ParticipantLinks.MEDIA_TYPE)) {
      throw Endpoints.invalid("Content-Type", "is " + ParticipantLinks.MEDIA_TYPE + " here");
    }
    ParticipantLinks links = ParticipantLinks.fromJson(http.body());
    TccRequest request =
        new TccRequest(
            RestDialect.name(links),
            dialect.branches(links, confirm),
            null,
            Order.PARALLEL,
            WaitFor.COMPLETED,
            wait,
            http.header("traceparent").orElse(null));
    return endpoints
        .joined(coordinator.forScope(Endpoints.scope(http)).execute(request))
        .transaction();
  }

  private static Problem notConfirmed(TccTransaction transaction) {
    CancelReason why = transaction.reason();
    return about(
        ProblemType.NOT_FOUND,
        "nothing is confirmed" + (why == null ? "" : ": " + why.text()),
        transaction);
  }

  private static Problem inPart(TccTransaction transaction) {
    return about(
        ProblemType.CONFIRMED_IN_PART,
        "it is decided to confirm, and not every participant does; operators can see to it",
        transaction);
  }

  private static Problem notYet(TccTransaction transaction) {
    return about(
        ProblemType.IN_DOUBT,
        "transaction " + transaction.id() + " has not ended yet",
        transaction);
  }

  private static Problem about(ProblemType type, String detail, TccTransaction transaction) {
    return type.problem(detail)
        .with("transaction", JsonText.parse(Documents.of(transaction).toJson()));
  }
}
