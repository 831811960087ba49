package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say of files, variables and lines of the log is there, and all of it. */
class DocsTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Pattern FENCED =
      Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern VARIABLE = Pattern.compile("\"(TCC_[A-Z_]+)\"");
  private static final Pattern LOGGED =
      Pattern.compile("\\blog\\.(?:info|warn|error)\\(\\s*\"([^\"]+)\"");

  // ---- links ---------------------------------------------------------------------------------

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> pages = files(ROOT, ".md");
    for (Path page : pages) {
      for (Matcher link = LINK.matcher(prose(page)); link.find(); ) {
        if (!leadsSomewhere(page, link.group(1))) {
          broken.add(ROOT.relativize(page) + ": " + link.group(1));
        }
      }
    }
    assertThat(pages).hasSizeGreaterThan(40);
    assertThat(broken).as("links to files or headings that are not there").isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    if (link.matches("[a-z]+:.*")) {
      return true;
    }
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path there = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    return Files.exists(there)
        && (hash < 0
            || !there.toString().endsWith(".md")
            || anchors(there).contains(link.substring(hash + 1)));
  }

  /** As GitHub makes them. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (Matcher heading = HEADING.matcher(prose(page)); heading.find(); ) {
      String anchor =
          heading
              .group(1)
              .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\w\\- ]", "")
              .replace(' ', '-');
      String unique = anchor;
      for (int i = 1; !anchors.add(unique); i++) {
        unique = anchor + "-" + i;
      }
    }
    return anchors;
  }

  private static String prose(Path page) throws IOException {
    return FENCED.matcher(Files.readString(page)).replaceAll("");
  }

  // ---- variables -----------------------------------------------------------------------------

  @Test
  void everyVariableThatIsReadIsInTheTableOfVariablesAndNoOther() throws IOException {
    Set<String> read = found(VARIABLE, sources());
    assertThat(read).hasSizeGreaterThan(10);
    String page = page("deploying.md");
    String section = page.substring(page.indexOf("\n## Variables\n"));
    Set<String> told =
        found(Pattern.compile("^\\| `(TCC_[A-Z_]+)` \\|", Pattern.MULTILINE), section);
    assertThat(told).isEqualTo(read);
  }

  @Test
  void everyVariableThatAPageNamesIsRead() throws IOException {
    Set<String> read = found(VARIABLE, sources());
    for (Path page : files(ROOT, ".md", ".yaml")) {
      assertThat(found(Pattern.compile("\\b(TCC_[A-Z_]+)\\b"), Files.readString(page)))
          .as("variables in %s", ROOT.relativize(page))
          .isSubsetOf(read);
    }
  }

  // ---- the log -------------------------------------------------------------------------------

  @Test
  void everyLineThatFunctionsLogAboveDebugIsTold() throws IOException {
    Set<String> logged = found(LOGGED, sources());
    assertThat(logged).hasSizeGreaterThan(10);
    String page = page("observability.md");
    assertThat(logged)
        .allSatisfy(line -> assertThat(page).contains("| " + line.replace("{}", "…") + " |"));
  }

  // ---- reading -------------------------------------------------------------------------------

  private static String page(String name) throws IOException {
    return Files.readString(ROOT.resolve("docs").resolve(name));
  }

  /** Of what is deployed. */
  private static String sources() throws IOException {
    StringBuilder sources = new StringBuilder();
    for (String part : List.of("coordinator-lib", "participants")) {
      for (Path file : files(ROOT.resolve(part), ".java")) {
        if (file.toString().replace('\\', '/').contains("/src/main/")) {
          sources.append(Files.readString(file));
        }
      }
    }
    return sources.toString();
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(each -> each.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Path> files(Path directory, String... endings) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
          .filter(file -> isSource(ROOT.relativize(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Not what is built, or fetched. */
  private static boolean isSource(Path file) {
    for (Path part : file) {
      String name = part.toString();
      if (name.equals("target")
          || name.equals("node_modules")
          || name.startsWith("cdk.out")
          || name.equals(".git")) {
        return false;
      }
    }
    return true;
  }
}
