package io.lambdatcc.aws;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A participant that is a Lambda function, called by Lambda's Invoke API and not through a gateway.
 * It gets the same event as it would get from one (payload format 2.0), so it is the same function.
 *
 * <p>The alias is required. Without one Lambda runs {@code $LATEST}, which is whatever was uploaded
 * last: no deployment guards it, SnapStart does not serve it, and the participant, which tells
 * direct calls by the alias they come through, would take the call for one of the gateway's.
 *
 * @param function its name, or its ARN without the alias
 * @param alias an alias or the number of a version
 * @param base what comes before {@code /tcc} in its paths, like {@code /stock}; may be empty
 * @param region where it is
 */
public record InvokedFunction(String function, String alias, String base, String region) {
  private static final Pattern ARN =
      Pattern.compile(
          "(arn:aws[a-z-]*:lambda:([a-z0-9-]+):[0-9]+:function:[A-Za-z0-9_-]{1,140})(?::(.*))?");
  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_-]{1,64})(?::([^:]*))?");
  private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern BASE = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

  /** Rejects what no function can be called by. */
  public InvokedFunction {
    if (region.isBlank()) {
      throw new IllegalArgumentException("function '" + function + "' is in no Region");
    }
    if (!BASE.matcher(base).matches()) {
      throw new IllegalArgumentException(
          "the base of function '" + function + "' is a path like /stock, not '" + base + "'");
    }
    if (!ALIAS.matcher(alias).matches()) {
      throw new IllegalArgumentException(
          "function '"
              + function
              + "' needs an alias after a colon, like "
              + function
              + ":tcc; "
              + (alias.isEmpty() ? "without one" : "by '" + alias + "'")
              + " Lambda would run what was uploaded last, or nothing");
    }
  }

  /**
   * Reads {@code name:alias/base} or {@code arn:…:function:name:alias/base}.
   *
   * @param region where it is if it is a name; an ARN has its own
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static InvokedFunction parse(String text, String region) {
    int slash = text.indexOf('/');
    String function = slash < 0 ? text : text.substring(0, slash);
    String base = slash < 0 ? "" : text.substring(slash).replaceFirst("/$", "");
    Matcher arn = ARN.matcher(function);
    if (arn.matches()) {
      return new InvokedFunction(arn.group(1), orEmpty(arn.group(3)), base, arn.group(2));
    }
    Matcher name = NAME.matcher(function);
    if (name.matches()) {
      return new InvokedFunction(name.group(1), orEmpty(name.group(2)), base, region);
    }
    throw new IllegalArgumentException(
        "'" + function + "' is no function: name:alias or an ARN of Lambda with an alias is");
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
