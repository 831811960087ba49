package io.lambdatcc.console;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of the coordinator's API that the console makes. There are no others: whatever else is
 * asked for is not passed on.
 *
 * @param target path and query as they are sent
 */
record ApiCall(String method, String target) {
  private static final String NAME = "[A-Za-z0-9_-]{1,64}";
  private static final String ID = NAME + "(~[0-9a-z]{1,64})?";

  private record Operation(String method, Pattern path, Set<String> parameters) {
    static Operation of(String method, String path, String... parameters) {
      return new Operation(method, Pattern.compile(path), Set.of(parameters));
    }
  }

  private static final List<Operation> OPERATIONS =
      List.of(
          Operation.of(
              "GET", "/transactions", "phase", "parked", "participant", "since", "limit", "cursor"),
          Operation.of("GET", "/transactions/" + ID),
          Operation.of("POST", "/transactions/" + ID + "/(cancel|retry)"),
          Operation.of("POST", "/transactions/" + ID + "/branches/" + NAME + "/resolve"),
          Operation.of("GET", "/participants"),
          Operation.of("POST", "/participants/" + NAME + "/retry"),
          Operation.of("GET", "/health"));

  /** {@code name=value}, of what needs no encoding or has one. */
  private static final Pattern PARAMETER =
      Pattern.compile("([a-z]+)=([A-Za-z0-9._~:+-]|%[0-9A-Fa-f]{2})*");

  /**
   * The call that a request stands for, if it is one.
   *
   * @param path not decoded
   * @param query not decoded; null for none
   */
  static Optional<ApiCall> of(String method, String path, @Nullable String query) {
    return OPERATIONS.stream()
        .filter(operation -> operation.method().equals(method))
        .filter(operation -> operation.path().matcher(path).matches())
        .filter(operation -> query == null || areOf(operation, query))
        .findFirst()
        .map(operation -> new ApiCall(method, query == null ? path : path + "?" + query));
  }

  private static boolean areOf(Operation operation, String query) {
    return Arrays.stream(query.split("&", -1))
        .map(PARAMETER::matcher)
        .allMatch(
            parameter ->
                parameter.matches() && operation.parameters().contains(parameter.group(1)));
  }
}
