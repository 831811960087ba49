package io.lambdatcc.engine;

import io.lambdatcc.spi.IdSource;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.Scheduler;
import io.lambdatcc.spi.TransactionListener;
import io.lambdatcc.spi.TransactionLog;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Everything of the outside world that the engine touches.
 *
 * @param random used by one thread at a time per call; must itself be safe for use by many threads
 */
public record Ports(
    TransactionLog log,
    ParticipantClient participants,
    Scheduler scheduler,
    InstantSource clock,
    IdSource ids,
    RandomGenerator random,
    TransactionListener listener) {}
