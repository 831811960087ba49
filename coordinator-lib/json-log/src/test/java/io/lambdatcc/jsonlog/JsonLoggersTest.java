package io.lambdatcc.jsonlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.SLF4JServiceProvider;

class JsonLoggersTest {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Map<String, String> context = new LinkedHashMap<>();
  private final Logger log = new JsonLoggers(Level.INFO, context, lines::add).getLogger("a.b.C");

  private Map<String, Object> line() {
    assertThat(lines).hasSize(1);
    return read(lines.get(0));
  }

  /** One object on one line, for whatever counts as the end of a line. */
  private static Map<String, Object> read(String line) {
    assertThat(line).endsWith("}\n");
    assertThat(line.substring(0, line.length() - 1))
        .doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");
    try {
      Object unused = JSON.readTree(line); // refuses fields that are there twice
      return JSON.readValue(line, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new AssertionError("is not JSON: " + line, e);
    }
  }

  @Test
  void anEventIsALineWithItsPairsAsFields() {
    log.atInfo().addKeyValue("transaction", "a~b").addKeyValue("attempts", 3).log("said {}", "it");

    assertThat(line())
        .containsEntry("level", "INFO")
        .containsEntry("logger", "a.b.C")
        .containsEntry("message", "said it")
        .containsEntry("transaction", "a~b")
        .containsEntry("attempts", 3);
    assertThat(Instant.parse(String.valueOf(line().get("timestamp")))).isNotNull();
  }

  @Test
  void thePlainMethodsAreTheSame() {
    log.warn("{} failed", "read", new IllegalStateException("closed\nnow"));

    assertThat(line())
        .containsEntry("level", "WARN")
        .containsEntry("message", "read failed")
        .containsEntry("error", "java.lang.IllegalStateException: closed\nnow");
    assertThat(String.valueOf(line().get("stack"))).contains("\n\tat io.lambdatcc.jsonlog");
  }

  @Test
  void whatIsKnownOfTheInvocationIsInEveryLine() {
    context.put("requestId", "r-1");
    log.info("one");

    assertThat(line()).containsEntry("requestId", "r-1");
  }

  @Test
  void aPairCannotTakeThePlaceOfAFieldOrOfAnEarlierPair() {
    log.atInfo().addKeyValue("level", "ERROR").addKeyValue("a", 1).addKeyValue("a", 2).log("x");

    assertThat(line()).containsEntry("level", "INFO").containsEntry("a", 1);
  }

  @Test
  void whatIsTooLongIsCut() {
    log.atInfo().addKeyValue("long", "x".repeat(1_000_000)).log("y".repeat(1_000_000));

    assertThat(lines.get(0).length()).isLessThan(3 * JsonLine.MAX_LENGTH);
    assertThat(String.valueOf(line().get("long"))).startsWith("xxx").endsWith("…");
  }

  @Property
  void whateverIsSaidIsOneLineAndOneObject(
      @ForAll String message, @ForAll String key, @ForAll String value) {
    lines.clear();
    log.atInfo().addKeyValue(key, value).addKeyValue("end", "\u2028\u0085\n").log(message);

    Map<String, Object> fields = line();
    assertThat(fields).containsEntry("end", "\u2028\u0085\n").containsEntry("message", message);
    lines.clear();
  }

  @Test
  void whatIsBelowTheLevelIsNotWritten() {
    log.debug("no");
    log.atDebug().log("no");
    log.trace("no");

    assertThat(lines).isEmpty();
    assertThat(log.isDebugEnabled()).isFalse();
    assertThat(log.isInfoEnabled()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "TCC_LOG_LEVEL, debug, true, true",
    "AWS_LAMBDA_LOG_LEVEL, DEBUG, true, true",
    "TCC_LOG_LEVEL, WARN, false, false",
    "TCC_LOG_LEVEL, nonsense, false, true",
    "OTHER, DEBUG, false, true"
  })
  void theEnvironmentSaysHowMuchIsWritten(String name, String value, boolean debug, boolean info) {
    JsonLoggers loggers = JsonLoggers.of(Map.of(name, value), Map.of());

    assertThat(loggers.getLogger("a").isDebugEnabled()).isEqualTo(debug);
    assertThat(loggers.getLogger("a").isInfoEnabled()).isEqualTo(info);
    for (String chatty : List.of("io.netty.handler.X", "software.amazon.awssdk.request")) {
      assertThat(loggers.getLogger(chatty).isDebugEnabled()).isFalse();
      assertThat(loggers.getLogger(chatty).isInfoEnabled()).isEqualTo(info);
    }
  }

  @Test
  void aContextThatIsPutBackIsWhatItWas() {
    InvocationContext context = new InvocationContext();
    context.put("requestId", "r-1");
    Map<String, String> before = context.getCopyOfContextMap();
    context.put("requestId", "r-2");
    context.put("other", "x");
    context.put("other", null);
    context.put("more", "y");
    assertThat(context.values()).isEqualTo(Map.of("requestId", "r-2", "more", "y"));

    context.setContextMap(before);

    assertThat(context.values()).isEqualTo(Map.of("requestId", "r-1"));
  }

  @Test
  void slf4jFindsItAndEveryThreadHasTheSameContext() throws Exception {
    SLF4JServiceProvider provider =
        ServiceLoader.load(SLF4JServiceProvider.class).stream()
            .filter(each -> each.type() == JsonLogProvider.class)
            .findFirst()
            .orElseThrow()
            .get();
    provider.initialize();
    assertThat(provider.getLoggerFactory().getLogger("a")).isInstanceOf(JsonLogger.class);
    provider.getMDCAdapter().put("requestId", "r-1");
    List<String> seen = new CopyOnWriteArrayList<>();

    Thread other = new Thread(() -> seen.add(provider.getMDCAdapter().get("requestId")));
    other.start();
    other.join();

    assertThat(seen).containsExactly("r-1");
    provider.getMDCAdapter().remove("requestId");
    assertThat(provider.getMDCAdapter().getCopyOfContextMap()).isEmpty();
  }
}
