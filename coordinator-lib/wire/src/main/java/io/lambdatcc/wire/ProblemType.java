package io.lambdatcc.wire;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of problem this protocol answers with (RFC 9457, section 3.1.1). What each means to
 * whoever receives it stands in {@code docs/problems}, one page for each.
 */
public enum ProblemType {
  /** A participant's definite and durable no to a Try; carries {@code code} and {@code reason}. */
  REFUSED("refused", 409, "Refused"),
  /** A Confirm or Cancel that contradicts what the participant remembers; nothing was changed. */
  VIOLATION("violation", 409, "Contradicts an earlier answer"),
  /** Not possible now and perhaps soon; nothing was changed or remembered. */
  NOT_NOW("not-now", 425, "Not now"),
  /** Not understood, or nothing that can ever be carried out. */
  INVALID_REQUEST("invalid-request", 400, "Invalid request"),
  /** No such path, or nothing of this name that the caller may see. */
  NOT_FOUND("not-found", 404, "Not found"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "Method not allowed"),
  /** The name of a transaction is in use for another request. */
  NAME_CONFLICT("name-conflict", 422, "The name is taken by another request"),
  /** A branch was tried with another payload before. */
  PAYLOAD_CONFLICT("payload-conflict", 422, "The branch was tried with another payload"),
  /** The transaction can no longer be cancelled. */
  ALREADY_DECIDED("already-decided", 409, "Already decided"),
  /** Nothing is decided of the transaction yet. */
  NOT_DECIDED("not-decided", 409, "Not decided yet"),
  /**
   * It is decided to confirm, and a participant of TCC for REST says that its reservation is gone.
   */
  CONFIRMED_IN_PART("confirmed-in-part", 409, "Confirmed in part"),
  /** The transaction ended without any effect. */
  CANCELLED("cancelled", 409, "Cancelled"),
  /** Nobody knows yet; asking again with the same name is safe. */
  IN_DOUBT("in-doubt", 503, "In doubt"),
  /** Nothing happened; asking again is safe. */
  UNAVAILABLE("unavailable", 503, "Unavailable"),
  /** Too much is under way; this request has begun nothing, and asking again later is safe. */
  OVERLOADED("overloaded", 503, "Overloaded"),
  TOO_LARGE("too-large", 413, "Too large"),
  /** A first Try that came minutes after its deadline; nothing was changed or remembered. */
  DEADLINE_PASSED("deadline-passed", 400, "The deadline has passed"),
  /** A message whose {@code v} the reader does not know. */
  UNSUPPORTED_VERSION("unsupported-version", 400, "Unsupported message version"),
  /** Something unexpected; the log says more under {@code errorId}. */
  INTERNAL("internal", 500, "Internal error"),
  /** This caller may not do this. */
  UNAUTHORIZED("unauthorized", 403, "Not allowed");

  private static final String BASE = "https://lambdatcc.io/problems/";

  private final String slug;
  private final int status;
  private final String title;

  ProblemType(String slug, int status, String title) {
    this.slug = slug;
    this.status = status;
    this.title = title;
  }

  /** The last segment of the type's URI. */
  public String slug() {
    return slug;
  }

  /** The type's URI, as written in {@code type}. */
  public String uri() {
    return BASE + slug;
  }

  /** The HTTP status that goes with it. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** A problem of this type, with its status and title. */
  public Problem problem(@Nullable String detail) {
    return new Problem(uri(), title, status, detail, Map.of());
  }

  /** The type with this URI; a reader meets types it does not know. */
  public static Optional<ProblemType> of(String uri) {
    for (ProblemType type : values()) {
      if (type.uri().equals(uri)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
