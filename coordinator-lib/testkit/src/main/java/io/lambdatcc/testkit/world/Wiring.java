package io.lambdatcc.testkit.world;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.CompletionReport;
import io.lambdatcc.api.InquiryAnswer;
import io.lambdatcc.participant.fence.BranchWork;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceRules;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.IdSource;
import io.lambdatcc.spi.ParticipantClient;
import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How the parts of a world are put together. As it stands: as in production. Whoever wants to see
 * whether a broken part is noticed overrides one method. A wiring serves one run.
 */
public interface Wiring {

  /** The log as this coordinator sees it. */
  default TransactionLog log(TransactionLog log, Place place) {
    return log;
  }

  /** The participants as this coordinator sees them. */
  default ParticipantClient participants(ParticipantClient participants, Place place) {
    return participants;
  }

  /** Where this coordinator's tokens come from. */
  default IdSource ids(IdSource ids, Place place) {
    return ids;
  }

  /** The coordinator. */
  default TccCoordinator coordinator(TccCoordinator.Builder builder, Place place) {
    return builder.build();
  }

  /** Whether the log's stream tells another coordinator of this write. */
  default boolean streams(TransactionState landed) {
    return landed.handedOver();
  }

  /** What a coordinator does when the stream tells it of a write. */
  default CompletionStage<CompletionReport> complete(
      TccCoordinator coordinator, TransactionState told, Duration atMost) {
    return coordinator.complete(Set.of(told.id().key()), atMost);
  }

  /** For how long the log keeps the end of a transaction that never began. */
  default Duration endsKept(Duration kept) {
    return kept;
  }

  /** Which of its reservations a participant finds that are past their deadline. */
  default List<FenceKey> overdue(String participant, List<FenceKey> overdue) {
    return overdue;
  }

  /** What a coordinator answers a participant that asks about what it holds. */
  default CompletionStage<InquiryAnswer> inquire(
      TccCoordinator coordinator,
      TransactionId id,
      String branchId,
      String participant,
      Instant deadline,
      Instant askedAt) {
    return coordinator.inquire(id, branchId, participant, deadline, askedAt);
  }

  /** Whether a participant, having asked, undoes what it holds. */
  default boolean releases(String participant, FenceKey key, InquiryAnswer answer) {
    return answer == InquiryAnswer.CANCELLED;
  }

  /** What a coordinator takes an answer for that did not come from the participant's own code. */
  default Answer understand(
      Operation operation, int status, Map<String, String> headers, String body) {
    return Answers.of(ParticipantReply.read(operation, status, headers, body));
  }

  /** What a coordinator takes a participant's reply for. */
  default Answer understand(Operation operation, ParticipantReply reply) {
    return Answers.of(reply);
  }

  /** The rules that this participant's fences follow. */
  default FenceRules rules(FenceRules rules, String participant) {
    return rules;
  }

  /** Where this participant keeps its fences. */
  default FenceStore<Shelf.Move, Shelf> fences(
      FenceStore<Shelf.Move, Shelf> store, String participant, InstantSource clock) {
    return store;
  }

  /** What this participant does for a branch. */
  default BranchWork<Shelf.Move, Shelf> work(
      BranchWork<Shelf.Move, Shelf> work, String participant) {
    return work;
  }

  /** Who takes the place of this service; null where it serves itself. */
  default @Nullable Guest guest(String participant, InstantSource clock) {
    return null;
  }
}
