package io.lambdatcc.testing;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.Scheduler;
import io.lambdatcc.spi.TransactionLog;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One log, some participants, and as many coordinators as a test wants. */
public final class World {
  /** The scope of every coordinator here. */
  public static final String SCOPE = "tests";

  private final VirtualTime time = new VirtualTime();
  private final FaultyLog log = new FaultyLog(time);
  private final Services services = new Services(time);
  private final Heard listener = new Heard();
  private final Random random = new Random(7);
  private long tokens;

  /** A world in which nothing has happened yet. */
  public World() {}

  public VirtualTime time() {
    return time;
  }

  /** What the coordinators have told their listener. */
  public Heard heard() {
    return listener;
  }

  public FaultyLog log() {
    return log;
  }

  public Services services() {
    return services;
  }

  /** A coordinator with the default settings. */
  public TccCoordinator coordinator() {
    return coordinator(TccSettings.defaults());
  }

  /** A coordinator. */
  public TccCoordinator coordinator(TccSettings settings) {
    return coordinator(settings, log, services, time);
  }

  /** A coordinator that sees the world through these ports. */
  public TccCoordinator coordinator(
      TccSettings settings, TransactionLog log, ParticipantClient services, Scheduler scheduler) {
    return TccCoordinator.builder(log, services)
        .settings(settings)
        .scope(SCOPE)
        .clock(time)
        .scheduler(scheduler)
        .listener(listener)
        .ids(() -> "t" + tokens++)
        .random(random)
        .answersInquiries()
        .build();
  }

  /** A request with one branch at each of these participants. */
  public static TccRequest request(String name, String... participants) {
    return TccRequest.of(
        name, Arrays.stream(participants).map(p -> TccBranch.at(p, Payload.of("{}"))).toList());
  }

  /** What the log holds under a name. */
  public Optional<TransactionState> stored(String name) {
    return now(log.read(TransactionKey.of(SCOPE, name)));
  }

  /** Lets time pass until this is known, or nothing happens any more. */
  public <T> T soon(CompletionStage<T> stage) {
    time.passUntilQuiet();
    return now(stage);
  }

  /** The result of something that is already known. */
  public static <T> T now(CompletionStage<T> stage) {
    @Nullable T value = stage.toCompletableFuture().getNow(null);
    if (value == null) {
      throw new AssertionError("nothing is known yet: " + stage);
    }
    return value;
  }
}
