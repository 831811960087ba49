package io.lambdatcc.example.shop.isolated;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.example.shop.isolated.iam.Grant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same shop, where the coordinator invokes participants instead of calling the gateway. */
class DirectInvocationEndToEndTest {
  private static @Nullable OpenShop opened;

  @BeforeAll
  static void open() {
    opened = new OpenShop(IsolatedShop.Transport.LAMBDA, 1);
  }

  @AfterAll
  static void close() {
    if (opened != null) {
      opened.close();
    }
  }

  @Test
  void checkoutAndCompletionInvokeParticipantsAndNobodyIsRefused() throws Exception {
    OpenShop shop = Objects.requireNonNull(opened);
    String item = shop.newItem(10, 5);
    String user = shop.newUser(100);
    String first = shop.newOrder(user, item);
    String second = shop.newOrder(user, item);

    assertThat(shop.checkOut(first).status()).isEqualTo(200);
    String name = shop.decided(shop.branches(item, user, second));
    assertThat(shop.eventuallyConfirmed(name)).isTrue();

    assertThat(shop.eventuallyLeft(item, 3)).isTrue();
    assertThat(shop.shop.account().refused()).isEmpty();
    assertThat(shop.shop.account().unused())
        .filteredOn(grant -> grant.action().equals("lambda:InvokeFunction"))
        .extracting(Grant::identity)
        .as("all invoke but the sweep, which had nothing to do")
        .containsOnly("SweepRole");
  }
}
