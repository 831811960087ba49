package io.lambdatcc.example.shop.isolated.iam;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the statements of an identity's policies say, action by action. */
public final class Policy {
  private static final Set<String> READ = Set.of("Sid", "Effect", "Action", "Resource");

  private final List<Grant> grants;

  private Policy(List<Grant> grants) {
    this.grants = List.copyOf(grants);
  }

  /**
   * Reads statements.
   *
   * @param identity whose they are
   * @throws IllegalArgumentException if one has a part that is not evaluated here
   */
  public static Policy of(String identity, List<Map<String, Object>> statements) {
    List<Grant> grants = new ArrayList<>();
    for (Map<String, Object> statement : statements) {
      if (!READ.containsAll(statement.keySet())) {
        throw new IllegalArgumentException(
            "statement of " + identity + ": only " + READ + " are evaluated: " + statement);
      }
      String sid = String.valueOf(statement.getOrDefault("Sid", "without a Sid"));
      boolean allows =
          switch (String.valueOf(statement.get("Effect"))) {
            case "Allow" -> true;
            case "Deny" -> false;
            default ->
                throw new IllegalArgumentException(
                    "statement " + sid + " of " + identity + " neither allows nor denies");
          };
      for (String action : texts(statement.get("Action"))) {
        for (String resource : texts(statement.get("Resource"))) {
          grants.add(new Grant(identity, sid, allows, action, resource));
        }
      }
    }
    return new Policy(grants);
  }

  private static List<String> texts(@Nullable Object one) {
    List<String> texts = new ArrayList<>();
    for (Object each : one instanceof List<?> list ? list : Collections.singletonList(one)) {
      if (!(each instanceof String text)) {
        throw new IllegalArgumentException("expected a text or texts, found " + one);
      }
      texts.add(text);
    }
    return texts;
  }

  List<Grant> grants() {
    return grants;
  }

  /** Those that speak of this. */
  List<Grant> matching(String action, String resource) {
    return grants.stream().filter(grant -> grant.matches(action, resource)).toList();
  }
}
