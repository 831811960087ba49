package io.lambdatcc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What can be a name, a scope, a digest or somebody's word, up to the last character. */
class NamesTest {

  @Test
  void aNameHasLettersDigitsUnderscoresAndHyphensAndNothingElse() {
    String allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    for (char c = 0; c < 0x180; c++) {
      assertThat(TransactionKey.isName("a" + c))
          .as("U+%04X", (int) c)
          .isEqualTo(allowed.indexOf(c) >= 0);
    }
  }

  @Test
  void aNameHasOneTo64Characters() {
    assertThat(TransactionKey.isName("")).isFalse();
    assertThat(TransactionKey.isName("a")).isTrue();
    assertThat(TransactionKey.isName("a".repeat(64))).isTrue();
    assertThat(TransactionKey.isName("a".repeat(65))).isFalse();
  }

  @Test
  void aScopeHasOneTo1024CharactersThatAreNotAllBlank() {
    assertThatCode(() -> TransactionKey.of("s".repeat(1024), "a")).doesNotThrowAnyException();
    for (String scope : new String[] {"", " ", "s".repeat(1025)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> TransactionKey.of(scope, "a"));
    }
  }

  @Test
  void theTagOfAScopeIsForEverTheFirst60BitsOfItsHash() {
    // in the logs of those who upgrade: another tag would lose their transactions
    assertThat(TransactionKey.of("tests", "a").text()).isEqualTo("a~b61gxf1t8621");
    assertThat(TransactionKey.of("arn:aws:iam::1:role/checkout", "a").text())
        .isEqualTo("a~3yvd9ryedng2");
  }

  @Test
  void aDigestHas32BytesWhichNobodyCanChange() {
    assertThatIllegalArgumentException().isThrownBy(() -> Digest.ofBytes(new byte[31]));
    byte[] bytes = Digest.ofText("{}").bytes();
    Digest digest = Digest.ofBytes(bytes);
    bytes[0]++;
    digest.bytes()[1]++;
    assertThat(digest).isEqualTo(Digest.ofText("{}")).hasSameHashCodeAs(Digest.ofText("{}"));
    assertThat(digest).isNotEqualTo(Digest.ofText("[]")).isNotEqualTo("{}");
    assertThat(digest).doesNotHaveSameHashCodeAs(Digest.ofText("[]"));
    assertThat(digest).hasToString("44136fa355b3678a…");
  }

  @Test
  void aWordSaysWhoAndWhyWithinTheRoomOfTheLogAndNothingIsCutOff() {
    Instant at = Instant.EPOCH;
    assertThatCode(() -> new Resolution(at, "b".repeat(640), "r".repeat(300)))
        .doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Resolution(at, "b".repeat(641), "r"))
        .withMessageStartingWith("by: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Resolution(at, "b", "r".repeat(301)))
        .withMessageStartingWith("reason: ");
    assertThatIllegalArgumentException().isThrownBy(() -> new Resolution(at, " ", "r"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Resolution(at, "b", " "));
  }
}
