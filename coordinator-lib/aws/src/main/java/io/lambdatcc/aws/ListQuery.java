package io.lambdatcc.aws;

import io.lambdatcc.api.TransactionFilter;
import io.lambdatcc.protocol.Phase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the query of {@code GET /transactions} asks for.
 *
 * @param limit how many, at most
 * @param cursor of the page before; null for the first
 */
record ListQuery(TransactionFilter filter, int limit, @Nullable String cursor) {
  private static final int USUAL_LIMIT = 50;
  private static final Set<String> KNOWN =
      Set.of("phase", "parked", "participant", "since", "limit", "cursor");

  /**
   * Reads a query.
   *
   * @throws IllegalArgumentException {@code <parameter>: <what is wrong>}
   */
  static ListQuery of(Map<String, String> query) {
    for (String name : query.keySet()) {
      if (!KNOWN.contains(name)) {
        // a filter with a slip in its name would list everything
        throw wrong("query", "has no parameter '" + name + "'; there are " + new TreeSet<>(KNOWN));
      }
    }
    return new ListQuery(
        new TransactionFilter(
            phase(query.get("phase")),
            parked(query.get("parked")),
            query.get("participant"),
            since(query.get("since"))),
        limit(query.get("limit")),
        query.get("cursor"));
  }

  private static @Nullable Phase phase(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (Phase phase : Phase.values()) {
      if (phase.name().equals(text)) {
        return phase;
      }
    }
    throw wrong("phase", "is TRYING, CONFIRMING or CANCELLING, not '" + text + "'");
  }

  private static @Nullable Boolean parked(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("parked", "is true or false, not '" + text + "'");
    };
  }

  private static @Nullable Instant since(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "since: is an ISO-8601 instant like 2030-01-31T12:00:00Z, not '" + text + "'", e);
    }
  }

  private static int limit(@Nullable String text) {
    try {
      return text == null ? USUAL_LIMIT : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("limit: is a whole number, not '" + text + "'", e);
    }
  }

  private static IllegalArgumentException wrong(String parameter, String what) {
    return new IllegalArgumentException(parameter + ": " + what);
  }

  /** The next part of the same list. */
  String next(String nextCursor) {
    List<String> parameters = new ArrayList<>();
    add(parameters, "phase", filter.phase());
    add(parameters, "parked", filter.parked());
    add(parameters, "participant", filter.participant());
    add(parameters, "since", filter.since());
    add(parameters, "limit", limit);
    add(parameters, "cursor", nextCursor);
    return "/transactions?" + String.join("&", parameters);
  }

  private static void add(List<String> parameters, String name, @Nullable Object value) {
    if (value != null) {
      parameters.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }
}
