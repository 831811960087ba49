package io.lambdatcc.http;

import io.lambdatcc.wire.ProblemType;
import java.util.regex.Pattern;

/**
 * A segment of a path that is the id of something: {@code [A-Za-z0-9_-]{1,64}}.
 *
 * @param name as in the route
 */
public record PathId(String name) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /**
   * The id in this request's path.
   *
   * @throws ProblemException 404 when nothing can have this id
   */
  public String of(HttpRequest request) {
    String id = request.pathParameter(name);
    if (!ID.matcher(id).matches()) {
      throw notFound("of this form");
    }
    return id;
  }

  /** What to throw when there is nothing of this id. */
  public ProblemException notFound(String id) {
    return new ProblemException(
        ProblemType.NOT_FOUND.problem("there is no " + name + " " + id).with("field", name));
  }
}
