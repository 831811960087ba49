package io.lambdatcc.testing;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.spi.ParticipantClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Participants with a correct fence each, an answer that takes 10 ms, and scripted misbehaviour.
 *
 * <p>A branch's effects are counted where they happen, so that a test can see what was done and not
 * only what was said.
 */
public final class Services implements ParticipantClient {
  /** How a scripted call goes wrong, or differently. */
  public sealed interface Twist {
    /** Answers this, without any effect. */
    record Instead(Answer answer) implements Twist {}

    /** Has its effect, and then its reply is lost. */
    record ReplyLost() implements Twist {}

    /** The client throws instead of answering, which it should not. */
    record Thrown() implements Twist {}

    /** Never answers and has no effect. */
    record Silence() implements Twist {}

    /** Answers this after so long, without any effect. */
    record SlowlyInstead(Duration delay, Answer answer) implements Twist {}

    /** Has its effect and answers, after so long. */
    record Slow(Duration delay) implements Twist {}
  }

  private static final Duration USUAL = Duration.ofMillis(10);

  private final VirtualTime time;
  private final Map<String, Operation> fences = new LinkedHashMap<>();
  private final Map<String, Deque<Twist>> twists = new HashMap<>();
  private final Map<String, Twist> always = new HashMap<>();
  private final List<BranchCall> calls = new ArrayList<>();
  private final Set<String> unknown = new HashSet<>();
  private final Set<String> inquiring = new HashSet<>();
  private int out;
  private int mostOut;

  /** Participants that answer in this time. */
  public Services(VirtualTime time) {
    this.time = time;
  }

  /** What the next calls of an operation to a branch do. */
  public Services next(Operation operation, String branch, Twist... what) {
    twists.computeIfAbsent(operation + branch, k -> new ArrayDeque<>()).addAll(List.of(what));
    return this;
  }

  /** What every call of an operation to a branch does from now on. */
  public Services always(Operation operation, String branch, Twist what) {
    always.put(operation + branch, what);
    return this;
  }

  /** Every call of an operation to a branch goes well from now on. */
  public Services healed(Operation operation, String branch) {
    always.remove(operation + branch);
    return this;
  }

  /** Makes a name unknown. */
  public Services without(String participant) {
    unknown.add(participant);
    return this;
  }

  @Override
  public boolean knows(String participant) {
    return !unknown.contains(participant);
  }

  /** Lets a participant be tried beside the begin. */
  public Services inquiring(String participant) {
    inquiring.add(participant);
    return this;
  }

  @Override
  public Set<String> inquiring() {
    return Set.copyOf(inquiring);
  }

  @Override
  public CompletionStage<Answer> call(BranchCall call) {
    calls.add(call);
    Twist twist = twist(call);
    if (twist instanceof Twist.Thrown) {
      throw new IllegalStateException("a bug in a client");
    }
    mostOut = Math.max(mostOut, ++out);
    CompletableFuture<Answer> reply = new CompletableFuture<>();
    Duration delay = delay(twist);
    time.schedule(
        delay,
        () -> {
          if (twist instanceof Twist.Silence) {
            return;
          }
          out--;
          if (twist instanceof Twist.Instead instead) {
            reply.complete(instead.answer());
          } else if (twist instanceof Twist.SlowlyInstead instead) {
            reply.complete(instead.answer());
          } else if (twist instanceof Twist.ReplyLost) {
            perform(call);
            reply.completeExceptionally(new IllegalStateException("reply lost"));
          } else {
            reply.complete(perform(call));
          }
        });
    return reply;
  }

  private static Duration delay(@Nullable Twist twist) {
    if (twist instanceof Twist.SlowlyInstead slow) {
      return slow.delay();
    }
    return twist instanceof Twist.Slow slow ? slow.delay() : USUAL;
  }

  private @Nullable Twist twist(BranchCall call) {
    String where = call.operation() + call.branchId();
    Deque<Twist> scripted = twists.get(where);
    return scripted != null && !scripted.isEmpty() ? scripted.remove() : always.get(where);
  }

  private Answer perform(BranchCall call) {
    String fence = call.transactionId() + "/" + call.branchId();
    Operation was = fences.get(fence);
    return switch (call.operation()) {
      case TRY -> {
        if (was == Operation.CANCEL) {
          yield new Answer.Refused("branch-cancelled", "cancelled before");
        }
        fences.putIfAbsent(fence, Operation.TRY);
        yield new Answer.Done("{\"tried\":\"" + call.branchId() + "\"}");
      }
      case CONFIRM -> {
        if (was == null || was == Operation.CANCEL) {
          yield new Answer.Violated("confirm on " + was);
        }
        fences.put(fence, Operation.CONFIRM);
        yield new Answer.Done(null);
      }
      case CANCEL -> {
        if (was == Operation.CONFIRM) {
          yield new Answer.Violated("cancel on " + was);
        }
        fences.put(fence, Operation.CANCEL);
        yield new Answer.Done(null);
      }
    };
  }

  /** Every call that arrived, oldest first. */
  public List<BranchCall> calls() {
    return List.copyOf(calls);
  }

  /** How many calls of an operation arrived. */
  public long count(Operation operation) {
    return calls.stream().filter(call -> call.operation() == operation).count();
  }

  /** How many calls of an operation to a branch arrived. */
  public long count(Operation operation, String branch) {
    return calls.stream()
        .filter(call -> call.operation() == operation && call.branchId().equals(branch))
        .count();
  }

  /** The most calls that were out at one time. */
  public int mostOut() {
    return mostOut;
  }

  /** The last operation that took effect, by branch id, for one transaction. */
  public Map<String, Operation> effects(String transaction) {
    return fences.entrySet().stream()
        .filter(e -> e.getKey().startsWith(transaction + "~"))
        .collect(
            Collectors.toMap(
                e -> e.getKey().substring(e.getKey().indexOf('/') + 1), Map.Entry::getValue));
  }
}
