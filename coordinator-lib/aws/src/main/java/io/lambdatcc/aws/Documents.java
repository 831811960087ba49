package io.lambdatcc.aws;

import io.lambdatcc.api.SweepReport;
import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.TimelineEntry;
import io.lambdatcc.wire.TransactionDocument;
import io.lambdatcc.wire.WireFormatException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Transactions as they are shown on the wire. */
final class Documents {
  private Documents() {}

  static TransactionDocument of(TccTransaction transaction) {
    return of(transaction, List.of());
  }

  static TransactionDocument withTimeline(TccTransaction transaction) {
    return of(transaction, Timeline.of(transaction));
  }

  private static TransactionDocument of(TccTransaction transaction, List<TimelineEntry> timeline) {
    CancelReason reason = transaction.reason();
    return new TransactionDocument(
        transaction.id().toString(),
        transaction.phase().name(),
        decision(transaction.phase()),
        transaction.branches().stream().map(Documents::branch).toList(),
        reason == null ? null : lowerCase(reason.kind()),
        transaction.retryable(),
        transaction.createdAt(),
        transaction.deadline(),
        transaction.parkedAt() != null,
        new TransactionDocument.Times(
            transaction.decidedAt(),
            transaction.parkedAt(),
            transaction.nextTryAt(),
            transaction.endedAt()),
        timeline);
  }

  /** What became of the transactions that were retried; what was left alone is not told. */
  static String of(SweepReport report) {
    return JsonText.of(
            new Retried(
                report.finished() + report.pending(),
                report.finished(),
                report.pending(),
                report.failed()))
        .text();
  }

  private record Retried(int retried, int finished, int pending, int failed) {}

  /** How a reason is called on the wire: {@code refused}, {@code contended} and so on. */
  static String lowerCase(CancelReason.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String decision(Phase phase) {
    return switch (phase) {
      case TRYING -> null;
      case CONFIRMING, CONFIRMED -> "CONFIRM";
      case CANCELLING, CANCELLED -> "CANCEL";
    };
  }

  private static TransactionDocument.Branch branch(TccTransaction.Branch branch) {
    return new TransactionDocument.Branch(
        branch.id(),
        branch.participant(),
        branch.address(),
        branch.status().name(),
        branch.attempts(),
        result(branch.result()),
        branch.problem(),
        resolved(branch.resolution()));
  }

  private static TransactionDocument.@Nullable Resolved resolved(@Nullable Resolution word) {
    return word == null
        ? null
        : new TransactionDocument.Resolved(word.by(), word.at(), word.reason());
  }

  /** A result as the participant wrote it; one of another transport may be any text. */
  private static @Nullable JsonText result(@Nullable String result) {
    if (result == null) {
      return null;
    }
    try {
      return JsonText.parse(result);
    } catch (WireFormatException e) {
      return JsonText.of(result);
    }
  }
}
