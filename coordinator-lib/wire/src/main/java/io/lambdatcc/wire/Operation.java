package io.lambdatcc.wire;

/** The three things a coordinator asks of a branch. */
public enum Operation {
  TRY("try", "TRIED"),
  CONFIRM("confirm", "CONFIRMED"),
  CANCEL("cancel", "CANCELLED");

  private final String path;
  private final String outcome;
  private final String done;

  Operation(String path, String outcome) {
    this.path = path;
    this.outcome = outcome;
    this.done = new JsonWriter().put("outcome", outcome).text();
  }

  /** The last segment of the participant's path: {@code POST {base}/tcc/{path}}. */
  public String path() {
    return path;
  }

  /** The one {@code outcome} that a successful answer to this operation carries. */
  public String outcome() {
    return outcome;
  }

  /** The body of a successful answer without a result, as it is written here. */
  String done() {
    return done;
  }
}
