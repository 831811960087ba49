package io.lambdatcc.testkit.world;

import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.FenceStore.Contended;
import io.lambdatcc.participant.fence.FenceStore.NotSeen;
import io.lambdatcc.participant.fence.FenceStore.Outcome;
import io.lambdatcc.participant.fence.FenceStore.Unknown;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultKind;
import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import io.lambdatcc.testkit.world.Conversation.Dealing;
import io.lambdatcc.testkit.world.Delivery.Nature;
import io.lambdatcc.wire.ParticipantReply;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A participant that is built on the SDK: every dealing with its store is a step of its own.
 *
 * <p>Its process may die at any step, which ends every conversation that it was in; what it has
 * committed stays.
 *
 * @param <W> a write of its store
 * @param <I> an item of its store
 */
abstract class SteppedParticipant<W, I> implements Participant {
  private static final long USUAL_LATENCY = 1;

  private final World world;
  private final String name;
  private final Set<Talk> talks = new LinkedHashSet<>();
  private boolean nextVersion;

  SteppedParticipant(World world, String name) {
    this.world = world;
    this.name = name;
  }

  /**
   * What answers a call, given a conversation as its store, clock and pauser.
   *
   * @param refusing whether the business says no to this one for ever
   */
  abstract Function<Conversation<W, I>, ParticipantReply> program(
      BranchCall call, boolean refusing);

  /** Where it keeps its fences. */
  abstract FenceStore<W, I> store();

  /** Commits for a call. */
  Outcome<I> commit(BranchCall call, Dealing.Commit<W> commit) {
    return store().commit(commit.key(), commit.expected(), commit.next(), commit.writes());
  }

  /** Whether it has been replaced by the next version. */
  final boolean nextVersion() {
    return nextVersion;
  }

  /** A request in hand. */
  private final class Talk {
    final BranchCall call;
    final Conversation<W, I> conversation;
    final Consumer<ParticipantReply> reply;

    Talk(BranchCall call, Conversation<W, I> conversation, Consumer<ParticipantReply> reply) {
      this.call = call;
      this.conversation = conversation;
      this.reply = reply;
    }

    boolean alive() {
      return talks.contains(this);
    }
  }

  @Override
  public void handle(BranchCall call, boolean refusing, Consumer<ParticipantReply> reply) {
    // the request arrives and looks in one step; all that follows may be overtaken
    Talk talk =
        new Talk(
            call,
            new Conversation<>(world, key -> look(call, key), program(call, refusing)),
            reply);
    talks.add(talk);
    goOn(talk);
  }

  // ---- step by step ----------------------------------------------------------------------------

  private void goOn(Talk talk) {
    if (talk.alive()) {
      ParticipantReply reply = talk.conversation.goOn();
      if (reply != null) {
        talks.remove(talk);
        talk.reply.accept(reply);
        return;
      }
      later(talk, talk.conversation.wanted());
    }
  }

  private void later(Talk talk, Dealing<?> wanted) {
    if (wanted instanceof Dealing.Commit<?> commit) {
      commit(talk, commit);
    } else if (wanted instanceof Dealing.Pause pause) {
      after(
          talk,
          Nature.TIMER,
          pause.atMost().toMillis() / 2 + 1,
          wanted,
          () -> talk.conversation.answer(pause));
    } else if (wanted instanceof Dealing.Look look) {
      after(
          talk,
          Nature.MESSAGE,
          USUAL_LATENCY,
          wanted,
          () -> talk.conversation.answer(look(talk.call, look.key())));
    } else {
      @SuppressWarnings("unchecked") // this participant's program deals in these writes
      Dealing.Peek<W> peek = (Dealing.Peek<W>) wanted;
      after(
          talk,
          Nature.MESSAGE,
          USUAL_LATENCY,
          wanted,
          () -> talk.conversation.answer(store().peek(peek.write())));
    }
  }

  private FenceStore.Sight look(BranchCall call, FenceKey key) {
    Fault fault = world.strike(site(SiteKind.LOOK, call));
    return fault != null && fault.kind() == FaultKind.STORE_BLIND
        ? new NotSeen("the table did not answer")
        : store().look(key);
  }

  private void commit(Talk talk, Dealing.Commit<?> wanted) {
    @SuppressWarnings("unchecked") // this participant's program deals in these writes
    Dealing.Commit<W> commit = (Dealing.Commit<W>) wanted;
    Site site = site(SiteKind.COMMIT, talk.call);
    after(
        talk,
        Nature.MESSAGE,
        world.latency(USUAL_LATENCY, site, 0),
        wanted,
        () -> {
          Fault fault = world.strike(site);
          if (!befalls(fault, FaultKind.PARTICIPANT_CRASHES_BEFORE)
              && !befalls(fault, FaultKind.PARTICIPANT_REDEPLOYED)) {
            Outcome<I> outcome = outcome(fault, () -> commit(talk.call, commit));
            if (!befalls(fault, FaultKind.PARTICIPANT_CRASHES_AFTER)) {
              talk.conversation.answer(outcome);
            }
          }
        });
  }

  private Outcome<I> outcome(@Nullable Fault fault, Supplier<Outcome<I>> commit) {
    FaultKind kind = fault == null ? null : fault.kind();
    if (kind == FaultKind.STORE_CONTENDED) {
      return new Contended<>("others were writing");
    }
    if (kind == FaultKind.STORE_UNKNOWN_LOST) {
      return new Unknown<>("the table did not answer in time");
    }
    if (fault != null && kind == FaultKind.STORE_LANDS_LATER) {
      Delivery unused =
          world
              .agenda()
              .add(
                  world.now() + fault.length().toMillis(),
                  null,
                  Nature.TIMER,
                  "late commit at " + name,
                  null,
                  () -> {
                    Outcome<I> unusedToo = commit.get();
                  });
      return new Unknown<>("the table did not answer in time");
    }
    Outcome<I> outcome = commit.get();
    return kind == FaultKind.STORE_UNKNOWN_LANDED
        ? new Unknown<>("the table did not answer in time")
        : outcome;
  }

  private boolean befalls(@Nullable Fault fault, FaultKind kind) {
    if (fault == null || fault.kind() != kind) {
      return false;
    }
    talks.clear();
    nextVersion |= kind == FaultKind.PARTICIPANT_REDEPLOYED;
    world.tell(new Happening.ParticipantCrashed(world.now(), name, nextVersion));
    return true;
  }

  private void after(Talk talk, Nature nature, long millis, Object wanted, Runnable deal) {
    Delivery unused =
        world
            .agenda()
            .add(
                world.now() + millis,
                null,
                nature,
                name,
                wanted,
                () -> {
                  if (talk.alive()) {
                    deal.run();
                    goOn(talk);
                  }
                });
  }

  private Site site(SiteKind kind, BranchCall call) {
    return world.site(kind, name, world.subject(call.transactionId().name(), call.branchId()));
  }

  @Override
  public long memory() {
    long memory = nextVersion ? 1 : 0;
    for (Talk talk : talks) {
      memory += talk.call.toString().hashCode() * 31L + talk.conversation.memory();
    }
    return memory;
  }
}
