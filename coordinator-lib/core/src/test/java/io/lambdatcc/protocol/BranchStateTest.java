package io.lambdatcc.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What participants say is kept within the room that the log has for it. */
class BranchStateTest {

  @Test
  void aLongProblemIsCutButNeverInTheMiddleOfACharacter() {
    assertThat(branch(null, "x".repeat(299) + "💥").problem()).isEqualTo("x".repeat(299));
    assertThat(branch(null, "x".repeat(298) + "💥!").problem()).isEqualTo("x".repeat(298) + "💥");
  }

  @Test
  void aResultThatTakesTooMuchRoomIsNotKept() {
    assertThat(branch("x".repeat(2048), null).result()).hasSize(2048);
    assertThat(branch("é".repeat(1025), null).result()).isNull();
  }

  @Test
  void aLongReasonIsCut() {
    CancelReason reason =
        new CancelReason(CancelReason.Kind.REFUSED, "a", "c".repeat(501), "t".repeat(501));
    assertThat(reason.code()).hasSize(500);
    assertThat(reason.text()).hasSize(500);
  }

  private static BranchState branch(@Nullable String result, @Nullable String problem) {
    return new BranchState(
        "a",
        "a",
        Digest.ofText(""),
        null,
        BranchStatus.TRIED,
        1,
        0,
        result,
        problem,
        null,
        null,
        null,
        false);
  }
}
