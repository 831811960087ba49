package io.lambdatcc.testkit.world;

import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.FenceStore.Committed;
import io.lambdatcc.participant.fence.FenceStore.Outcome;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.world.Conversation.Dealing;
import io.lambdatcc.wire.ParticipantReply;
import io.lambdatcc.wire.ParticipantRequest;
import java.util.function.Function;

/**
 * A guest whose every dealing with its store is a step of its own.
 *
 * @param <W> a write of its store
 * @param <I> an item of its store
 */
final class SteppedGuest<W, I> extends SteppedParticipant<W, I> {
  private final String name;
  private final Guest.Stepped<W, I> guest;
  private final GuestAccounts accounts;

  SteppedGuest(World world, String name, long available, Guest.Stepped<W, I> guest) {
    super(world, name);
    this.name = name;
    this.guest = guest;
    this.accounts = new GuestAccounts(world, name, available, guest.holdings());
  }

  @Override
  Function<Conversation<W, I>, ParticipantReply> program(BranchCall call, boolean refusing) {
    ParticipantRequest message = Messages.request(call);
    return conversation ->
        guest
            .program()
            .on(conversation, conversation, conversation)
            .send(Messages.operation(call), message, call.attempt());
  }

  @Override
  FenceStore<W, I> store() {
    return guest.store();
  }

  @Override
  Outcome<I> commit(BranchCall call, Dealing.Commit<W> commit) {
    Outcome<I> outcome = super.commit(call, commit);
    if (outcome instanceof Committed) {
      accounts.committed(call, commit.next());
    }
    return outcome;
  }

  @Override
  public void tellHoldings() {
    accounts.tellHoldings();
  }

  @Override
  public long memory() {
    throw new IllegalStateException(
        "what " + name + " remembers is its own affair; states of guests cannot be compared");
  }
}
