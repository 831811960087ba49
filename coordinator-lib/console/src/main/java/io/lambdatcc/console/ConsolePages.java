package io.lambdatcc.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The console's files as answers to HTTP requests: {@code /console} is the page, {@code
 * /console/<file>} what it needs.
 *
 * <p>Every answer forbids the browser to load or call anything but the origin that it came from, to
 * run what is written into the page, and to show the page inside of another. Files are kept by
 * browsers and asked for again each time ({@code no-cache} and an ETag), so that page and
 * coordinator never differ in age. Safe for use by many threads.
 */
public final class ConsolePages {
  /** Where the page is. */
  public static final String PATH = "/console";

  static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "content-security-policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
              + " img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
          "x-content-type-options",
          "nosniff",
          "referrer-policy",
          "no-referrer",
          "cross-origin-opener-policy",
          "same-origin",
          "cross-origin-resource-policy",
          "same-origin");

  private static final String PAGE = "index.html";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int TAG_BYTES = 16;

  /** Every file there is, and what kind of thing it is. */
  static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry(PAGE, HTML),
          Map.entry("console.css", CSS),
          Map.entry("icon.svg", "image/svg+xml"),
          Map.entry("api.js", SCRIPT),
          Map.entry("app.js", SCRIPT),
          Map.entry("counts.js", SCRIPT),
          Map.entry("dialog.js", SCRIPT),
          Map.entry("dom.js", SCRIPT),
          Map.entry("lanes.js", SCRIPT),
          Map.entry("list.js", SCRIPT),
          Map.entry("live.js", SCRIPT),
          Map.entry("participants.js", SCRIPT),
          Map.entry("story.js", SCRIPT),
          Map.entry("time.js", SCRIPT),
          Map.entry("transaction.js", SCRIPT),
          Map.entry("trouble.js", SCRIPT),
          Map.entry("words.js", SCRIPT));

  private record File(String type, String text, String tag) {}

  private final Map<String, File> files = new HashMap<>();

  /**
   * An answer.
   *
   * @param headers names in lower case
   * @param body empty for none; to be sent as UTF-8
   */
  public record Page(int status, Map<String, String> headers, String body) {
    /** Copies the headers. */
    public Page {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * Reads the files.
   *
   * @throws IllegalStateException if one is missing in the jar
   */
  public ConsolePages() {
    FILES.forEach(
        (name, type) -> {
          String text = read(name);
          files.put(name, new File(type, text, tag(text)));
        });
  }

  /** Whether a path is the page's or one of its files', or would be if there were such a file. */
  static boolean serves(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  /**
   * Answers a request: 200, 304 where the browser has it already, 404, or 405.
   *
   * @param method {@code GET} or {@code HEAD}; else it is refused
   * @param path decoded, without the query
   * @param ifNoneMatch the header of this name; null if there is none
   */
  public Page answer(String method, String path, @Nullable String ifNoneMatch) {
    Optional<File> file = find(path);
    if (file.isEmpty()) {
      return page(404, Map.of("content-type", TEXT), "There is nothing at this path.\n");
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return page(405, Map.of("allow", "GET, HEAD", "content-type", TEXT), "Only to be read.\n");
    }
    Map<String, String> caching = Map.of("etag", file.get().tag(), "cache-control", "no-cache");
    if (ifNoneMatch != null && matches(ifNoneMatch, file.get().tag())) {
      return page(304, caching, "");
    }
    Map<String, String> headers = new HashMap<>(caching);
    headers.put("content-type", file.get().type());
    return page(200, headers, method.equals("HEAD") ? "" : file.get().text());
  }

  private static Page page(int status, Map<String, String> headers, String body) {
    Map<String, String> all = new HashMap<>(SECURITY_HEADERS);
    all.putAll(headers);
    return new Page(status, all, body);
  }

  private Optional<File> find(String path) {
    if (path.equals(PATH) || path.equals(PATH + "/")) {
      return Optional.ofNullable(files.get(PAGE));
    }
    return path.startsWith(PATH + "/")
        ? Optional.ofNullable(files.get(path.substring(PATH.length() + 1)))
        : Optional.empty();
  }

  /** Weakly, as it is for reading (RFC 9110, section 13.1.2). */
  private static boolean matches(String tags, String tag) {
    return Arrays.stream(tags.split(",", -1))
        .map(String::strip)
        .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("W/" + tag));
  }

  private static String read(String name) {
    try (InputStream in = ConsolePages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  private static String tag(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
