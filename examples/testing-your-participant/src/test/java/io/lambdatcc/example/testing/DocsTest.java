package io.lambdatcc.example.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code in the docs on how to test a participant is code that is compiled and run. */
class DocsTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final String SECTION = "## Your own participant\n";
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyPieceOfCodeIsFoundInATest() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/simulation.md"));
    String section = page.substring(page.indexOf(SECTION) + SECTION.length());
    List<String> pieces =
        JAVA.matcher(section).results().map((MatchResult piece) -> piece.group(1)).toList();
    assertThat(pieces).hasSizeGreaterThan(4);
    List<String> tests = tests();
    assertThat(pieces)
        .allSatisfy(piece -> assertThat(tests).anyMatch(test -> test.contains(piece)));
  }

  private static List<String> tests() throws IOException {
    try (Stream<Path> here = Files.walk(Path.of("src", "test"));
        Stream<Path> there = Files.walk(ROOT.resolve("participants/stock/src/test"))) {
      return Stream.concat(here, there)
          .filter(file -> file.toString().endsWith(".java"))
          .map(DocsTest::text)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
