package io.lambdatcc.client;

import io.lambdatcc.client.HttpCaller.Answer;
import io.lambdatcc.wire.InquiryReply;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.TransactionDocument;
import io.lambdatcc.wire.WireFormatException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of the coordinator means. What is not understood is lost, never taken for success
 * or failure.
 *
 * @param <T> what was asked for
 */
sealed interface Reading<T> {

  /** The answer that was waited for. */
  record Known<T>(T value) implements Reading<T> {}

  /** The transaction has not come to its end yet. */
  record Later<T>(TransactionDocument transaction) implements Reading<T> {}

  /**
   * No answer that says anything.
   *
   * @param harmless whether the request certainly had no effect
   */
  record Lost<T>(String reason, boolean harmless) implements Reading<T> {}

  /** A request that must not be repeated as it is, and had no effect. */
  record Rejected<T>(Problem problem) implements Reading<T> {}

  /** Reads the answer to a request that begins, cancels or retries this transaction. */
  static Reading<TccResult> ofResult(String nameOrId, Answer answer) {
    return switch (answer.status()) {
      case 200, 201, 202 -> document(nameOrId, answer);
      case 409 -> {
        Problem problem = problem(answer);
        yield problem.is(ProblemType.CANCELLED)
            ? cancelled(nameOrId, problem)
            : new Rejected<>(problem);
      }
      default -> other(answer);
    };
  }

  /** Reads the answer to a question for this transaction. */
  static Reading<Optional<TransactionDocument>> ofFind(String nameOrId, Answer answer) {
    if (answer.status() == 200) {
      TransactionDocument document = parsed(nameOrId, answer.body());
      return document == null
          ? new Lost<>("200 without the transaction's document", true)
          : new Known<>(Optional.of(document));
    }
    return answer.status() == 404 && problem(answer).is(ProblemType.NOT_FOUND)
        ? new Known<>(Optional.empty())
        : other(answer);
  }

  /** Reads the answer to a participant's question; asking again is harmless. */
  static Reading<InquiryReply.Outcome> ofInquiry(Answer answer) {
    if (answer.status() != 200) {
      return other(answer);
    }
    try {
      return new Known<>(InquiryReply.fromJson(answer.body()).outcome());
    } catch (WireFormatException e) {
      return new Lost<>("200 without an answer: " + e.field() + " " + e.reason(), true);
    }
  }

  private static Reading<TccResult> document(String nameOrId, Answer answer) {
    TransactionDocument document = parsed(nameOrId, answer.body());
    if (document == null) {
      return new Lost<>(answer.status() + " without the transaction's document", false);
    }
    TccResult result = TccResult.of(document);
    if (!(result instanceof TccResult.Pending)) {
      return new Known<>(result);
    }
    if (answer.status() != 201) {
      return new Later<>(document);
    }
    // 201 in this phase: the decision was waited for, and it is durable
    return document.phase().equals("CONFIRMING")
        ? new Known<>(new TccResult.Confirmed(document))
        : new Lost<>("201 in phase " + document.phase(), false);
  }

  private static <T> Reading<T> other(Answer answer) {
    int status = answer.status();
    Problem problem = problem(answer);
    boolean nothingDone = problem.is(ProblemType.UNAVAILABLE) || problem.is(ProblemType.OVERLOADED);
    if (status == 429 || (status == 503 && nothingDone)) {
      return new Lost<>(describe(problem), true);
    }
    boolean passing = status == 408 || status == 425 || status < 300 || status >= 500;
    return passing ? new Lost<>(describe(problem), false) : new Rejected<>(problem);
  }

  private static String describe(Problem problem) {
    return problem.status() + " " + (problem.detail() == null ? problem.title() : problem.detail());
  }

  private static Reading<TccResult> cancelled(String nameOrId, Problem problem) {
    Map<String, Object> more = problem.extensions();
    TransactionDocument transaction =
        more.get("transaction") == null
            ? null
            : parsed(JsonText.of(more.get("transaction")).text());
    if (transaction != null && !isOf(nameOrId, transaction)) {
      return new Lost<>("409 of another transaction", false);
    }
    return new Known<>(
        new TccResult.Cancelled(
            transaction,
            Objects.requireNonNullElse(
                text(more.get("reason")),
                transaction == null || transaction.reason() == null
                    ? "unknown"
                    : transaction.reason()),
            text(more.get("branch")),
            text(more.get("code")),
            problem.detail(),
            more.get("retryable") instanceof Boolean retryable
                ? retryable
                : transaction != null && transaction.retryable()));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }

  /** The problem with the status it came with; whatever is in the way may send none. */
  private static Problem problem(Answer answer) {
    try {
      Problem problem = Problem.fromJson(answer.body());
      return new Problem(
          problem.type(), problem.title(), answer.status(), problem.detail(), problem.extensions());
    } catch (WireFormatException e) {
      return new Problem(
          "about:blank", "without a problem document", answer.status(), null, Map.of());
    }
  }

  /** The document, if it is one and of this transaction. */
  private static @Nullable TransactionDocument parsed(String nameOrId, String json) {
    TransactionDocument document = parsed(json);
    return document != null && isOf(nameOrId, document) ? document : null;
  }

  private static boolean isOf(String nameOrId, TransactionDocument document) {
    return document.id().equals(nameOrId) || document.id().startsWith(nameOrId + "~");
  }

  private static @Nullable TransactionDocument parsed(String json) {
    try {
      return TransactionDocument.fromJson(json);
    } catch (WireFormatException e) {
      return null;
    }
  }
}
