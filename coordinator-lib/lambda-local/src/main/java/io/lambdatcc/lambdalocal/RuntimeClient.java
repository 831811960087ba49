package io.lambdatcc.lambdalocal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Amazon's runtime interface client, in the directory into which Maven copied its jars. */
final class RuntimeClient {

  static final String DIRECTORY_PROPERTY = "lambda.runtime.dir";
  static final String MAIN_CLASS = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  /** Where the client looks for its native part before it unpacks one. */
  static final String NATIVE_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private static final String JAR = "aws-lambda-java-runtime-interface-client-";
  private static final Path IN_THE_PROJECT =
      Path.of("coordinator-lib", "lambda-local", "target", "lambda-runtime");

  private final Path directory;
  private final List<Path> jars;

  private RuntimeClient(Path directory) {
    this.directory = directory;
    try (Stream<Path> files = Files.list(directory)) {
      this.jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  /**
   * Finds it where the system property {@value #DIRECTORY_PROPERTY} says; or beside the classes of
   * this module, {@code target/classes} or a jar in {@code target}; or, when this module's jar came
   * from a repository, in the project that encloses the working directory.
   *
   * @throws IllegalStateException if it is in none of these places
   */
  static RuntimeClient locate() {
    return locate(System.getProperties(), codeSource(), Path.of("").toAbsolutePath());
  }

  static RuntimeClient locate(Properties properties, Path codeSource, Path workingDirectory) {
    String named = properties.getProperty(DIRECTORY_PROPERTY, "");
    if (!named.isBlank()) {
      Path directory = Path.of(named).toAbsolutePath();
      if (!isComplete(directory)) {
        throw new IllegalStateException(
            "no " + JAR + "*.jar in " + directory + ", which -D" + DIRECTORY_PROPERTY + " names");
      }
      return new RuntimeClient(directory);
    }
    Path besideOurClasses = codeSource.resolveSibling("lambda-runtime");
    if (isComplete(besideOurClasses)) {
      return new RuntimeClient(besideOurClasses);
    }
    @Nullable Path enclosing = workingDirectory;
    while (enclosing != null) {
      Path inTheProject = enclosing.resolve(IN_THE_PROJECT);
      if (isComplete(inTheProject)) {
        return new RuntimeClient(inTheProject);
      }
      enclosing = enclosing.getParent();
    }
    throw new IllegalStateException(
        "the Lambda runtime client is neither in "
            + besideOurClasses
            + " nor in "
            + IN_THE_PROJECT
            + " of any directory around "
            + workingDirectory
            + "; fetch it with `mvn -pl coordinator-lib/lambda-local process-classes` in the"
            + " project's root, or name its directory with -D"
            + DIRECTORY_PROPERTY);
  }

  Path directory() {
    return directory;
  }

  /** The class path of a sandbox: the client's jars, then the function's. */
  String classPath(List<Path> function) {
    return Stream.concat(jars.stream(), function.stream())
        .map(path -> path.toAbsolutePath().toString())
        .reduce((before, next) -> before + File.pathSeparator + next)
        .orElseThrow();
  }

  /**
   * Unpacks the client's native part for this machine. Left to itself, every sandbox would unpack
   * it over the one that another is just loading.
   *
   * @throws IllegalStateException if there is none, which is so everywhere but on Linux
   */
  Path unpackNativePart(Path into) {
    String name =
        nativePart(System.getProperty("os.name"), System.getProperty("os.arch"), isMusl());
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        ZipEntry entry = zip.getEntry("jni/" + name);
        if (entry != null) {
          Path unpacked = into.resolve(name);
          try (InputStream content = zip.getInputStream(entry)) {
            Files.copy(content, unpacked);
          }
          return unpacked;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot unpack " + name + " from " + jar, e);
      }
    }
    throw new IllegalStateException("no jni/" + name + " in any jar of " + directory);
  }

  static String nativePart(String os, String architecture, boolean musl) {
    if (!os.equals("Linux")) {
      throw new IllegalStateException(
          "Amazon's Lambda runtime client has a native part for Linux only, and this is "
              + os
              + ": run the local Lambda on Linux, in a container or a virtual machine");
    }
    String processor =
        switch (architecture.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch_64";
          default ->
              throw new IllegalStateException(
                  "Amazon's Lambda runtime client runs on x86_64 and aarch64, and this is "
                      + architecture);
        };
    return "libaws-lambda-jni.linux" + (musl ? "_musl" : "") + "-" + processor + ".so";
  }

  private static boolean isMusl() {
    try (Stream<Path> libraries = Files.list(Path.of("/lib"))) {
      return libraries.anyMatch(file -> file.getFileName().toString().startsWith("ld-musl-"))
          && !Files.exists(Path.of("/etc/debian_version"));
    } catch (IOException e) {
      return false;
    }
  }

  /** The directory or jar that this class was loaded from. */
  private static Path codeSource() {
    try {
      return Path.of(
          RuntimeClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("this class comes from no file", e);
    }
  }

  private static boolean isComplete(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(JAR));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }
}
