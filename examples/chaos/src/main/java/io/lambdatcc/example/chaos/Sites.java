package io.lambdatcc.example.chaos;

import io.lambdatcc.testkit.plan.Site;
import io.lambdatcc.testkit.plan.SiteKind;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names what is seen as a plan does: transactions are {@code t1}, {@code t2} and so on in the order
 * in which their begin or a Try is first sent, and each place counts how often it was come to.
 */
final class Sites {
  private final AtomicInteger begun = new AtomicInteger();
  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final Map<Site, AtomicInteger> times = new ConcurrentHashMap<>();
  private final Set<String> decided = ConcurrentHashMap.newKeySet();

  /** The place that a request has come to now. */
  Site of(Seen seen) {
    SiteKind kind =
        seen.kind() == SiteKind.DECIDE && !decided.add(seen.transaction())
            ? SiteKind.ROUND
            : seen.kind();
    Site place = new Site(kind, seen.actor(), subject(seen), Site.EVERY_TIME);
    int nth = times.computeIfAbsent(place, first -> new AtomicInteger()).incrementAndGet();
    return new Site(kind, seen.actor(), place.subject(), nth);
  }

  private String subject(Seen seen) {
    if (seen.transaction().isEmpty()) {
      return "";
    }
    // whoever reads a name before it is begun asks whether it is there; Tries may leave beside it
    String name =
        seen.kind() == SiteKind.BEGIN || seen.kind() == SiteKind.TRY
            ? names.computeIfAbsent(seen.transaction(), first -> "t" + begun.incrementAndGet())
            : names.getOrDefault(seen.transaction(), "none");
    return seen.participant().isEmpty() ? name : name + "/" + seen.participant();
  }
}
