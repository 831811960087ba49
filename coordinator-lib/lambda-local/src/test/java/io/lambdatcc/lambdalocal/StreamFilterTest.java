package io.lambdatcc.lambdalocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamFilterTest {

  private static final String HANDED_OVER =
      "{\"eventName\":[\"MODIFY\"],\"dynamodb\":{\"NewImage\":{\"ho\":{\"N\":[\"1\"]}}}}";

  @Test
  void everyFieldOfThePatternHasToFit() {
    assertThat(passes(HANDED_OVER, event("MODIFY", "\"ho\":{\"N\":\"1\"},\"id\":{\"S\":\"x\"}")))
        .isTrue();
    assertThat(passes(HANDED_OVER, event("INSERT", "\"ho\":{\"N\":\"1\"}"))).isFalse();
    assertThat(passes(HANDED_OVER, event("MODIFY", "\"ho\":{\"N\":\"2\"}"))).isFalse();
    assertThat(passes(HANDED_OVER, event("MODIFY", "\"id\":{\"S\":\"x\"}"))).isFalse();
  }

  @Test
  void oneOfSeveralValuesOrPatternsIsEnough() {
    assertThat(passes("{\"a\":[\"x\",1,true,null]}", "{\"a\":1.0}")).isTrue();
    assertThat(passes("{\"a\":[\"x\",1,true,null]}", "{\"a\":null}")).isTrue();
    assertThat(passes("{\"a\":[\"x\",1,true,null]}", "{\"a\":\"1\"}")).isFalse();
    assertThat(passes("{\"a\":[null]}", "{}")).isFalse();
    assertThat(StreamFilter.of(List.of("{\"a\":[1]}", "{\"b\":[1]}")).passes(json("{\"b\":1}")))
        .isTrue();
    assertThat(StreamFilter.of(List.of()).passes(json("{}"))).isTrue();
  }

  @Test
  void prefixAndExistenceAreUnderstood() {
    assertThat(passes("{\"a\":[{\"prefix\":\"ab\"}]}", "{\"a\":\"abc\"}")).isTrue();
    assertThat(passes("{\"a\":[{\"prefix\":\"ab\"}]}", "{\"a\":\"bab\"}")).isFalse();
    assertThat(passes("{\"a\":[{\"exists\":false}]}", "{\"b\":1}")).isTrue();
    assertThat(passes("{\"a\":[{\"exists\":true}]}", "{\"b\":1}")).isFalse();
    assertThat(passes("{\"a\":[{\"exists\":true}]}", "{\"a\":1}")).isTrue();
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    for (String pattern :
        List.of(
            "nonsense",
            "[]",
            "{}",
            "{\"a\":1}",
            "{\"a\":[]}",
            "{\"a\":[[1]]}",
            "{\"a\":[{\"numeric\":[\">\",1]}]}",
            "{\"a\":[{\"anything-but\":[1]}]}",
            "{\"$or\":{\"a\":[1]}}")) {
      assertThatIllegalArgumentException()
          .as(pattern)
          .isThrownBy(() -> StreamFilter.of(List.of(pattern)));
    }
  }

  private static boolean passes(String pattern, String event) {
    return StreamFilter.of(List.of(pattern)).passes(json(event));
  }

  private static String event(String name, String image) {
    return "{\"eventName\":\"" + name + "\",\"dynamodb\":{\"NewImage\":{" + image + "}}}";
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
