package io.lambdatcc.example.cdk;

import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awscdk.services.lambda.Code;

/** A jar that Maven has made of a module, with everything in it that its functions need. */
public final class FunctionJar {
  private final Path file;

  private FunctionJar(Path file) {
    this.file = file;
  }

  /**
   * The jar of this module.
   *
   * @throws IllegalStateException when Maven has not made it yet
   */
  public static FunctionJar of(Path module) {
    Path file = module.resolve("target").resolve("function.jar").normalize();
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(
          file.toAbsolutePath().normalize()
              + " is missing: run 'mvn package -DskipTests' at the root of the repository first");
    }
    return new FunctionJar(file);
  }

  Code code() {
    return Code.fromAsset(file.toString());
  }
}
