package io.lambdatcc.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a participant's answer means.
 *
 * <p>{@link #read} and {@link #write} are the two directions of one table, kept here so that they
 * cannot drift apart:
 *
 * <table>
 * <caption>Answers on the wire</caption>
 * <tr><th>status, body</th><th>meaning</th></tr>
 * <tr><td>200 with the operation's own {@code outcome}</td><td>{@link Done}</td></tr>
 * <tr><td>409, type {@code …/refused}, Try only</td><td>{@link Refused}</td></tr>
 * <tr><td>425</td><td>{@link NotNow}</td></tr>
 * <tr><td>409, type {@code …/violation}</td><td>{@link Violated}</td></tr>
 * <tr><td>400, 401, 403, 404, 413, 422</td><td>{@link Rejected}</td></tr>
 * <tr><td>everything else</td><td>{@link Unknown}</td></tr>
 * </table>
 */
public sealed interface ParticipantReply {

  /** Results of more bytes (UTF-8) than this are dropped by the reader; the outcome stands. */
  int MAX_RESULT_BYTES = 2048;

  /** Results nested deeper than this are dropped too; the outcome stands. */
  int MAX_RESULT_DEPTH = 64;

  /** Reasons are cut to this many characters. */
  int MAX_REASON_CHARS = 500;

  /** What a 425 without a readable wait asks for. */
  Duration DEFAULT_RETRY_AFTER = Duration.ofMillis(250);

  /** The shortest wait a 425 can ask for: a participant cannot make a coordinator spin. */
  Duration MIN_RETRY_AFTER = Duration.ofMillis(50);

  /** The longest wait a 425 can ask for. */
  Duration MAX_RETRY_AFTER = Duration.ofSeconds(10);

  /** The operation is done, now or already before. */
  record Done(Operation operation, @Nullable JsonText result) implements ParticipantReply {
    public Done {
      Objects.requireNonNull(operation, "operation");
    }
  }

  /** A definite and durable no to a Try. */
  record Refused(String code, String reason) implements ParticipantReply {
    public Refused {
      code = cut(code);
      reason = cut(reason);
    }
  }

  /** Nothing happened; ask again after the given time. */
  record NotNow(Duration retryAfter) implements ParticipantReply {
    public NotNow {
      retryAfter = bounded(retryAfter);
    }
  }

  /** The operation contradicts what the participant remembers; nothing happened. */
  record Violated(String reason) implements ParticipantReply {
    public Violated {
      reason = cut(reason);
    }
  }

  /** The request was not accepted as a request: definite, but no refusal. */
  record Rejected(int status, String code, String reason) implements ParticipantReply {
    public Rejected {
      if (!isRejection(status)) {
        throw new IllegalArgumentException(
            "status " + status + " is no rejection; 400, 401, 403, 404, 413 and 422 are");
      }
      code = cut(code);
      reason = cut(reason);
    }
  }

  /** Nobody can tell whether it happened; ask again. */
  record Unknown(String reason) implements ParticipantReply {
    public Unknown {
      reason = cut(reason);
    }
  }

  /**
   * An answer as HTTP.
   *
   * @param headers with lower-case names
   */
  record Message(int status, Map<String, String> headers, String body) {
    public Message {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * Reads an answer; total: whatever came back means something.
   *
   * @param lowerCaseHeaders the headers by lower-case name
   */
  static ParticipantReply read(
      Operation operation, int status, Map<String, String> lowerCaseHeaders, String body) {
    if (status == 200) {
      return readDone(operation, body);
    }
    Optional<Problem> problem = readProblem(body);
    if (status == 425) {
      return new NotNow(retryAfter(lowerCaseHeaders, problem));
    }
    if (status == 409) {
      return readConflict(operation, problem);
    }
    if (isRejection(status)) {
      return new Rejected(status, code(problem, status), reason(problem, status));
    }
    return new Unknown(reason(problem, status));
  }

  /** Writes the answer as the message that {@link #read} takes for the same answer. */
  default Message write() {
    if (this instanceof Done done) {
      JsonWriter json = new JsonWriter().put("outcome", done.operation().outcome());
      if (done.result() != null) {
        json.put("result", done.result());
      }
      return new Message(200, Map.of("content-type", "application/json"), json.text());
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", Problem.CONTENT_TYPE);
    Problem problem = problem();
    if (this instanceof NotNow notNow) {
      long seconds = notNow.retryAfter().plusMillis(999).toSeconds();
      headers.put("retry-after", Long.toString(seconds));
    }
    return new Message(problem.status(), headers, problem.toJson());
  }

  private Problem problem() {
    if (this instanceof Refused refused) {
      return ProblemType.REFUSED
          .problem(refused.reason())
          .with("code", refused.code())
          .with("reason", refused.reason());
    } else if (this instanceof NotNow notNow) {
      return ProblemType.NOT_NOW
          .problem(null)
          .with("retryAfterMillis", notNow.retryAfter().toMillis());
    } else if (this instanceof Violated violated) {
      return ProblemType.VIOLATION.problem(violated.reason()).with("reason", violated.reason());
    } else if (this instanceof Rejected rejected) {
      return rejection(rejected);
    } else if (this instanceof Unknown unknown) {
      return ProblemType.IN_DOUBT.problem(unknown.reason()).with("reason", unknown.reason());
    }
    throw new IllegalStateException(this + " is written as an outcome, not as a problem");
  }

  private static Problem rejection(Rejected rejected) {
    ProblemType type = ProblemType.INVALID_REQUEST;
    for (ProblemType candidate : ProblemType.values()) {
      if (candidate.slug().equals(rejected.code())) {
        type = candidate;
      }
    }
    return new Problem(type.uri(), type.title(), rejected.status(), rejected.reason(), Map.of())
        .with("code", rejected.code())
        .with("reason", rejected.reason());
  }

  private static ParticipantReply readDone(Operation operation, String body) {
    if (body.equals(operation.done())) {
      // as most are; it needs no parser
      return new Done(operation, null);
    }
    try {
      JsonObject json = JsonObject.parse(body);
      String outcome = json.string("outcome");
      if (!outcome.equals(operation.outcome())) {
        return new Unknown("status 200 with outcome " + outcome + " to " + operation.path());
      }
      JsonText result = json.deepOrNull("result");
      return new Done(operation, result != null && isKept(result) ? result : null);
    } catch (WireFormatException e) {
      return new Unknown("status 200 with an unreadable body: " + e.getMessage());
    }
  }

  /** Small and shallow enough to be stored, and shown inside other documents. */
  private static boolean isKept(JsonText result) {
    return result.utf8Length() <= MAX_RESULT_BYTES && result.depth() <= MAX_RESULT_DEPTH;
  }

  private static ParticipantReply readConflict(Operation operation, Optional<Problem> problem) {
    if (problem.isPresent() && problem.get().is(ProblemType.VIOLATION)) {
      return new Violated(reason(problem, 409));
    }
    if (problem.isPresent()
        && problem.get().is(ProblemType.REFUSED)
        && operation == Operation.TRY) {
      return new Refused(code(problem, 409), reason(problem, 409));
    }
    return new Unknown(reason(problem, 409));
  }

  private static Optional<Problem> readProblem(String body) {
    try {
      return Optional.of(Problem.fromJson(body));
    } catch (WireFormatException e) {
      return Optional.empty();
    }
  }

  private static String code(Optional<Problem> problem, int status) {
    if (problem.isPresent()) {
      if (problem.get().extensions().get("code") instanceof String code) {
        return code;
      }
      String type = problem.get().type();
      if (type.contains("/")) {
        return type.substring(type.lastIndexOf('/') + 1);
      }
    }
    return "http-" + status;
  }

  /** The reason as given, else what else the sender said, else the status. */
  private static String reason(Optional<Problem> problem, int status) {
    if (problem.isPresent()) {
      Problem said = problem.get();
      if (said.extensions().get("reason") instanceof String reason) {
        return said.extensions().get("field") instanceof String field
            ? field + ": " + reason
            : reason;
      }
      if (said.detail() != null) {
        return said.detail();
      }
      if (!said.title().isEmpty()) {
        return said.title();
      }
      // how API Gateway itself answers
      if (said.extensions().get("message") instanceof String message) {
        return "status " + status + ": " + message;
      }
    }
    return "status " + status;
  }

  /** Milliseconds from the body if there, since the header knows whole seconds only. */
  private static Duration retryAfter(Map<String, String> headers, Optional<Problem> problem) {
    if (problem.isPresent()
        && problem.get().extensions().get("retryAfterMillis") instanceof Integer millis
        && millis >= 0) {
      return Duration.ofMillis(millis);
    }
    String seconds = headers.get("retry-after");
    return seconds != null && seconds.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Integer.parseInt(seconds))
        : DEFAULT_RETRY_AFTER;
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(MIN_RETRY_AFTER) < 0) {
      return MIN_RETRY_AFTER;
    }
    return wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait;
  }

  private static boolean isRejection(int status) {
    return switch (status) {
      case 400, 401, 403, 404, 413, 422 -> true;
      default -> false;
    };
  }

  private static String cut(String text) {
    if (text.length() <= MAX_REASON_CHARS) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(MAX_REASON_CHARS - 1));
    return text.substring(0, splits ? MAX_REASON_CHARS - 1 : MAX_REASON_CHARS);
  }
}
