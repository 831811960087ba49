package io.lambdatcc.engine;

import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccSettings;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the drives of this process, and knows them until they are over.
 *
 * <p>So callers of one transaction share one drive; that is a saving and never a guarantee, since
 * other processes may drive it too.
 *
 * <p>Safe for use by many threads.
 */
final class Drives {
  private final Ports ports;
  private final TccSettings settings;
  private final Protocol protocol;
  private final Tempo tempo;
  private final Map<TransactionId, Drive> byId = new ConcurrentHashMap<>();

  /** Every drive that is not over, also one that is not first in {@link #byId}. */
  private final Set<Drive> running = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  Drives(Ports ports, TccSettings settings, Protocol protocol, Tempo tempo) {
    this.ports = ports;
    this.settings = settings;
    this.protocol = protocol;
    this.tempo = tempo;
  }

  /**
   * A drive of a transaction that is to begin.
   *
   * @param payloads in the order of its branches
   * @param unattended whether it goes on when nobody waits any more
   * @param onOver run once, when it sends nothing more
   */
  Drive beginning(
      TransactionState first, List<Payload> payloads, boolean unattended, Runnable onOver) {
    return registered(
        Drive.beginning(
            ports,
            protocol,
            tempo,
            settings.callsPerTransaction(),
            first,
            payloads,
            unattended,
            over -> {
              onOver.run();
              forget(over);
            }));
  }

  /** A drive to the end of a transaction that the log has answered with. */
  Drive recovering(TransactionState stored) {
    return recovering(
        stored, Drive.Reach.TO_THE_END, settings.continuesUnattended(), participant -> {});
  }

  /**
   * A drive of one round, for as long as somebody waits.
   *
   * @param onAnswered told of a participant each time a call to it has ended, however it did
   */
  Drive recoveringOneRound(TransactionState stored, Consumer<String> onAnswered) {
    return recovering(stored, Drive.Reach.ONE_ROUND, false, onAnswered);
  }

  private Drive recovering(
      TransactionState stored, Drive.Reach reach, boolean unattended, Consumer<String> onAnswered) {
    return registered(
        Drive.recovering(
            ports,
            protocol,
            tempo,
            settings.callsPerTransaction(),
            stored,
            reach,
            unattended,
            onAnswered,
            this::forget));
  }

  private Drive registered(Drive drive) {
    running.add(drive);
    byId.putIfAbsent(drive.first().id(), drive);
    if (closed) {
      drive.stop();
    }
    return drive;
  }

  private void forget(Drive drive) {
    byId.remove(drive.first().id(), drive);
    running.remove(drive);
  }

  /** The drive of a transaction, if it has one here. */
  @Nullable Drive of(TransactionId id) {
    return byId.get(id);
  }

  /** How many are not over. */
  int running() {
    return running.size();
  }

  boolean closed() {
    return closed;
  }

  /** Where nothing new is to be made any more. */
  void checkOpen() {
    if (closed) {
      throw closedNow();
    }
  }

  static IllegalStateException closedNow() {
    return new IllegalStateException("this coordinator is closed");
  }

  /** Stops all of them, and those that are still to be made. */
  void close() {
    closed = true;
    running.forEach(Drive::stop);
  }
}
