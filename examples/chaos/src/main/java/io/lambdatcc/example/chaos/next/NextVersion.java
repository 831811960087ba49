package io.lambdatcc.example.chaos.next;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Puts on a class path what makes the next version of the coordinator. */
public final class NextVersion {
  /** Where the AWS SDK looks for interceptors of all its clients. */
  private static final String INTERCEPTORS =
      "software/amazon/awssdk/global/handlers/execution.interceptors";

  private NextVersion() {}

  /** Writes it below this directory, which is then to be on the function's class path. */
  public static Path below(Path directory) {
    String classFile = LaterAttribute.class.getName().replace('.', '/') + ".class";
    try (InputStream code =
        Objects.requireNonNull(
            LaterAttribute.class.getClassLoader().getResourceAsStream(classFile), classFile)) {
      Path target = directory.resolve(classFile);
      Files.createDirectories(target.getParent());
      Files.write(target, code.readAllBytes());
      Path interceptors = directory.resolve(INTERCEPTORS);
      Files.createDirectories(interceptors.getParent());
      Files.writeString(interceptors, LaterAttribute.class.getName() + "\n");
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the next version", e);
    }
  }
}
