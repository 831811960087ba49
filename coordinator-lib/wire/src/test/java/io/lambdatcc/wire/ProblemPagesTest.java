package io.lambdatcc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages that the types' URIs stand for, {@code docs/problems}, say what the types are. */
class ProblemPagesTest {
  private static final Path PAGES = Path.of("../../docs/problems");
  private static final String INDEX = "README.md";
  private static final Pattern EXAMPLE =
      Pattern.compile("^```json\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern ROW =
      Pattern.compile("^\\| \\[(.*?)]\\((.*?)\\) \\| (.*?) \\|", Pattern.MULTILINE);

  @Test
  void everyTypeHasAPageAndEveryPageAType() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(it -> !it.equals(INDEX)))
          .containsExactlyInAnyOrderElementsOf(types().map(type -> type.slug() + ".md").toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPageIsThatOfItsType(ProblemType type) throws IOException {
    assertThat(page(type))
        .startsWith("# " + type.title() + "\n\nType `" + type.uri() + "`, status " + type.status());
  }

  @ParameterizedTest
  @EnumSource
  void theExampleOnAPageIsOfItsType(ProblemType type) throws IOException {
    List<String> examples = found(EXAMPLE, page(type)).map(example -> example.group(1)).toList();
    assertThat(examples).hasSize(1);
    Problem problem = Problem.fromJson(examples.get(0));
    assertThat(problem.type()).isEqualTo(type.uri());
    assertThat(problem.status()).isEqualTo(type.status());
    assertThat(problem.title()).isEqualTo(type.title());
  }

  @Test
  void theIndexLinksToEveryPage() throws IOException {
    assertThat(
            found(ROW, Files.readString(PAGES.resolve(INDEX)))
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3)))
        .containsExactlyInAnyOrderElementsOf(
            types().map(type -> type.slug() + " " + type.slug() + ".md " + type.status()).toList());
  }

  private static Stream<ProblemType> types() {
    return Stream.of(ProblemType.values());
  }

  private static String page(ProblemType type) throws IOException {
    return Files.readString(PAGES.resolve(type.slug() + ".md"));
  }

  private static Stream<MatchResult> found(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }
}
