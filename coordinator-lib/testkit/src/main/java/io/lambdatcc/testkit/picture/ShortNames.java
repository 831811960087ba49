package io.lambdatcc.testkit.picture;

import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.oracle.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Short names of transactions: the client's own. Where a name was used again, the later
 * transactions are {@code t1'}, {@code t1''}, in the order in which the history meets them.
 */
final class ShortNames {
  private static final int MOST_MARKS = 3;

  private final Map<String, String> byId = new LinkedHashMap<>();
  private final Map<String, Integer> uses = new LinkedHashMap<>();

  ShortNames(List<Happening> happenings) {
    for (Happening happening : happenings) {
      for (String id : Subjects.ids(happening)) {
        String unused = of(id);
      }
    }
  }

  String of(TransactionId id) {
    return of(id.toString());
  }

  /** The short name for a full id as text. */
  String of(String id) {
    String known = byId.get(id);
    if (known != null) {
      return known;
    }
    String name = nameOf(id);
    int before = uses.merge(name, 1, Integer::sum) - 1;
    String made = name + (before <= MOST_MARKS ? "'".repeat(before) : "'" + before);
    byId.put(id, made);
    return made;
  }

  /** How many transactions there are. */
  int number() {
    return byId.size();
  }

  /** A text with the short names instead of the full ids that it says. */
  String inShort(String text) {
    String shorter = text;
    for (Map.Entry<String, String> entry : byId.entrySet()) {
      shorter = shorter.replace(entry.getKey(), entry.getValue());
    }
    return shorter;
  }

  Finding inShort(Finding finding) {
    return new Finding(
        finding.invariant(), inShort(finding.what()), finding.at(), finding.moment());
  }

  String branch(TransactionId id, String branch) {
    return of(id) + "/" + branch;
  }

  /** The client's part of a full id. */
  static String nameOf(String id) {
    int separator = id.indexOf('~');
    return separator < 0 ? id : id.substring(0, separator);
  }
}
