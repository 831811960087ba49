package io.lambdatcc.wire;

/**
 * A message does not follow the format: which field, and why.
 *
 * <p>Its message may be shown to whoever sent the text; it quotes field names, never the values of
 * payloads.
 */
public final class WireFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String reason;
  private final ProblemType problemType;

  public WireFormatException(String field, String reason) {
    this(field, reason, ProblemType.INVALID_REQUEST);
  }

  WireFormatException(String field, String reason, ProblemType problemType) {
    super(field + ": " + reason);
    this.field = field;
    this.reason = reason;
    this.problemType = problemType;
  }

  /** The path of the field, like {@code branches[1].payload}; {@code body} for the whole text. */
  public String field() {
    return field;
  }

  public String reason() {
    return reason;
  }

  /** The problem to answer with: invalid-request, unsupported-version or too-large. */
  public ProblemType problemType() {
    return problemType;
  }

  /** The RFC 9457 document to answer with, naming field and reason. */
  public Problem toProblem() {
    return problemType.problem(getMessage()).with("field", field).with("reason", reason);
  }
}
