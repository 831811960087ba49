package io.lambdatcc.example.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for on the command line.
 *
 * @param benches the names of those to run
 * @param quick whether it is only to be seen that everything works: nothing is claimed then
 * @param finished how many finished transactions {@code recovery} has beside the unfinished; null
 *     for as many as can be made in some time
 * @param target the directory for the results
 */
record Settings(Set<String> benches, boolean quick, @Nullable Integer finished, Path target) {
  private static final int QUICK_FINISHED = 1_000;

  Settings {
    benches = Set.copyOf(benches);
  }

  /**
   * Reads {@code bench} (names separated by commas; empty for all), {@code quick}, {@code finished}
   * and {@code target}.
   *
   * @throws IllegalArgumentException that says what is wrong with them and what would be right
   */
  static Settings of(Properties properties, List<String> known) {
    boolean quick = isTrue(properties.getProperty("quick", ""));
    return new Settings(
        benches(properties.getProperty("bench", ""), known),
        quick,
        finished(properties.getProperty("finished", ""), quick),
        Path.of(properties.getProperty("target", "target/bench")).toAbsolutePath().normalize());
  }

  private static boolean isTrue(String text) {
    if (!text.isBlank() && !text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("-Dquick is true or false, not '" + text + "'");
    }
    return text.equals("true");
  }

  private static Set<String> benches(String list, List<String> known) {
    if (list.isBlank()) {
      return Set.copyOf(known);
    }
    Set<String> asked = new LinkedHashSet<>();
    for (String each : list.split(",", -1)) {
      String name = each.strip();
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no bench '" + name + "'; -Dbench names some of " + String.join(", ", known));
      }
      asked.add(name);
    }
    return asked;
  }

  private static @Nullable Integer finished(String text, boolean quick) {
    if (text.isBlank()) {
      return quick ? QUICK_FINISHED : null;
    }
    if (!text.matches("[1-9][0-9]{0,7}")) {
      throw new IllegalArgumentException(
          "-Dfinished is a number of transactions, like 1000000, not '" + text + "'");
    }
    return Integer.valueOf(text);
  }

  /** This long, or no longer than a moment where nothing is claimed. */
  Duration shortened(Duration usual) {
    return quick ? usual.dividedBy(10) : usual;
  }
}
