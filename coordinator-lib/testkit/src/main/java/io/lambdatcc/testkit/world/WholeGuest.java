package io.lambdatcc.testkit.world;

import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.world.Delivery.Nature;
import io.lambdatcc.wire.ParticipantReply;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A guest that handles every message in one step. Its process dies before a step or after it, which
 * loses every message that it had not answered yet; what its steps have done stays.
 */
final class WholeGuest implements Participant {
  private static final long USUAL_LATENCY = 1;

  private final World world;
  private final String name;
  private final Guest.Whole guest;
  private final GuestAccounts accounts;
  private int process;

  WholeGuest(World world, String name, long available, Guest.Whole guest) {
    this.world = world;
    this.name = name;
    this.guest = guest;
    this.accounts = new GuestAccounts(world, name, available, guest.holdings());
  }

  @Override
  public void handle(BranchCall call, boolean refusing, Consumer<ParticipantReply> reply) {
    Site site =
        world.site(
            SiteKind.COMMIT, name, world.subject(call.transactionId().name(), call.branchId()));
    int receiver = process;
    Delivery unused =
        world
            .agenda()
            .add(
                world.now() + world.latency(USUAL_LATENCY, site, 0),
                null,
                Nature.MESSAGE,
                name,
                call,
                () -> {
                  if (receiver == process) {
                    step(call, site, reply);
                  }
                });
  }

  private void step(BranchCall call, Site site, Consumer<ParticipantReply> reply) {
    Fault fault = world.strike(site);
    if (dies(fault, FaultKind.PARTICIPANT_CRASHES_BEFORE)
        || dies(fault, FaultKind.PARTICIPANT_REDEPLOYED)) {
      return;
    }
    ParticipantReply answer =
        guest.participant().send(Messages.operation(call), Messages.request(call), call.attempt());
    accounts.answered(call, answer);
    if (!dies(fault, FaultKind.PARTICIPANT_CRASHES_AFTER)) {
      reply.accept(answer);
    }
  }

  private boolean dies(@Nullable Fault fault, FaultKind kind) {
    if (fault == null || fault.kind() != kind) {
      return false;
    }
    process++;
    world.tell(new Happening.ParticipantCrashed(world.now(), name, false));
    return true;
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
