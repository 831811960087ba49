package io.lambdatcc.memory;

import static io.lambdatcc.testing.World.now;
import static io.lambdatcc.testing.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.TccOutcome;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.TransactionLogContract;
import io.lambdatcc.testing.Services.Twist;
import io.lambdatcc.testing.World;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryTransactionLogTest extends TransactionLogContract {
  private final InMemoryTransactionLog log = new InMemoryTransactionLog();

  @Override
  protected TransactionLog log() {
    return log;
  }

  @Test
  void whatEndedLongAgoIsForgottenAndNothingElse() {
    World world = new World();
    TccCoordinator tcc =
        TccCoordinator.builder(log, world.services())
            .scope(World.SCOPE)
            .clock(world.time())
            .scheduler(world.time())
            .build();
    TccOutcome old = world.soon(tcc.execute(request("old", "a")));
    Instant ended = world.time().instant();
    world.time().pass(Duration.ofSeconds(1));
    TccOutcome young = world.soon(tcc.execute(request("young", "a")));
    world.services().always(Operation.TRY, "a", new Twist.Silence());
    var unused = tcc.execute(request("open", "a"));

    log.forgetEndedBefore(ended.plusMillis(1));

    assertThat(old.transaction().phase().finished()).isTrue();
    assertThat(young.transaction().phase().finished()).isTrue();
    assertThat(now(tcc.find("old"))).isEmpty();
    assertThat(now(tcc.find("young"))).isPresent();
    assertThat(now(tcc.find("open"))).isPresent();
  }
}
