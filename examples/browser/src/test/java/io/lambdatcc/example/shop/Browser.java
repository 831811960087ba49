package io.lambdatcc.example.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A Chromium without a window, with a profile of its own that is empty at first and gone at the
 * end, and what a test wants to know of it.
 *
 * <p>Nothing is waited for by the clock: whoever waits says for what.
 */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path PICTURES = Path.of(System.getProperty("pictures", "target/pictures"));

  /**
   * It would warn that it has no classes for the protocol of this Chromium, which nothing here
   * uses.
   */
  private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

  private final Path profile;
  private final ChromeDriver driver;

  private Browser(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  /**
   * Starts one.
   *
   * @throws IllegalStateException saying what to install, if there is none
   */
  static Browser start() {
    Path chromium = program("chromium");
    Path chromedriver = program("chromedriver");
    DEVTOOLS.setLevel(Level.SEVERE);
    try {
      Path profile = Files.createTempDirectory("console-browser");
      LoggingPreferences logs = new LoggingPreferences();
      logs.enable(LogType.BROWSER, Level.ALL);
      logs.enable(LogType.PERFORMANCE, Level.ALL);
      ChromeOptions options = new ChromeOptions();
      options.setBinary(chromium.toFile());
      options.addArguments(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-dev-shm-usage",
          "--hide-scrollbars",
          "--user-data-dir=" + profile);
      options.setCapability("goog:loggingPrefs", logs);
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(chromedriver.toFile())
              .usingAnyFreePort()
              .build();
      return new Browser(profile, new ChromeDriver(service, options)).size(1280, 900);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path program(String name) {
    String chosen = System.getProperty(name, "");
    return Stream.concat(
            Stream.of(chosen),
            Stream.of(System.getenv("PATH").split(":", -1)).map(each -> each + "/" + name))
        .filter(path -> !path.isEmpty())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "there is no "
                        + name
                        + " to test the console with: install Debian's packages chromium and"
                        + " chromium-driver, or say -Dchromium=… -Dchromedriver=…"));
  }

  // ---- what it looks like --------------------------------------------------------------------

  /** A window of this size, as a screen has it. */
  Browser size(int width, int height) {
    return metrics(width, height, false);
  }

  /** A phone. */
  Browser phone() {
    return metrics(360, 740, true);
  }

  private Browser metrics(int width, int height, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    return this;
  }

  /** As somebody has it who prefers dark screens, or light ones. */
  void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** Keeps what is in the window as {@code target/pictures/<name>.png}. */
  void picture(String name) {
    try {
      Files.createDirectories(PICTURES);
      Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How much wider the page is than the window. */
  long wider() {
    return number("return document.documentElement.scrollWidth - window.innerWidth");
  }

  /** No page, in an ordinary window, and nothing to be complained of or told any more. */
  void afresh() {
    size(1280, 900).dark(false);
    driver.get("about:blank");
    var unused = List.of(complaints(), hosts());
  }

  // ---- what is in it -------------------------------------------------------------------------

  void open(URI address) {
    driver.get(address.toString());
  }

  /** Another view of the page that is open. */
  void goTo(String hash) {
    driver.executeScript("location.hash = arguments[0]", hash);
  }

  String hash() {
    return text("return location.hash");
  }

  WebElement at(String id) {
    return driver.findElement(By.id(id));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** What somebody can read there, in one line; the page may draw it anew meanwhile. */
  String read(String selector) {
    return new WebDriverWait(driver, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .until(page -> page.findElement(By.cssSelector(selector)).getText())
        .replaceAll("\\s+", " ");
  }

  void click(String id) {
    awaitThat(id + " can be pressed", () -> at(id).isDisplayed() && at(id).isEnabled());
    at(id).click();
  }

  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Tabs until the focus is on this; the order of the page decides how often that is. */
  void tabTo(String selector) {
    awaitThat("there is " + selector, () -> !all(selector).isEmpty());
    for (int i = 0; i < 200; i++) {
      press(Keys.TAB);
      if (Boolean.TRUE.equals(
          driver.executeScript("return document.activeElement.matches(arguments[0])", selector))) {
        return;
      }
    }
    throw new AssertionError("the keyboard does not get to " + selector);
  }

  /** Whether what has the focus shows it. */
  boolean focusIsSeen() {
    return Boolean.TRUE.equals(
        driver.executeScript(
            "const e = document.activeElement; return e.matches(':focus-visible') &&"
                + " [getComputedStyle(e), getComputedStyle(e, '::after')].some(s =>"
                + " s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)"));
  }

  String text(String script) {
    return String.valueOf(driver.executeScript(script));
  }

  long number(String script) {
    return ((Number) Objects.requireNonNull(driver.executeScript(script))).longValue();
  }

  // ---- waiting -------------------------------------------------------------------------------

  /** Something that is so, or not yet. */
  @FunctionalInterface
  interface Condition {
    boolean holds();
  }

  /** Waits for it, and tells what is on the page where that is in vain. */
  void awaitThat(String what, Condition condition) {
    new WebDriverWait(driver, PATIENCE)
        .pollingEvery(Duration.ofMillis(50))
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> "it is not so that " + what + "; the page says: " + read("body"))
        .until(unused -> condition.holds());
  }

  /** Waits until something shows this text. */
  void awaitText(String selector, String text) {
    awaitThat(
        selector + " says '" + text + "'",
        () -> all(selector).stream().anyMatch(each -> each.getText().contains(text)));
  }

  // ---- what is wrong with it -----------------------------------------------------------------

  /** What the browser had to complain of since this was asked last. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Whom the page has sent requests to since this was asked last, as {@code host:port}. */
  Set<String> hosts() {
    Set<String> hosts = new TreeSet<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = json(entry.getMessage()).path("message");
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        URI uri = URI.create(message.path("params").path("request").path("url").asText());
        if (uri.getAuthority() != null) { // what is written into a page has none
          hosts.add(uri.getAuthority());
        }
      }
    }
    return hosts;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What keeps people out of the page as it is now, as axe sees it: rule, and where. */
  List<String> barriers() {
    Object found =
        driver.executeAsyncScript(
            resource("/axe.min.js")
                + "; const done = arguments[arguments.length - 1];"
                + " axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
                + " 'wcag22aa', 'best-practice']}).then(r => done(r.violations.map(v =>"
                + " v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))))");
    return ((List<?>) Objects.requireNonNull(found)).stream().map(String::valueOf).toList();
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets what the page has kept. */
  void forget() {
    driver.executeScript("localStorage.clear()");
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(Browser::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
