package io.lambdatcc.api;

import org.jspecify.annotations.Nullable;

/**
 * One branch of a request.
 *
 * @param id unique within the transaction, {@code [A-Za-z0-9_-]{1,64}}
 * @param participant the configured name of the service
 * @param payload what to try
 * @param address where at the participant it is, for participants that want to be told; kept with
 *     the transaction, so that whoever goes on with it knows it too
 */
public record TccBranch(String id, String participant, Payload payload, @Nullable String address) {

  /** A branch at a participant that needs no address. */
  public TccBranch(String id, String participant, Payload payload) {
    this(id, participant, payload, null);
  }

  /** The only branch at a participant, called by its name. */
  public static TccBranch at(String participant, Payload payload) {
    return new TccBranch(participant, participant, payload);
  }
}
