package io.lambdatcc.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of one Lambda function behind an API Gateway HTTP API.
 *
 * <p>A route is a method and a path whose segments are texts or {@code {names}}. Where several fit,
 * the one with a text at the first difference wins, so that {@code /orders/create} comes before
 * {@code /orders/{id}} in whatever order they are added. An unknown path is a 404, a known one with
 * another method a 405. A {@link ProblemException} and a {@link WireFormatException} become their
 * problem; anything else thrown is a 500 that carries an id to look for in the log and nothing
 * more.
 */
public final class Routes {
  /** The most bytes a body may have. */
  public static final int MAX_BODY_BYTES = 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  private final List<Route> routes;
  private final Supplier<String> errorIds;

  private Routes(List<Route> routes, Supplier<String> errorIds) {
    this.routes = List.copyOf(routes);
    this.errorIds = errorIds;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Answers the event; never throws. */
  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return Event.response(answer(event));
  }

  /** The routes as they were added, each like {@code GET /orders/{id}}, in no particular order. */
  public List<String> list() {
    return routes.stream().map(Route::toString).toList();
  }

  private HttpReply answer(APIGatewayV2HTTPEvent event) {
    try {
      String method = Event.method(event);
      String path = Event.path(event);
      List<String> segments = Route.segments(path);
      TreeSet<String> allowed = new TreeSet<>();
      Route found = null;
      for (Route route : routes) {
        if (route.fits(segments)) {
          allowed.add(route.method());
          if (route.method().equals(method)) {
            found = route;
            break;
          }
        }
      }
      if (found != null) {
        return found.handler().handle(Event.request(event, found.parameters(segments)));
      }
      return allowed.isEmpty()
          ? HttpReply.problem(ProblemType.NOT_FOUND.problem("no route for " + path))
          : HttpReply.problem(
                  ProblemType.METHOD_NOT_ALLOWED.problem(method + " is not possible here"))
              .withHeader("allow", String.join(", ", allowed));
    } catch (ProblemException e) {
      return HttpReply.problem(e.problem());
    } catch (WireFormatException e) {
      return HttpReply.problem(e.toProblem());
    } catch (RuntimeException e) {
      return internal(e);
    }
  }

  private HttpReply internal(RuntimeException e) {
    String id = errorIds.get();
    log.error("request failed, error id {}", id, e);
    Problem problem =
        ProblemType.INTERNAL.problem("something failed on this side").with("errorId", id);
    return HttpReply.problem(problem);
  }

  /** Collects routes. */
  public static final class Builder {
    private final List<Route> routes = new ArrayList<>();
    private Supplier<String> errorIds = () -> UUID.randomUUID().toString();

    private Builder() {}

    /**
     * Adds a route.
     *
     * @param path like {@code /stock/find/{item_id}}
     * @throws IllegalArgumentException when a route of the same method and shape is there already
     */
    public Builder route(String method, String path, HttpHandler handler) {
      Route added = Route.of(method, path, handler);
      for (Route route : routes) {
        if (route.sameShape(added)) {
          throw new IllegalArgumentException(
              added + " meets the same requests as " + route + "; remove one of them");
        }
      }
      routes.add(added);
      return this;
    }

    /** Where the ids of unexpected errors come from, random UUIDs by default. */
    Builder errorIds(Supplier<String> errorIds) {
      this.errorIds = Objects.requireNonNull(errorIds, "errorIds");
      return this;
    }

    public Routes build() {
      List<Route> mostSpecificFirst = new ArrayList<>(routes);
      mostSpecificFirst.sort(Route.MOST_SPECIFIC_FIRST);
      return new Routes(mostSpecificFirst, errorIds);
    }
  }
}
