package io.lambdatcc.participant.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FenceKeyTest {
  @Test
  void aKeyIsReadAsItWasWritten() {
    FenceKey key = new FenceKey("t", "b");
    assertThat(FenceKey.parse(key.toString())).isEqualTo(key);
  }

  @Test
  void aKeyNamesATransaction() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FenceKey.parse("/b"))
        .withMessageContaining("<transactionId>/<branchId>");
  }
}
