package io.lambdatcc.http;

import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;

/**
 * Ends a request with a problem document. Meant for the caller, so it is not logged as an error.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.detail() == null ? problem.title() : problem.detail());
    this.problem = problem;
  }

  /** A problem of this type with this detail. */
  public ProblemException(ProblemType type, String detail) {
    this(type.problem(detail));
  }

  /**
   * A business refusal, 409: definite, and nothing has changed.
   *
   * @param code for programs, like {@code out-of-stock}
   * @param reason for people
   */
  public static ProblemException refused(String code, String reason) {
    return new ProblemException(
        ProblemType.REFUSED.problem(reason).with("code", code).with("reason", reason));
  }

  public Problem problem() {
    return problem;
  }
}
