package io.lambdatcc.example.shop.isolated.iam;

import java.util.Locale;

/**
 * One action that a statement allows or denies on one resource, each perhaps with wildcards.
 *
 * @param identity whose policy it stands in
 * @param statement its Sid
 */
public record Grant(
    String identity, String statement, boolean allows, String action, String resource) {

  /** Actions are compared without regard to case, resources with. */
  boolean matches(String wantedAction, String wantedResource) {
    return glob(action.toLowerCase(Locale.ROOT), wantedAction.toLowerCase(Locale.ROOT))
        && glob(resource, wantedResource);
  }

  /**
   * Whether {@code *} (any text) and {@code ?} (any character) in the pattern can be filled in so
   * that it reads as the text. Goes back to the last {@code *} only, which is enough: whatever an
   * earlier one could take, the last one can take as well.
   */
  static boolean glob(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starText = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
