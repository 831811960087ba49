package io.lambdatcc.dynamodblocal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory into which Maven copied the jars and native libraries of DynamoDB Local. */
record Installation(Path directory) {

  static final String DIRECTORY_PROPERTY = "dynamodb.local.dir";

  private static final Path IN_THE_PROJECT =
      Path.of("coordinator-lib", "dynamodb-local", "target", "dynamodb-local");

  /**
   * Finds it where the system property {@value #DIRECTORY_PROPERTY} says; or beside the classes of
   * this module, {@code target/classes} or a jar in {@code target}; or, when this module's jar came
   * from a repository, in the project that encloses the working directory.
   *
   * @throws IllegalStateException if it is in none of these places
   */
  static Installation locate() {
    return locate(System.getProperties(), codeSource(), Path.of("").toAbsolutePath());
  }

  static Installation locate(Properties properties, Path codeSource, Path workingDirectory) {
    String named = properties.getProperty(DIRECTORY_PROPERTY, "");
    if (!named.isBlank()) {
      Path directory = Path.of(named).toAbsolutePath();
      if (!isComplete(directory)) {
        throw new IllegalStateException(
            "no DynamoDBLocal-*.jar in "
                + directory
                + ", which -D"
                + DIRECTORY_PROPERTY
                + " names");
      }
      return new Installation(directory);
    }
    Path besideOurClasses = codeSource.resolveSibling("dynamodb-local");
    if (isComplete(besideOurClasses)) {
      return new Installation(besideOurClasses);
    }
    @Nullable Path enclosing = workingDirectory;
    while (enclosing != null) {
      Path inTheProject = enclosing.resolve(IN_THE_PROJECT);
      if (isComplete(inTheProject)) {
        return new Installation(inTheProject);
      }
      enclosing = enclosing.getParent();
    }
    throw new IllegalStateException(
        "DynamoDB Local is neither in "
            + besideOurClasses
            + " nor in "
            + IN_THE_PROJECT
            + " of any directory around "
            + workingDirectory
            + "; fetch it with `mvn -pl coordinator-lib/dynamodb-local process-classes` in the"
            + " project's root, or name its directory with -D"
            + DIRECTORY_PROPERTY);
  }

  /** The directory or jar that this class was loaded from. */
  static Path codeSource() {
    try {
      return Path.of(
          Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("this class comes from no file", e);
    }
  }

  private static boolean isComplete(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("DynamoDBLocal-"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }
}
