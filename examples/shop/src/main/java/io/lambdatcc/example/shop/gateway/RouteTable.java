package io.lambdatcc.example.shop.gateway;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the function for a request. */
final class RouteTable {

  /**
   * What is behind a route.
   *
   * @param signed whether the authorizer is asked before a request gets there
   */
  record Target(LambdaFunction function, boolean signed) {}

  /** Where a request goes, and what the variables of the route stand for. */
  record Match(Route route, Map<String, String> pathParameters, Target target) {}

  private final List<Map.Entry<Route, Target>> mostSpecificFirst;

  RouteTable(Map<Route, Target> targets) {
    this.mostSpecificFirst =
        targets.entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Route.MOST_SPECIFIC_FIRST))
            .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
            .toList();
  }

  /**
   * The most specific of the matching routes.
   *
   * @param path decoded, beginning with a slash
   */
  Optional<Match> find(String method, String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    for (Map.Entry<Route, Target> entry : mostSpecificFirst) {
      Optional<Map<String, String>> variables = entry.getKey().match(method, segments);
      if (variables.isPresent()) {
        return Optional.of(new Match(entry.getKey(), variables.get(), entry.getValue()));
      }
    }
    return Optional.empty();
  }
}
