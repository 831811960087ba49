package io.lambdatcc.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The files of one module that have a certain member, of all releases.
 *
 * @param member what makes a file one of these
 */
public record Corpus(String member) {
  private static final Path ROOT = Path.of("src", "test", "resources", "recorded");
  private static final String JSON = ".json";

  /** Names a release, where the tests are to record what today's code writes as that release's. */
  private static final String RECORD = "record";

  /** All that was ever recorded, by release and name. */
  public List<Recording> all() {
    List<Recording> all = new ArrayList<>();
    for (String release : names(ROOT)) {
      for (String file : names(ROOT.resolve(release))) {
        Recording recording =
            Recording.read(
                release, file.replace(JSON, ""), read(ROOT.resolve(release).resolve(file)));
        if (recording.content().has(member)) {
          all.add(recording);
        }
      }
    }
    all.sort(
        Comparator.comparing((Recording each) -> numbers(each.release()), Arrays::compare)
            .thenComparing(Recording::name));
    return all;
  }

  /** What the newest release has: what is written today. */
  public List<Recording> newest() {
    List<Recording> all = all();
    assertThat(all).as("recorded with " + member).isNotEmpty();
    String newest = all.get(all.size() - 1).release();
    return all.stream().filter(each -> each.release().equals(newest)).toList();
  }

  /**
   * Records these, if the build was started to do so.
   *
   * @param written by name; asked for only then
   * @throws UncheckedIOException where one is recorded already: what is released is never written
   *     again
   */
  public void record(Supplier<Map<String, ObjectNode>> written) {
    String release = System.getProperty(RECORD, "");
    if (release.isEmpty()) {
      return;
    }
    Path directory = ROOT.resolve(release);
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, ObjectNode> each : written.get().entrySet()) {
        Files.writeString(
            directory.resolve(each.getKey() + JSON),
            Tree.pretty(each.getValue()) + "\n",
            StandardOpenOption.CREATE_NEW);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** So that 0.10 comes after 0.9. */
  private static int[] numbers(String release) {
    return Arrays.stream(release.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
