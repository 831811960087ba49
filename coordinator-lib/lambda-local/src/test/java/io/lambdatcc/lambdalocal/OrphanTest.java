package io.lambdatcc.lambdalocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OrphanTest {

  @Test
  void sandboxesEndWithTheirParentAlsoWhenTheyStandStill() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ParentMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = parent.inputReader()) {
      List<ProcessHandle> children = new ArrayList<>();
      for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
        assertThat(line).startsWith("child ");
        children.add(
            ProcessHandle.of(Long.parseLong(line.substring("child ".length()))).orElseThrow());
      }
      assertThat(children).hasSize(2).allMatch(ProcessHandle::isAlive);

      parent.destroyForcibly(); // SIGKILL: no shutdown hook runs

      for (ProcessHandle child : children) {
        assertThat(child.onExit().get(60, TimeUnit.SECONDS).isAlive()).isFalse();
      }
    } finally {
      parent.destroyForcibly();
    }
  }
}
