package io.lambdatcc.example.coldstart;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An installed JDK.
 *
 * @param home where it is
 * @param version as its {@code release} file says, like {@code 25.0.3}
 */
record Jdk(Path home, String version) {
  /** What the setting of the same name says where only the running JDK is to be measured. */
  static final String OWN = "own";

  private static final int LEAST = 17;

  /**
   * The running JDK and one of each later version: those that a list of directories names, or,
   * where it names none, those that are installed beside the running one.
   *
   * @param list directories separated by commas; empty; or {@value #OWN}
   */
  static List<Jdk> named(String list) {
    Path own = Path.of(System.getProperty("java.home"));
    List<Path> homes = new ArrayList<>(List.of(own));
    if (list.isBlank()) {
      homes.addAll(beside(own));
    } else if (!list.equals(OWN)) {
      for (String home : list.split(",", -1)) {
        homes.add(Path.of(home.strip()));
      }
    }
    Map<Integer, Jdk> byFeature = new TreeMap<>();
    for (Path home : homes) {
      if (Files.isExecutable(home.resolve("bin/java")) && Files.exists(home.resolve("release"))) {
        Jdk jdk = new Jdk(home, versionOf(home));
        if (jdk.feature() >= LEAST) {
          byFeature.putIfAbsent(jdk.feature(), jdk);
        }
      } else if (!list.isBlank()) {
        throw new IllegalArgumentException("-Djdks names " + home + ", where there is no JDK");
      }
    }
    return List.copyOf(byFeature.values());
  }

  /** The first number of its version. */
  int feature() {
    return Runtime.Version.parse(version).feature();
  }

  private static List<Path> beside(Path own) {
    try (Stream<Path> installed = Files.list(own.toRealPath().resolveSibling("."))) {
      return installed.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list what is beside " + own, e);
    }
  }

  private static String versionOf(Path home) {
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the release of " + home, e);
    }
    return release.getProperty("JAVA_VERSION", "0").replace("\"", "");
  }
}
