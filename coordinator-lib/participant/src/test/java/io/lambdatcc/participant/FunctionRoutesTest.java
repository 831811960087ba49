package io.lambdatcc.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdatcc.http.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a function does before a snapshot, and when it is put away. */
class FunctionRoutesTest {
  private static final Tickets.Tables TABLES = Tickets.Tables.fresh();

  private final List<String> done = new ArrayList<>();
  private final FunctionRoutes routes =
      TccEndpoint.builder(new Tickets(TABLES.events()))
          .name("tickets")
          .fences(TABLES.client(), TABLES.fences())
          .build()
          .functionRoutes(Routes.builder(), "/tickets", Optional.empty());

  @Test
  void whatIsClosedWithItIsClosedInTheOrderOfBeingAdded() {
    routes.closing(() -> done.add("first")).closing(() -> done.add("second")).close();
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void whatCannotBeClosedIsNamed() {
    AutoCloseable stuck =
        () -> {
          throw new InterruptedException("stuck");
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> routes.closing(stuck).close())
        .withMessageContaining("could not close");
  }

  @Test
  void beforeASnapshotItReadsWhatItsRoleMayRead() {
    routes.primedByReading(() -> done.add("read")).prime();
    assertThat(done).containsExactly("read");
  }
}
