package io.lambdatcc.dynamodblocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {

  @TempDir Path root;

  @Test
  void systemPropertyOutranksEverything() throws IOException {
    Path named = jarsIn("elsewhere");
    jarsIn("target/dynamodb-local");

    assertThat(Installation.locate(naming(named), root.resolve("target/classes"), root).directory())
        .isEqualTo(named);
  }

  @Test
  void directoryNamedByThePropertyMustHoldTheJars() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Installation.locate(naming(root), root, root))
        .withMessageContaining(root.toString());
  }

  @Test
  void jarsLieBesideTheClassesOfThisModule() throws IOException {
    Path jars = jarsIn("target/dynamodb-local");

    assertThat(
            Installation.locate(new Properties(), root.resolve("target/classes"), Path.of("/"))
                .directory())
        .isEqualTo(jars);
  }

  @Test
  void jarsAreFoundFromAnyDirectoryInsideTheProject() throws IOException {
    Path jars = jarsIn("coordinator-lib/dynamodb-local/target/dynamodb-local");
    Path deep = Files.createDirectories(root.resolve("examples/shop/src"));

    assertThat(
            Installation.locate(new Properties(), root.resolve("repository/x.jar"), deep)
                .directory())
        .isEqualTo(jars);
  }

  @Test
  void missingJarsAreReportedWithTheCommandThatFetchesThem() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Installation.locate(new Properties(), root.resolve("x.jar"), root))
        .withMessageContaining("mvn -pl coordinator-lib/dynamodb-local process-classes")
        .withMessageContaining(Installation.DIRECTORY_PROPERTY);
  }

  private Path jarsIn(String directory) throws IOException {
    Path jars = Files.createDirectories(root.resolve(directory));
    Files.createFile(jars.resolve("DynamoDBLocal-0.0.0.jar"));
    return jars;
  }

  private static Properties naming(Path directory) {
    Properties properties = new Properties();
    properties.setProperty(Installation.DIRECTORY_PROPERTY, directory.toString());
    return properties;
  }
}
