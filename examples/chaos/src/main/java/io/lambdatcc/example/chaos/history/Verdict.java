package io.lambdatcc.example.chaos.history;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a history says.
 *
 * @param transactions in the log at the end
 * @param confirmed of them
 * @param cancelled of them
 * @param faults injected, by kind
 * @param doubted errands whose client was never told how they ended
 * @param recovered transactions to which something happened before they ended
 * @param lost what is unfinished, still reserved or not conserved, in words
 * @param contradicted what differs from what somebody was told, in words
 * @param longestRecovery from the last thing that happened to a transaction, or its deadline, to
 *     its end
 */
public record Verdict(
    int transactions,
    int confirmed,
    int cancelled,
    Map<String, Integer> faults,
    int doubted,
    int recovered,
    List<String> lost,
    List<String> contradicted,
    Duration longestRecovery) {

  /** Copies the collections. */
  public Verdict {
    faults = Map.copyOf(faults);
    lost = List.copyOf(lost);
    contradicted = List.copyOf(contradicted);
  }

  /** Whether nothing is lost and nobody was told what is not so. */
  public boolean isWell() {
    return lost.isEmpty() && contradicted.isEmpty();
  }

  /** How many faults of all kinds. */
  public int faultCount() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }
}
