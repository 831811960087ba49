package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.wire.TimelineEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final Instant BEGUN = Instant.parse("2030-01-31T12:00:00Z");

  @Test
  void aConfirmedOneTellsWhenEachBranchWasTriedAndConfirmed() {
    assertThat(
            told(
                Phase.CONFIRMED,
                null,
                at(2),
                null,
                at(4),
                branch("a", BranchStatus.CONFIRMED, at(1), at(4)),
                branch("b", BranchStatus.CONFIRMED, at(2), at(3))))
        .containsExactly(
            "0 begun",
            "1 tried a",
            "2 tried b",
            "2 decided: CONFIRM",
            "3 confirmed b",
            "4 confirmed a",
            "4 ended: CONFIRMED");
  }

  @Test
  void oneThatNeverBeganTellsNothingOfABeginning() {
    assertThat(
            told(
                Phase.CANCELLED,
                new CancelReason(CancelReason.Kind.NEVER_BEGUN, "a", null, "a asked"),
                at(5),
                null,
                at(5),
                branch("a", BranchStatus.CANCELLED, null, null)))
        .containsExactly("5 decided: CANCEL: a asked", "5 ended: CANCELLED");
  }

  @Test
  void aRefusedOneTellsWhoRefusedAndWhoNeverAnswered() {
    CancelReason why = new CancelReason(CancelReason.Kind.REFUSED, "b", "no-credit", "20 only");
    assertThat(
            told(
                Phase.CANCELLING,
                why,
                at(3),
                null,
                null,
                branch("a", BranchStatus.TRIED, at(1), at(1)),
                branch("b", BranchStatus.REFUSED, at(3), at(3)),
                branch("c", BranchStatus.ASKED, null, at(2)),
                branch("d", BranchStatus.WAITING, null, at(2)),
                branch("e", BranchStatus.ASKED, null, null)))
        .containsExactly(
            "0 begun",
            "1 tried a",
            "2 failed c: no reply",
            "2 waiting d: no reply",
            "3 refused b: 20 only",
            "3 decided: CANCEL: 20 only");
  }

  @Test
  void aParkedOneTellsWhichBranchIsStuck() {
    assertThat(
            told(
                Phase.CONFIRMING,
                null,
                at(2),
                at(9),
                null,
                branch("a", BranchStatus.CONFIRMED, at(1), at(3)),
                branch("b", BranchStatus.TRIED, at(2), at(8))))
        .containsExactly(
            "0 begun",
            "1 tried a",
            "2 tried b",
            "2 decided: CONFIRM",
            "3 confirmed a",
            "8 failed b: no reply",
            "9 parked");
  }

  @Test
  void aResolvedBranchTellsWhoseWordItWas() {
    TccTransaction.Branch resolved =
        new TccTransaction.Branch(
            "b",
            "b",
            null,
            BranchStatus.CONFIRMED,
            3,
            null,
            null,
            at(1),
            at(5),
            new Resolution(at(7), "arn:ops", "by hand"));
    List<TimelineEntry> timeline =
        Timeline.of(transaction(Phase.CONFIRMED, null, at(2), null, at(7), resolved));
    assertThat(timeline)
        .contains(new TimelineEntry(at(7), "resolved", "b", "by hand", "arn:ops"))
        .noneMatch(entry -> entry.event().equals("confirmed"))
        .anyMatch(entry -> entry.event().equals("failed") && entry.at().equals(at(5)));
  }

  private static Instant at(int seconds) {
    return BEGUN.plusSeconds(seconds);
  }

  private static Stream<String> told(
      Phase phase,
      @Nullable CancelReason why,
      @Nullable Instant decided,
      @Nullable Instant parked,
      @Nullable Instant ended,
      TccTransaction.Branch... branches) {
    return Timeline.of(transaction(phase, why, decided, parked, ended, branches)).stream()
        .map(TimelineTest::shown);
  }

  private static TccTransaction transaction(
      Phase phase,
      @Nullable CancelReason why,
      @Nullable Instant decided,
      @Nullable Instant parked,
      @Nullable Instant ended,
      TccTransaction.Branch... branches) {
    return new TccTransaction(
        TransactionId.parse("order-1~0123456789abcde"),
        phase,
        List.of(branches),
        why,
        BEGUN,
        at(10),
        decided,
        parked,
        null,
        ended);
  }

  private static TccTransaction.Branch branch(
      String id, BranchStatus status, @Nullable Instant tried, @Nullable Instant heard) {
    return new TccTransaction.Branch(
        id, id, null, status, 1, null, status.settled() ? null : "no reply", tried, heard, null);
  }

  private static String shown(TimelineEntry entry) {
    return Duration.between(BEGUN, entry.at()).toSeconds()
        + " "
        + entry.event()
        + (entry.branch() == null ? "" : " " + entry.branch())
        + (entry.detail() == null ? "" : ": " + entry.detail());
  }
}
