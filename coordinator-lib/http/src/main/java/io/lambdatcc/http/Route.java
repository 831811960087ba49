package io.lambdatcc.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A method, a pattern of segments and what serves it. */
record Route(String method, List<String> pattern, HttpHandler handler) {

  static final Comparator<Route> MOST_SPECIFIC_FIRST = Comparator.comparing(Route::rank);

  static Route of(String method, String path, HttpHandler handler) {
    if (!method.matches("[A-Z]+")) {
      throw new IllegalArgumentException("method '" + method + "' is not like GET or POST");
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path '" + path + "' does not start with /");
    }
    List<String> pattern = segments(path);
    Set<String> names = new HashSet<>();
    for (String segment : pattern) {
      if (isName(segment) && !names.add(segment)) {
        throw new IllegalArgumentException("path '" + path + "' has " + segment + " twice");
      }
      if (!isName(segment) && (segment.contains("{") || segment.contains("}"))) {
        throw new IllegalArgumentException(
            "path '" + path + "': a name stands for a whole segment, '" + segment + "' does not");
      }
    }
    return new Route(method, pattern, Objects.requireNonNull(handler, "handler"));
  }

  /** The segments between slashes; a slash at the end makes no difference. */
  static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
    segments.remove(0);
    if (!segments.isEmpty() && segments.get(segments.size() - 1).isEmpty()) {
      segments.remove(segments.size() - 1);
    }
    return List.copyOf(segments);
  }

  /**
   * Whether these segments are served by this route. Its own texts stand as written: were they
   * decoded, {@code /%74cc} would be {@code /tcc} here and something else to the gateway in front,
   * whose authorizers are told apart by path.
   */
  boolean fits(List<String> segments) {
    if (segments.size() != pattern.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      boolean fits =
          isName(pattern.get(i))
              ? !segments.get(i).isEmpty()
              : pattern.get(i).equals(segments.get(i));
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  Map<String, String> parameters(List<String> segments) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String part = pattern.get(i);
      if (isName(part)) {
        parameters.put(part.substring(1, part.length() - 1), decoded(segments.get(i)));
      }
    }
    return parameters;
  }

  boolean sameShape(Route other) {
    return method.equals(other.method) && shape().equals(other.shape());
  }

  private List<String> shape() {
    return pattern.stream().map(segment -> isName(segment) ? "{}" : segment).toList();
  }

  /** Sorts texts before names, segment by segment. */
  private String rank() {
    StringBuilder rank = new StringBuilder();
    pattern.forEach(segment -> rank.append(isName(segment) ? '1' : '0'));
    return rank.toString();
  }

  private static boolean isName(String segment) {
    return segment.length() > 2 && segment.startsWith("{") && segment.endsWith("}");
  }

  /** Percent-decodes; a plus is a plus in a path. */
  private static String decoded(String segment) {
    return Percent.decode(segment);
  }

  /** The route as it was added, like {@code GET /orders/{id}}. */
  @Override
  public String toString() {
    return method + " /" + String.join("/", pattern);
  }
}
