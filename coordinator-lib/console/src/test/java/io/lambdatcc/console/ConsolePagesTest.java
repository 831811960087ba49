package io.lambdatcc.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.console.ConsolePages.Page;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser is given. */
class ConsolePagesTest {
  private static final Pattern REFERENCE =
      Pattern.compile("(?:from '\\./|(?:href|src)=\"/console/)([^'\"]+)['\"]");

  private final ConsolePages pages = new ConsolePages();

  static List<String> files() {
    return ConsolePages.FILES.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console", "/console/", "/console/index.html"})
  void thePageIsThere(String path) {
    Page page = pages.answer("GET", path, null);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers()).containsEntry("content-type", "text/html; charset=utf-8");
    assertThat(page.body()).startsWith("<!doctype html>").contains("/console/app.js");
  }

  @Test
  void everyFileThereIsIsServedAndNoOther() throws IOException, URISyntaxException {
    Path index =
        Path.of(Objects.requireNonNull(ConsolePages.class.getResource("index.html")).toURI());
    try (Stream<Path> there = Files.list(Objects.requireNonNull(index.getParent()))) {
      assertThat(there.map(file -> String.valueOf(file.getFileName())))
          .filteredOn(name -> !name.endsWith(".class"))
          .containsExactlyInAnyOrderElementsOf(ConsolePages.FILES.keySet());
    }
  }

  @Test
  void whatFilesReferToIsThereAndNothingElseButThePage() {
    Stream<String> referredTo =
        files().stream()
            .map(name -> pages.answer("GET", "/console/" + name, null).body())
            .flatMap(text -> REFERENCE.matcher(text).results())
            .map(reference -> reference.group(1));
    assertThat(Stream.concat(Stream.of("index.html"), referredTo).distinct())
        .containsExactlyInAnyOrderElementsOf(files());
  }

  @ParameterizedTest
  @MethodSource("files")
  void nothingIsMadeMarkupAndNothingComesFromElsewhere(String name) {
    String text = pages.answer("GET", "/console/" + name, null).body();
    assertThat(text)
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
        .doesNotContainPattern("(?<!xmlns=\"|SVG = ')https?://")
        .doesNotContainPattern("<script(?! type=\"module\" src=\"/console/)")
        .doesNotContainPattern("\\s(style|on[a-z]+)=\"");
  }

  @Test
  void everyAnswerIsKeptInItsPlace() {
    for (Page page :
        List.of(
            pages.answer("GET", "/console", null),
            pages.answer("GET", "/console/nothing", null),
            pages.answer("POST", "/console", null))) {
      assertThat(page.headers())
          .containsEntry("x-content-type-options", "nosniff")
          .containsEntry(
              "content-security-policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                  + " 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
    }
  }

  @Test
  void whatTheBrowserHasIsNotSentAgain() {
    Page first = pages.answer("GET", "/console/app.js", null);
    String tag = Objects.requireNonNull(first.headers().get("etag"));
    assertThat(first.headers()).containsEntry("cache-control", "no-cache");
    Page again = pages.answer("GET", "/console/app.js", "\"other\", W/" + tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers()).containsEntry("etag", tag);
    assertThat(pages.answer("GET", "/console/api.js", tag).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/nothing",
        "/console/../console/app.js",
        "/console/ConsolePages.class",
        "/console//app.js",
        "/consoles",
        "/",
        ""
      })
  void nothingElseIsServed(String path) {
    assertThat(pages.answer("GET", path, null).status()).isEqualTo(404);
  }

  @Test
  void itIsOnlyToBeRead() {
    Page refused = pages.answer("POST", "/console", null);
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.headers()).containsEntry("allow", "GET, HEAD");
    Page head = pages.answer("HEAD", "/console", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }
}
