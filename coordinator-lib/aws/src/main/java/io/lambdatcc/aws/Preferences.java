package io.lambdatcc.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Prefer} header (RFC 7240) says about waiting. What is not understood is ignored, as
 * the RFC demands.
 *
 * @param async whether the caller would rather hear the decision than wait for the end
 * @param waitAtMost how long it would wait, at least {@link #SHORTEST_WAIT}; null where it does not
 *     say
 */
record Preferences(boolean async, @Nullable Duration waitAtMost) {
  /** Less would end before begin is durable, and so start nothing. */
  static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,6})\"?");

  static Preferences of(String header) {
    boolean async = false;
    Duration waitAtMost = null;
    for (String each : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String preference = each.strip();
      Matcher waiting = WAIT.matcher(preference);
      if (preference.equals("respond-async")) {
        async = true;
      } else if (waitAtMost == null && waiting.matches()) {
        Duration asked = Duration.ofSeconds(Integer.parseInt(waiting.group(1)));
        waitAtMost = asked.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : asked;
      }
    }
    return new Preferences(async, waitAtMost);
  }

  /**
   * What of it is honoured, as {@code Preference-Applied} says it.
   *
   * @param longestWait no caller is kept waiting for longer
   * @return empty where nothing is
   */
  String applied(Duration longestWait) {
    List<String> applied = new ArrayList<>();
    if (async) {
      applied.add("respond-async");
    }
    if (waitAtMost != null && waitAtMost.compareTo(longestWait) <= 0) {
      applied.add("wait=" + waitAtMost.toSeconds());
    }
    return String.join(", ", applied);
  }
}
