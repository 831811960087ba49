package io.lambdatcc.http;

import io.lambdatcc.wire.ProblemType;
import java.util.regex.Pattern;

/**
 * A segment of a path that is a whole number within bounds.
 *
 * @param name as in the route
 */
public record PathNumber(String name, long least, long most) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  public PathNumber {
    if (least < 0 || most < least) {
      throw new IllegalArgumentException(
          name + " cannot be from " + least + " to " + most + "; 0 <= least <= most is needed");
    }
  }

  /**
   * The number in this request's path.
   *
   * @throws ProblemException 400 naming the parameter, for anything but digits within bounds
   */
  public long of(HttpRequest request) {
    String text = request.pathParameter(name);
    if (DIGITS.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new ProblemException(
        ProblemType.INVALID_REQUEST
            .problem(name + " is not a whole number from " + least + " to " + most)
            .with("field", name));
  }
}
