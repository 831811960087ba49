package io.lambdatcc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionIdTest {

  @Test
  void theIdBeginsWithTheKeyThatFindsIt() {
    TransactionKey key = TransactionKey.of("arn:aws:iam::1:role/checkout", "order-1");
    TransactionId id = new TransactionId(key, "abc");
    assertThat(id.toString()).startsWith(key.text()).endsWith("abc");
    assertThat(id.beginToken()).isEqualTo(key.scopeTag() + "abc");
  }

  @Test
  void twoScopesDoNotMeetUnderOneName() {
    assertThat(TransactionKey.of("role/a", "order-1"))
        .isNotEqualTo(TransactionKey.of("role/b", "order-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "~",
        "order-1",
        "order-1~",
        "order-1~0123456789ab",
        "~0123456789abc",
        "order 1~0123456789abc",
        "order-1~0123456789ABC",
        "order-1~0123456789ab~c",
        "order-1~0123456789ab/c"
      })
  void whatIsNoIdIsRefused(String text) {
    assertThatThrownBy(() -> TransactionId.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 200)
  void everyIdSurvivesTheWire(
      @ForAll("names") String name, @ForAll("nonces") String nonce, @ForAll("names") String scope) {
    TransactionId id = new TransactionId(TransactionKey.of(scope, name), nonce);
    assertThat(TransactionId.parse(id.toString())).isEqualTo(id);
    assertThat(TransactionKey.parse(id.key().text())).isEqualTo(id.key());
    assertThat(id.toString()).matches("[A-Za-z0-9_-]{1,64}~[0-9a-z]{1,64}");
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('A', 'Z')
        .numeric()
        .withChars("_-")
        .ofMinLength(1)
        .ofMaxLength(64);
  }

  @Provide
  Arbitrary<String> nonces() {
    return Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(52);
  }
}
