package io.lambdatcc.example.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lambdatcc.testkit.picture.SpaceTimeDiagram;
import io.lambdatcc.testkit.search.SimulationFailedError;
import io.lambdatcc.testkit.world.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The picture in the docs is what the kit draws now, of what the gift cards do now. After a change
 * {@code mvn -pl examples/testing-your-participant -am test -Dpictures=draw} draws it anew.
 */
class PicturesTest {
  private static final Path PICTURES = Path.of("..", "..", "docs", "pictures");

  private final Run run =
      catchThrowableOfType(
              SimulationFailedError.class,
              () ->
                  GiftCardsSimulationTest.simulation(ForgetfulGiftCards::new)
                      .replay("one transaction", GiftCardsSimulationTest.OVERTAKEN))
          .run();

  @Test
  void theSvgIsOfThisVeryRun() throws IOException {
    compare("hanging-try.svg", SpaceTimeDiagram.svg(run));
  }

  @Test
  void theSequenceDiagramIsOfThisVeryRun() throws IOException {
    compare("hanging-try.mmd", SpaceTimeDiagram.mermaid(run));
  }

  private static void compare(String name, String drawn) throws IOException {
    Path file = PICTURES.resolve(name);
    if (System.getProperty("pictures", "compare").equals("draw")) {
      Files.createDirectories(PICTURES);
      Files.writeString(file, drawn);
    }
    assertThat(file).as("docs/pictures/%s; -Dpictures=draw draws it anew", name).hasContent(drawn);
  }
}
