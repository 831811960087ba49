package io.lambdatcc.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.example.shop.template.FunctionResource;
import io.lambdatcc.example.shop.template.PhysicalValues;
import io.lambdatcc.example.shop.template.Template;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the jars which {@code template.yaml} deploys are there and contain what it calls. */
class FunctionJarEndToEndTest {
  static Stream<FunctionResource> functions() {
    return Template.read(Path.of("..", "..", "template.yaml"))
        .stack(Map.of(), new AnyNames())
        .functions()
        .stream();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void jarContainsTheHandler(FunctionResource function) throws Exception {
    assertThat(function.code())
        .as("the code of %s; mvn -DskipTests package makes it", function.id())
        .isRegularFile();
    try (JarFile jar = new JarFile(function.code().toFile())) {
      assertThat(jar.getEntry(function.handler().replace('.', '/') + ".class"))
          .as("%s in %s", function.handler(), function.code())
          .isNotNull();
    }
  }

  /** Nothing of these matters here. */
  private record AnyNames() implements PhysicalValues {
    @Override
    public String reference(String id) {
      return id;
    }

    @Override
    public String attribute(String id, String attribute) {
      return id + "." + attribute;
    }
  }
}
