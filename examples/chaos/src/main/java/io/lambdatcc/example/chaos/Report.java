package io.lambdatcc.example.chaos;

import io.lambdatcc.example.chaos.history.Verdict;
import java.util.Map;

/** A verdict in words. */
final class Report {
  private static final int SHOWN = 20;

  private Report() {}

  /** Some lines; the last has what matters. */
  static String text(Verdict verdict) {
    StringBuilder text = new StringBuilder("What went wrong, and how often:%n".formatted());
    verdict.faults().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(kind -> text.append("%6d  %s%n".formatted(kind.getValue(), kind.getKey())));
    verdict.lost().stream().limit(SHOWN).forEach(each -> text.append("LOST: %s%n".formatted(each)));
    verdict.contradicted().stream()
        .limit(SHOWN)
        .forEach(each -> text.append("CONTRADICTED: %s%n".formatted(each)));
    text.append(
        "%,d confirmed, %,d cancelled; %,d clients were never told, %,d transactions met a fault%n"
            .formatted(
                verdict.confirmed(), verdict.cancelled(), verdict.doubted(), verdict.recovered()));
    return text.append(
            "chaos: %,d transactions, %,d faults, %d lost, %d contradicted, longest recovery %s s%n"
                .formatted(
                    verdict.transactions(),
                    verdict.faultCount(),
                    verdict.lost().size(),
                    verdict.contradicted().size(),
                    RecoveryTimes.seconds(verdict.longestRecovery())))
        .toString();
  }
}
