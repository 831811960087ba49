package io.lambdatcc.testkit.history;

import io.lambdatcc.protocol.Phase;
import org.jspecify.annotations.Nullable;

/** What a client was told. */
public sealed interface Telling {

  /**
   * The transaction as a coordinator showed it.
   *
   * @param id the full id
   * @param phase in which it stands
   * @param decidedOrEnded whether the client was told an outcome: confirmed or cancelled, for good
   * @param reason why it was cancelled, by the name of its kind, if it was
   * @param culprit the branch that the reason names, if it names one
   */
  record Shown(
      String id,
      Phase phase,
      boolean decidedOrEnded,
      @Nullable String reason,
      @Nullable String culprit,
      boolean parked)
      implements Telling {}

  /** There is no such transaction. */
  record Nothing() implements Telling {}

  /** The name belongs to another request. */
  record NameTaken() implements Telling {}

  /** Nobody knows whether it was begun. */
  record InDoubt() implements Telling {}

  /** Ask again: the log could not be read, or the coordinator is closed. */
  record Unavailable(String why) implements Telling {}

  /** The request can never be carried out, and nothing was begun. */
  record Rejected(String why) implements Telling {}

  /** The coordinator failed in a way that it should not. */
  record Failed(String why) implements Telling {}
}
