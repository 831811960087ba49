package io.lambdatcc.lambdalocal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a role may do, from its policy documents: what is denied is denied, what is allowed is
 * allowed, and everything else is denied.
 *
 * <p>Knows {@code Effect}, {@code Action} and {@code Resource} with the wildcards {@code *} and
 * {@code ?}. A document that says more is refused, since leaving out a condition would allow too
 * much.
 */
public final class IamPolicy {

  private static final Set<String> OF_A_DOCUMENT = Set.of("Version", "Id", "Statement");
  private static final Set<String> OF_A_STATEMENT = Set.of("Sid", "Effect", "Action", "Resource");

  private final List<Statement> statements;

  private IamPolicy(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  /**
   * Reads documents that were parsed from JSON or YAML into maps, lists and strings.
   *
   * @throws IllegalArgumentException if one has an element that is not understood here
   */
  public static IamPolicy of(List<? extends Map<String, ?>> documents) {
    List<Statement> statements = new ArrayList<>();
    for (Map<String, ?> document : documents) {
      requireKnown("policy document", document.keySet(), OF_A_DOCUMENT);
      for (Object statement : listOf(document.get("Statement"))) {
        if (!(statement instanceof Map<?, ?> elements)) {
          throw new IllegalArgumentException("statement: expected an object, was " + statement);
        }
        statements.add(Statement.of(elements));
      }
    }
    return new IamPolicy(statements);
  }

  /** Whether the action, as {@code lambda:InvokeFunction}, is allowed on the resource, an ARN. */
  public boolean allows(String action, String resourceArn) {
    return applies(false, action, resourceArn) && !isDenied(action, resourceArn);
  }

  /** Whether a statement says no, which outweighs every yes. */
  public boolean isDenied(String action, String resourceArn) {
    return applies(true, action, resourceArn);
  }

  private boolean applies(boolean deny, String action, String resourceArn) {
    return statements.stream()
        .anyMatch(
            statement ->
                statement.deny() == deny
                    && matches(statement.actions(), action)
                    && matches(statement.resources(), resourceArn));
  }

  private static boolean matches(List<Pattern> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(text).matches());
  }

  private static void requireKnown(String what, Set<?> elements, Set<String> known) {
    for (Object element : elements) {
      if (!(element instanceof String name && known.contains(name))) {
        throw new IllegalArgumentException(
            what + ": " + element + " is not understood, only " + known + " are");
      }
    }
  }

  private static List<?> listOf(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("policy document: an element is missing");
    }
    return value instanceof List<?> list ? list : List.of(value);
  }

  /** One statement; actions are compared without regard to case, ARNs with it. */
  private record Statement(boolean deny, List<Pattern> actions, List<Pattern> resources) {

    static Statement of(Map<?, ?> elements) {
      requireKnown("statement", elements.keySet(), OF_A_STATEMENT);
      Object effect = elements.get("Effect");
      if (!"Allow".equals(effect) && !"Deny".equals(effect)) {
        throw new IllegalArgumentException("Effect: expected Allow or Deny, was " + effect);
      }
      return new Statement(
          "Deny".equals(effect),
          patterns(elements.get("Action"), Pattern.CASE_INSENSITIVE),
          patterns(elements.get("Resource"), 0));
    }

    private static List<Pattern> patterns(@Nullable Object value, int flags) {
      List<Pattern> patterns = new ArrayList<>();
      for (Object item : listOf(value)) {
        if (!(item instanceof String text)) {
          throw new IllegalArgumentException("expected a string, was " + item);
        }
        patterns.add(pattern(text, flags));
      }
      return patterns;
    }

    private static Pattern pattern(String text, int flags) {
      StringBuilder regex = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        char character = text.charAt(i);
        switch (character) {
          case '*' -> regex.append(".*");
          case '?' -> regex.append('.');
          default -> regex.append(Pattern.quote(String.valueOf(character)));
        }
      }
      return Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
    }
  }
}
