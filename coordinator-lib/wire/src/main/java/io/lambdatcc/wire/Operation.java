package io.lambdatcc.wire;

/** The three things a coordinator asks of a branch. */
public enum Operation {
  TRY("try", "TRIED"),
  CONFIRM("confirm", "CONFIRMED"),
  CANCEL("cancel", "CANCELLED");

  private final String path;
  private final String outcome;

  Operation(String path, String outcome) {
    this.path = path;
    this.outcome = outcome;
  }

  /** The last segment of the participant's path: {@code POST {base}/tcc/{path}}. */
  public String path() {
    return path;
  }

  /** The one {@code outcome} that a successful answer to this operation carries. */
  public String outcome() {
    return outcome;
  }
}
