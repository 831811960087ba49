package io.lambdatcc.api;

/**
 * One branch of a request.
 *
 * @param id unique within the transaction, {@code [A-Za-z0-9_-]{1,64}}
 * @param participant the configured name of the service
 * @param payload what to try
 */
public record TccBranch(String id, String participant, Payload payload) {

  /** The only branch at a participant, called by its name. */
  public static TccBranch at(String participant, Payload payload) {
    return new TccBranch(participant, participant, payload);
  }
}
