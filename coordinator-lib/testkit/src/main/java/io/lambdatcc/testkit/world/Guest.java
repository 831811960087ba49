package io.lambdatcc.testkit.world;

import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.Pauser;
import io.lambdatcc.testkit.participant.Holdings;
import io.lambdatcc.testkit.participant.ParticipantUnderTest;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * A participant of somebody's own in a simulated world, in the place of one of its services.
 *
 * <p>What it does is known from what it answers and from what it holds before and after. It begins
 * with what is available at that service, and nothing reserved or spent.
 */
public sealed interface Guest {

  /** What it holds now. */
  Supplier<Holdings> holdings();

  /**
   * One that handles every message in one step, which others cannot come between.
   *
   * @param participant what handles them
   */
  record Whole(ParticipantUnderTest participant, Supplier<Holdings> holdings) implements Guest {}

  /**
   * One whose every dealing with its store is a step of its own.
   *
   * @param store where fences and business data are
   * @param program handles a message, by the store, clock and pauses that it is given
   */
  record Stepped<W, I>(FenceStore<W, I> store, Program<W, I> program, Supplier<Holdings> holdings)
      implements Guest {}

  /**
   * A program that handles messages; a function of what store and clock tell it, since it is run
   * again from the start after every dealing.
   *
   * @param <W> a write of the store
   * @param <I> an item of the store
   */
  @FunctionalInterface
  interface Program<W, I> {
    /** The program on this store, clock and pauser. */
    ParticipantUnderTest on(FenceStore<W, I> store, InstantSource clock, Pauser pauser);
  }
}
