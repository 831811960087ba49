package io.lambdatcc.example.shop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WiretapTest {
  private final Wiretap tap = new Wiretap();

  @Test
  void countsThoseThatAreHeldUpAtTheSameTime() {
    tap.slowDown("/stock/tcc/try", Duration.ofMinutes(10));
    tap.slowDown("/payment/tcc/try", Duration.ofMinutes(10));
    tap.slowDown("/payment/tcc/confirm", Duration.ofMinutes(10));
    for (String path : new String[] {"/stock/tcc/try", "/payment/tcc/try", "/order/tcc/try"}) {
      assertThat(tap.arrives(path, "").fails()).isFalse();
    }
    assertThat(tap.arrives("/payment/tcc/confirm", "").pause()).isEqualTo(Duration.ofMinutes(10));

    assertThat(tap.heldAtOnce("/tcc/try")).as("that of the order was not held up").isEqualTo(2);
    assertThat(tap.heldAtOnce("/tcc/confirm")).isEqualTo(1);
    tap.heal();
    assertThat(tap.heldAtOnce("/tcc/try")).isZero();
  }

  @Test
  void doesNotCountThoseThatCameAfterOneAnother() throws Exception {
    tap.slowDown("/stock/tcc/try", Duration.ofMillis(1));
    for (int i = 0; i < 3; i++) {
      assertThat(tap.arrives("/stock/tcc/try", "").pause()).isEqualTo(Duration.ofMillis(1));
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(tap.heldAtOnce("/tcc/try")).isEqualTo(1);
  }
}
