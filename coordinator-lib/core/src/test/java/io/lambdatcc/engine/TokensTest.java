package io.lambdatcc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are made here and mean nothing to anybody else. */
class TokensTest {

  @Test
  void tokensHave26CharactersOf32EachAndNoTwoAreTheSame() {
    SecureIds ids = new SecureIds();
    List<String> tokens = Stream.generate(ids::newToken).limit(1_000).toList();
    assertThat(tokens).doesNotHaveDuplicates().allMatch(t -> t.matches("[0-9a-z]{26}"));
    assertThat(tokens.stream().flatMapToInt(String::chars).boxed().collect(Collectors.toSet()))
        .as("characters that occur")
        .hasSize(32);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"x", "00000000000001767225600000 order-1~b61gxf1t8621", " "})
  void aCursorIsThePlaceThatItWasMadeOf(String inShard) {
    for (int shard : new int[] {0, 1, 63}) {
      ListCursor place = new ListCursor(shard, inShard);
      assertThat(ListCursor.parse(place.text("a list"), "a list")).isEqualTo(place);
    }
  }
}
