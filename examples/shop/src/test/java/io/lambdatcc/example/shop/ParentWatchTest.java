package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ParentWatchTest {

  @Test
  void processEndsWhenItsParentIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(WatchedMain.command())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = parent.inputReader()) {
      String line = output.readLine();
      assertThat(line).startsWith("watching ");
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(line.substring("watching ".length()))).orElseThrow();
      assertThat(child.isAlive()).isTrue();

      parent.destroyForcibly(); // SIGKILL: it cannot end its child itself

      assertThat(child.onExit().get(60, TimeUnit.SECONDS).isAlive()).isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }
}
