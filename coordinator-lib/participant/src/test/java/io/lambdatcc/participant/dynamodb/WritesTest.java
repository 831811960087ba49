package io.lambdatcc.participant.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdatcc.participant.dynamodb.Writes.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class WritesTest {
  private static final Map<String, AttributeValue> KEY = Map.of("id", AttributeValue.fromS("x"));
  private static final Target FENCE = new Target("fences", KEY, false);

  private static TransactWriteItem delete(String table) {
    return TransactWriteItem.builder().delete(it -> it.tableName(table).key(KEY)).build();
  }

  private static TransactWriteItem put(String id) {
    return TransactWriteItem.builder()
        .put(it -> it.tableName("a").item(Map.of("id", AttributeValue.fromS(id))))
        .build();
  }

  @Test
  void itemsOfTheSameKeyInTwoTablesAreTwo() {
    assertThat(Writes.checked(FENCE, List.of(delete("a"), delete("b")))).hasSize(2);
  }

  @Test
  void twoItemsThatArePutIntoOneTableAreTwo() {
    assertThat(Writes.checked(FENCE, List.of(put("x"), put("y")))).hasSize(2);
  }

  @Test
  void oneItemIsWrittenOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Writes.checked(FENCE, List.of(delete("a"), delete("a"))))
        .withMessageContaining("writes 0 and 1 are about the same item of table a");
  }
}
