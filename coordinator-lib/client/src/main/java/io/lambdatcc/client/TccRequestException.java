package io.lambdatcc.client;

import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import java.util.Objects;

/**
 * The coordinator does not accept the request, which has had no effect; repeating it as it is would
 * not help.
 */
public final class TccRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final transient Problem problem;

  TccRequestException(String name, Problem problem) {
    super(
        "the coordinator refuses the request about transaction "
            + name
            + " with "
            + problem.status()
            + ": "
            + (problem.detail() == null ? problem.title() : problem.detail()));
    this.name = Objects.requireNonNull(name, "name");
    this.problem = problem;
  }

  /** The name of the transaction. */
  public String name() {
    return name;
  }

  /** What the coordinator says is wrong. */
  public Problem problem() {
    return problem;
  }

  /**
   * Whether the name belongs to another request: other participants, branches, payloads or order.
   */
  public boolean isNameConflict() {
    return problem.is(ProblemType.NAME_CONFLICT);
  }
}
