package io.lambdatcc.example.shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

  private static final List<Route> ROUTES =
      Stream.of(
              "$default",
              "ANY /pets/{proxy+}",
              "GET /pets/{proxy+}",
              "ANY /pets/{kind}/{id}",
              "GET /pets/dog/{id}",
              "GET /pets/dog/1",
              "GET /",
              "POST /pets")
          .map(Route::parse)
          .collect(
              Collectors.collectingAndThen(
                  Collectors.toList(),
                  routes -> {
                    routes.sort(Route.MOST_SPECIFIC_FIRST);
                    return Collections.unmodifiableList(routes);
                  }));

  @ParameterizedTest
  @CsvSource({
    "GET, pets/dog/1, GET /pets/dog/1",
    "GET, pets/dog/2, GET /pets/dog/{id}",
    "POST, pets/dog/1, ANY /pets/{kind}/{id}",
    "GET, pets/cat/2, ANY /pets/{kind}/{id}",
    "GET, pets/cat/2/name, GET /pets/{proxy+}",
    "PUT, pets/cat/2/name, ANY /pets/{proxy+}",
    "POST, pets, POST /pets",
    "GET, pets, $default",
    "GET, pets/, $default",
    "GET, cars/1, $default",
    "GET, '', GET /"
  })
  void mostSpecificRouteWins(String method, String path, String key) {
    assertThat(
            ROUTES.stream()
                .filter(route -> route.match(method, List.of(path.split("/", -1))).isPresent())
                .findFirst())
        .map(Route::key)
        .contains(key);
  }

  @Test
  void variablesTakeTheirSegments() {
    assertThat(Route.parse("GET /a/{x}/b/{rest+}").match("GET", List.of("a", "1", "b", "2", "3")))
        .contains(Map.of("x", "1", "rest", "2/3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/pets", "GET pets", "get /pets", "GET /{a+}/b", "GET /{a", "GET /x{a}"})
  void malformedKeyIsRefused(String key) {
    assertThatIllegalArgumentException().isThrownBy(() -> Route.parse(key));
  }
}
