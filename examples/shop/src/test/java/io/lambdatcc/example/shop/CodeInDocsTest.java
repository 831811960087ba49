package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Code that is shown is code that is built: each piece names the file that it is a part of, in a
 * comment before it, and has the same lines, but for how far they are indented.
 */
class CodeInDocsTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern PIECE =
      Pattern.compile(
          "(?:<!-- from (?<file>\\S+) -->\n)?```(?:java|python)\n(?<code>.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(
      strings = {"README.md", "docs/participant.md", "docs/initiator.md", "docs/own-project.md"})
  void everyPieceIsPartOfTheFileThatItNames(String page) throws IOException {
    List<MatchResult> pieces =
        PIECE.matcher(Files.readString(ROOT.resolve(page))).results().toList();
    assertThat(pieces).isNotEmpty();
    for (MatchResult piece : pieces) {
      List<String> code = lines(piece.group(2));
      assertThat(piece.group(1)).as("file of %s", code).isNotNull();
      List<String> file = lines(Files.readString(ROOT.resolve(piece.group(1))));
      assertThat(Collections.indexOfSubList(file, code))
          .as("%s shows of %s:%n%s", page, piece.group(1), piece.group(2))
          .isNotNegative();
    }
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
