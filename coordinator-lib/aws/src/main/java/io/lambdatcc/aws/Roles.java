package io.lambdatcc.aws;

import io.lambdatcc.http.HttpRequest;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may do more than begin transactions and look after their own, by the ARNs of their roles. A
 * role's path does not count, as the gateway does not tell it.
 *
 * @param operators may act on every transaction
 * @param inquirers may ask, for participants, what has become of a branch
 */
record Roles(Set<String> operators, Set<String> inquirers) {
  /** Nobody. */
  static final Roles NONE = new Roles(Set.of(), Set.of());

  Roles {
    operators = withoutPaths(operators);
    inquirers = withoutPaths(inquirers);
  }

  private static Set<String> withoutPaths(Set<String> roles) {
    return roles.stream().map(HttpRequest::withoutPath).collect(Collectors.toUnmodifiableSet());
  }
}
