package io.lambdatcc.shop.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.shop.order.FakeCoordinator.End;
import io.lambdatcc.testkit.participant.HttpApi;
import io.lambdatcc.wire.CreateTransaction;
import io.lambdatcc.wire.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class CheckoutProperties {
  private static final int AT_ONCE = 3;

  /**
   * I3 and I7 for checkouts: however attempts end and however many ask at once, the order is bought
   * once, everybody is told the truth, and the attempts follow one another without a gap.
   */
  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void anOrderIsBoughtOnceAndNobodyIsToldOtherwise(@ForAll("ends") List<End> ends) {
    try (FakeCoordinator coordinator = new FakeCoordinator()) {
      HttpApi api = coordinator.orders();
      String id = LocalOrders.fullOrder(api);
      for (int i = 0; i < ends.size(); i++) {
        coordinator.ends(id + "-" + (i + 1), ends.get(i));
      }
      boolean paid = false;
      for (int round = 0; round <= ends.size() && !paid; round++) {
        List<Integer> answers =
            IntStream.range(0, AT_ONCE)
                .parallel()
                .mapToObj(n -> api.post("/orders/checkout/" + id).status())
                .toList();
        paid = api.get("/orders/find/" + id).body().get("paid").asBoolean();
        assertThat(answers).allMatch(status -> status == 200 || status == 409);
        assertThat(answers.contains(200)).isEqualTo(paid);
      }
      assertThat(paid).isTrue();
      assertThat(LocalOrders.holdings(id).spent()).isEqualTo(1);
      assertAttemptsFollow(coordinator, id, ends);
    }
  }

  /** One name after the other, each in the order that the end before it asks for. */
  private static void assertAttemptsFollow(FakeCoordinator coordinator, String id, List<End> ends) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i <= ends.size(); i++) {
      names.add(id + "-" + (i + 1));
      CreateTransaction request = coordinator.requestOf(id + "-" + (i + 1));
      boolean afterContended = i > 0 && ends.get(i - 1).equals(End.CONTENDED);
      assertThat(request.order()).isEqualTo(afterContended ? Order.SEQUENTIAL : Order.PARALLEL);
    }
    assertThat(coordinator.asked()).hasSameElementsAs(names);
  }

  @Provide
  Arbitrary<List<End>> ends() {
    return Arbitraries.of(End.OUT_OF_STOCK, End.CONTENDED, End.DEADLINE).list().ofMaxSize(5);
  }
}
