package io.lambdatcc.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong now = new AtomicLong();

  private Progress progress(long total, boolean terminal) {
    return new Progress("plans", total, terminal, out, now::get);
  }

  private void pass(Duration time) {
    long unused = now.addAndGet(time.toNanos());
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void elsewhereALineIsWrittenEveryTenSeconds() {
    try (Progress progress = progress(4_000, false)) {
      for (int i = 0; i < 1_000; i++) {
        pass(Duration.ofMillis(25));
        progress.step();
      }
    }

    assertThat(printed().lines())
        .containsExactly(
            "plans: 10%, 400 of 4,000, about 1 min left",
            "plans: 20%, 800 of 4,000, about 1 min left");
    assertThat(printed()).doesNotContain("\r\u001b");
  }

  @Test
  void elsewhereWorkThatTakesLessSaysNothing() {
    try (Progress progress = progress(10, false)) {
      for (int i = 0; i < 10; i++) {
        pass(Duration.ofMillis(900));
        progress.step();
      }
    }

    assertThat(printed()).isEmpty();
  }

  @Test
  void onATerminalOneLineIsWrittenOverAndGoneInTheEnd() {
    try (Progress progress = progress(10, true)) {
      for (int i = 0; i < 10; i++) {
        pass(Duration.ofSeconds(1));
        progress.step();
      }
    }

    assertThat(printed()).doesNotContain("\n").endsWith(Progress.ERASED);
    assertThat(printed().split(java.util.regex.Pattern.quote(Progress.ERASED), -1))
        .hasSize(12)
        .contains("plans: 40%, 4 of 10, about 6 s left");
  }

  @Test
  void onATerminalNoMoreIsWrittenThanCanBeSeen() {
    try (Progress progress = progress(1_000, true)) {
      for (int i = 0; i < 1_000; i++) {
        pass(Duration.ofMillis(1));
        progress.step();
      }
    }

    assertThat(printed().split("plans", -1)).hasSize(1 + 5);
  }

  @Test
  void moreThanWasKnownIsAllThereIs() {
    try (Progress progress = progress(1, false)) {
      pass(Duration.ofSeconds(10));
      progress.step();
      pass(Duration.ofSeconds(10));
      progress.step();
    }

    assertThat(printed()).contains("plans: 100%, 2 of 2, about 0 s left");
  }

  @Test
  void everyThreadIsCounted() throws Exception {
    try (Progress progress = progress(8_001, false)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            new Thread(
                () -> {
                  for (int n = 0; n < 2_000; n++) {
                    progress.step();
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      pass(Duration.ofSeconds(10));
      progress.step();
    }

    assertThat(printed()).contains("8,001 of 8,001");
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/pts/0, true",
    "/dev/tty1, true",
    "/dev/null, false",
    "/tmp/log, false",
    "pipe:[1], false"
  })
  void aTerminalIsToldByItsDevice(String device, boolean terminal) {
    assertThat(Terminal.isTerminal(Path.of(device))).isEqualTo(terminal);
  }
}
