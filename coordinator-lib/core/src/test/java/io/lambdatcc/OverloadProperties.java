package io.lambdatcc;

import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.api.TccOverloadedException;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.testing.FaultyLog.Fault;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever becomes of what has begun, its place is free again in the end. */
class OverloadProperties {
  private static final Duration LONG = Duration.ofHours(1);

  /** What happens next. */
  enum Move {
    EXECUTE,
    BEGIN,
    REPEAT,
    CONFLICT,
    LOG_REJECTS,
    LOG_ANSWER_LOST,
    LOG_SILENT,
    LOG_WORKS,
    REFUSE,
    FAIL_TO_CONFIRM,
    HANG,
    CANCEL,
    SWEEP,
    WAIT
  }

  /** A world, and what was asked of it. */
  private static final class Run {
    private final World world = new World();
    private final int limit;
    private final TccCoordinator tcc;
    private int begun;

    Run(int limit, boolean unattended) {
      this.limit = limit;
      this.tcc =
          world.coordinator(
              TccSettings.builder()
                  .maxTransactions(limit)
                  .continuesUnattended(unattended)
                  .parkAfter(3)
                  .build());
    }

    void make(Move move, boolean unattended) {
      switch (move) {
        case EXECUTE -> begin(tcc.execute(request(name(), "a", "b")));
        case BEGIN -> {
          if (unattended) {
            begin(tcc.begin(request(name(), "a", "b")));
          }
        }
        case REPEAT -> {
          CompletionStage<?> unused = tcc.execute(request(last(), "a", "b"));
        }
        case CONFLICT -> {
          CompletionStage<?> unused = tcc.execute(request(last(), "a"));
        }
        case LOG_REJECTS -> world.log().next(Fault.REJECTED);
        case LOG_ANSWER_LOST -> world.log().next(Fault.LANDED_UNKNOWN);
        case LOG_SILENT -> world.log().always(Fault.LOST_UNKNOWN);
        case LOG_WORKS -> world.log().healed();
        case REFUSE ->
            world
                .services()
                .next(Operation.TRY, "a", new Twist.Instead(new Answer.Refused("no", "no")));
        case FAIL_TO_CONFIRM ->
            world
                .services()
                .always(Operation.CONFIRM, "b", new Twist.Instead(new Answer.Unknown("down")));
        case HANG -> world.services().next(Operation.TRY, "b", new Twist.Silence());
        case CANCEL -> {
          CompletionStage<?> unused = tcc.cancel(last(), null);
        }
        case SWEEP -> {
          CompletionStage<?> unused = tcc.sweep(Duration.ofSeconds(5));
        }
        case WAIT -> world.time().pass(Duration.ofMillis(700));
      }
      assertThat(tcc.underWay()).isBetween(0, limit);
    }

    /** The name asked for last. */
    private String last() {
      return begun == 0 ? "none" : "t" + (begun - 1);
    }

    private String name() {
      return "t" + begun;
    }

    /** What was turned away has left nothing in the log. */
    private void begin(CompletionStage<?> told) {
      if (isShed(told)) {
        assertThat(world.stored(name())).isEmpty();
      }
      begun++;
    }
  }

  private static boolean isShed(CompletionStage<?> told) {
    CompletableFuture<?> now = told.toCompletableFuture();
    return now.isCompletedExceptionally()
        && now.handle((result, failed) -> failed instanceof TccOverloadedException).join();
  }

  @Property(tries = 300)
  void everyPlaceIsLeft(
      @ForAll @Size(max = 40) List<Move> moves,
      @ForAll @IntRange(min = 1, max = 4) int limit,
      @ForAll boolean unattended,
      @ForAll boolean closed) {
    Run run = new Run(limit, unattended);
    for (Move move : moves) {
      run.make(move, unattended);
    }
    if (closed) {
      run.tcc.close();
      assertThat(run.tcc.underWay()).isZero();
      return;
    }
    run.world.time().pass(LONG);
    assertThat(run.tcc.underWay()).isZero();

    // and there is room for as many as ever
    run.world.log().healed();
    List<CompletionStage<TccOutcome>> more = new ArrayList<>();
    for (int i = 0; i <= limit; i++) {
      more.add(run.tcc.execute(request("more" + i, "a")));
    }
    assertThat(more.stream().map(OverloadProperties::isShed).toList())
        .containsExactlyElementsOf(
            Stream.concat(Collections.nCopies(limit, false).stream(), Stream.of(true)).toList());
  }
}
