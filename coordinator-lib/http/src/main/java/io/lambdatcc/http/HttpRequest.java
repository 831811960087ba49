package io.lambdatcc.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request, decoded. */
public final class HttpRequest {
  private static final Pattern ROLE_WITH_PATH =
      Pattern.compile("(arn:[^:]+:iam::[0-9]+:role/).+/([^/]+)");

  private final String method;
  private final String path;
  private final Map<String, String> pathParameters;
  private final Map<String, String> query;
  private final Map<String, String> headers;
  private final String body;
  private final @Nullable String caller;
  private final @Nullable String principal;

  HttpRequest(
      String method,
      String path,
      Map<String, String> pathParameters,
      Map<String, String> query,
      Map<String, String> headers,
      String body,
      @Nullable String caller,
      @Nullable String principal) {
    this.method = Objects.requireNonNull(method, "method");
    this.path = Objects.requireNonNull(path, "path");
    this.pathParameters = Map.copyOf(pathParameters);
    this.query = Map.copyOf(query);
    Map<String, String> lowerCase = new LinkedHashMap<>();
    headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(Locale.ROOT), value));
    this.headers = Collections.unmodifiableMap(lowerCase);
    this.body = Objects.requireNonNull(body, "body");
    this.caller = caller;
    this.principal = principal;
  }

  public String method() {
    return method;
  }

  /** The path as it was sent, not decoded. */
  public String path() {
    return path;
  }

  /** What stands for the {@code {name}} segments of the route, percent-decoded. */
  public Map<String, String> pathParameters() {
    return pathParameters;
  }

  /**
   * The part of the path that stands for {@code {name}}, percent-decoded.
   *
   * @throws IllegalArgumentException when the route has no such segment
   */
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the route of " + path + " has no {" + name + "}, only " + pathParameters.keySet());
    }
    return value;
  }

  /** The query's parameters, decoded; several values of one name are joined with commas. */
  public Map<String, String> query() {
    return query;
  }

  /** The headers by lower-case name. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The header, whatever the case of the name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * The ARN of a role as {@link #caller()} tells it: {@code arn:aws:iam::1:role/a} of {@code
   * arn:aws:iam::1:role/service-role/a}. Anything else stays what it is.
   */
  public static String withoutPath(String arn) {
    Matcher role = ROLE_WITH_PATH.matcher(arn);
    return role.matches() ? role.group(1) + role.group(2) : arn;
  }

  /** The body as text, empty when there is none. */
  public String body() {
    return body;
  }

  /**
   * Who signed the request: the ARN of an IAM role without its session, or of whatever else signed.
   *
   * <p>Empty where the gateway does not authorize by IAM. A role's path is not part of what the
   * gateway tells.
   */
  public Optional<String> caller() {
    return Optional.ofNullable(caller);
  }

  /**
   * The same with the name of the role's session, by which roles that people share tell who it is.
   * For records; what a caller may do goes by {@link #caller()}.
   */
  public Optional<String> principal() {
    return Optional.ofNullable(principal);
  }
}
