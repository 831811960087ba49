package io.lambdatcc.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTest {
  private static final PathNumber AMOUNT = new PathNumber("n", 1, 100);
  private static final PathId ITEM = new PathId("item_id");

  private static HttpRequest request(String name, String value) {
    return new HttpRequest("GET", "/x", Map.of(name, value), Map.of(), Map.of(), "", null, null);
  }

  @Test
  void aNumberWithinItsBoundsIsRead() {
    assertThat(AMOUNT.of(request("n", "1"))).isEqualTo(1);
    assertThat(AMOUNT.of(request("n", "100"))).isEqualTo(100);
    assertThat(AMOUNT.of(request("n", "007"))).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "101", "-1", "+1", "1.0", "1e1", " 1", "", "one", "٣", "9999999999999999999"})
  void whatIsNoNumberWithinBoundsIsABadRequestThatNamesIt(String text) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> AMOUNT.of(request("n", text)))
        .satisfies(
            e -> {
              assertThat(e.problem().status()).isEqualTo(400);
              assertThat(e.problem().extensions()).containsEntry("field", "n");
              assertThat(e.problem().detail()).contains("1 to 100");
            });
  }

  @Test
  void impossibleBoundsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PathNumber("n", 2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new PathNumber("n", -1, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "a", "A-b_9", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"})
  void anIdIsRead(String id) {
    assertThat(ITEM.of(request("item_id", id))).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ä", "a/b", "a~b", "{id}"})
  void whatCannotBeAnIdIsNotFound(String id) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> ITEM.of(request("item_id", id)))
        .satisfies(e -> assertThat(e.problem().status()).isEqualTo(404));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> ITEM.of(request("item_id", "x".repeat(65))));
  }

  @Test
  void aRefusalHasACodeAndAReason() {
    assertThat(ProblemException.refused("out-of-stock", "there are less than 3").problem())
        .satisfies(
            problem -> {
              assertThat(problem.status()).isEqualTo(409);
              assertThat(problem.extensions())
                  .containsEntry("code", "out-of-stock")
                  .containsEntry("reason", "there are less than 3");
            });
  }
}
