package io.lambdatcc.testkit.world;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.Pauser;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request in the hands of the SDK's blocking fence driver, taken apart into steps between which
 * other things happen.
 *
 * <p>The driver depends on nothing but the answers of its store, its clock and its pauses. So
 * wherever it would block, it is abandoned; when the answer is there, it is run again from the
 * start, given the answers it has had before, and so comes to the same place and past it. What runs
 * is the driver itself, and every dealing with its store is a step of its own.
 *
 * @param <W> a write of the store
 * @param <I> an item of the store
 */
final class Conversation<W, I> implements FenceStore<W, I>, InstantSource, Pauser {
  /** More dealings than any patience allows. */
  private static final int MAX_DEALINGS = 200;

  /** What the driver wants next. */
  sealed interface Dealing<W> {
    record Look(FenceKey key) implements Dealing<Object> {}

    record Peek<W>(W write) implements Dealing<W> {}

    record Commit<W>(FenceKey key, @Nullable FenceState expected, Fence next, List<W> writes)
        implements Dealing<W> {}

    record Pause(Duration atMost) implements Dealing<Object> {}
  }

  /** Thrown where the driver would block; an error, since servers answer 500 to anything less. */
  private static final class Abandoned extends Error {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super("waits for its store", null, false, false);
    }
  }

  private final InstantSource clock;
  private final Function<FenceKey, Sight> firstLook;
  private final Function<Conversation<W, I>, ParticipantReply> request;
  private final List<Object> answers = new ArrayList<>(6);
  private int next;
  private boolean looked;
  private @Nullable Dealing<?> wanted;

  /**
   * A conversation.
   *
   * @param firstLook looks at the fence as the request arrives, which is no step of its own
   * @param request runs the driver on this conversation as its store, clock and pauser
   */
  Conversation(
      InstantSource clock,
      Function<FenceKey, Sight> firstLook,
      Function<Conversation<W, I>, ParticipantReply> request) {
    this.clock = clock;
    this.firstLook = firstLook;
    this.request = request;
  }

  /** Goes on as far as it gets: to a reply, or to null and something {@link #wanted()}. */
  @Nullable ParticipantReply goOn() {
    next = 0;
    wanted = null;
    try {
      return request.apply(this);
    } catch (Abandoned e) {
      return null;
    }
  }

  Dealing<?> wanted() {
    if (wanted == null) {
      throw new IllegalStateException("the driver waits for nothing");
    }
    return wanted;
  }

  /** What the dealing that is wanted led to. */
  void answer(Object answer) {
    if (answers.size() == MAX_DEALINGS) {
      throw new IllegalStateException("a request of more than " + MAX_DEALINGS + " dealings");
    }
    answers.add(answer);
  }

  /** How far it is, for whoever compares states. */
  long memory() {
    return answers.hashCode();
  }

  private @Nullable Object known() {
    return next < answers.size() ? answers.get(next++) : null;
  }

  private Abandoned want(Dealing<?> dealing) {
    wanted = dealing;
    return new Abandoned();
  }

  @Override
  public Sight look(FenceKey key) {
    Object known = known();
    if (known != null) {
      return (Sight) known;
    }
    if (looked) {
      throw want(new Dealing.Look(key));
    }
    looked = true;
    Sight first = firstLook.apply(key);
    answer(first);
    next++;
    return first;
  }

  @Override
  @SuppressWarnings("unchecked") // recorded as what this very dealing was answered with
  public Optional<I> peek(W write) {
    Object known = known();
    if (known == null) {
      throw want(new Dealing.Peek<>(write));
    }
    return (Optional<I>) known;
  }

  @Override
  @SuppressWarnings("unchecked") // recorded as what this very dealing was answered with
  public Outcome<I> commit(
      FenceKey key, @Nullable FenceState expected, Fence next, List<W> writes) {
    Object known = known();
    if (known == null) {
      throw want(new Dealing.Commit<>(key, expected, next, writes));
    }
    return (Outcome<I>) known;
  }

  @Override
  public void pause(Duration atMost) {
    if (known() == null) {
      throw want(new Dealing.Pause(atMost));
    }
  }

  @Override
  public Instant instant() {
    Object known = known();
    if (known == null) {
      Instant now = clock.instant();
      answer(now);
      next++;
      return now;
    }
    return (Instant) known;
  }
}
