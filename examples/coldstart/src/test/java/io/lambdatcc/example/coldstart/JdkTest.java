package io.lambdatcc.example.coldstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {
  private static final Jdk OWN = Jdk.named(Jdk.OWN).get(0);

  @TempDir Path directory;

  @Test
  void theRunningOneIsFoundByItself() {
    assertThat(Jdk.named(Jdk.OWN)).hasSize(1);
    assertThat(OWN.feature()).isEqualTo(Runtime.version().feature());
  }

  @Test
  void ofEveryVersionTheFirstIsTaken() throws IOException {
    Path newer = jdk("newer", "99.0.1");
    Path another = jdk("another", "99.0.2");
    Path old = jdk("old", "11.0.3");

    assertThat(Jdk.named(newer + "," + another + "," + old))
        .isEqualTo(List.of(OWN, new Jdk(newer, "99.0.1")));
  }

  @Test
  void aDirectoryThatHasNoJdkIsNamed() {
    assertThatThrownBy(() -> Jdk.named(directory.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(directory.toString());
  }

  @Test
  void anArchiveIsAskedOnlyOfAJdkThatHasIt() {
    assertThat(Archive.AOT_CACHE.isOf(new Jdk(directory, "17.0.15"))).isFalse();
    assertThat(Archive.AOT_CACHE.isOf(new Jdk(directory, "25"))).isTrue();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "");
    if (!java.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + java + " executable");
    }
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
