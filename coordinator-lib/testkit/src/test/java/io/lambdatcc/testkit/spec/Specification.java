package io.lambdatcc.testkit.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Modules and models, ready to be given to TLC.
 *
 * @param files by name: modules {@code *.tla}, and models {@code *.cfg}
 */
record Specification(Map<String, String> files) {
  private static final Path IN_MODULE = Path.of("..", "..", "docs", "spec");

  Specification {
    files = Map.copyOf(files);
  }

  /** The specification of the protocol, as it stands in {@code docs/spec}. */
  static Specification ofProtocol() {
    Path directory =
        Path.of(System.getProperty("basedir", "")).resolve(IN_MODULE).toAbsolutePath().normalize();
    if (!Files.isRegularFile(directory.resolve("Tcc.tla"))) {
      throw new IllegalStateException(
          "there is no specification in "
              + directory
              + "; run this in its Maven module, or set the system property basedir to that");
    }
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.list(directory)) {
      for (Path file : found.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".tla") || name.endsWith(".cfg")) {
          files.put(name, Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the specification in " + directory, e);
    }
    return new Specification(files);
  }

  /** The same with one file in place of another. */
  Specification with(String name, String content) {
    Map<String, String> changed = new TreeMap<>(files);
    changed.put(name, content);
    return new Specification(changed);
  }

  /**
   * The same with another value for a constant of a model.
   *
   * @param value as the model spells it
   */
  Specification with(String model, String constant, String value) {
    Matcher line =
        Pattern.compile("(?m)^  " + constant + " = .*$").matcher(content(model + ".cfg"));
    if (!line.find()) {
      throw new IllegalArgumentException(model + ".cfg has no line '  " + constant + " = '");
    }
    return with(
        model + ".cfg",
        line.replaceFirst(Matcher.quoteReplacement("  " + constant + " = " + value)));
  }

  /** The same in which a model does not keep these rules. */
  Specification breaking(String model, List<String> rules) {
    return with(
        model, "Broken", rules.isEmpty() ? "{}" : "{\"" + String.join("\", \"", rules) + "\"}");
  }

  /** Every rule that the modules can do without. */
  List<String> breakable() {
    return Pattern.compile("Breaks\\(\"(\\w+)\"\\)")
        .matcher(content("Tcc.tla"))
        .results()
        .map(found -> found.group(1))
        .distinct()
        .sorted()
        .toList();
  }

  /** Writes every file into a directory. */
  void writeTo(Path directory) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path unused = Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
  }

  /** The text of a file. */
  String content(String name) {
    String content = files.get(name);
    if (content == null) {
      throw new IllegalArgumentException("there is no " + name + " among " + files.keySet());
    }
    return content;
  }
}
