package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.protocol.Event;
import io.lambdatcc.protocol.Operation;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Protocol;
import io.lambdatcc.protocol.Step;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The table of sizes in {@code docs/transaction-log.md} is what records take. */
class TransactionRecordSizeTest {
  private static final Path PAGE = Path.of("../../docs/transaction-log.md");
  private static final int UNIT = 1024;
  private static final Instant BEGUN = Instant.parse("2026-11-01T12:00:00.123Z");
  private static final String ROLE = "arn:aws:iam::123456789012:role/checkout-service-role";
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final Protocol protocol = new Protocol(8);

  static Stream<Arguments> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.startsWith("| branches | participant"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1))
        .map(cells -> Arguments.of(Integer.parseInt(cells[1].strip()), cells[2], cells[3]));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aConfirmedTransactionTakesWhatThePageSays(int branches, String shortName, String longName) {
    assertThat(shortName.strip()).isEqualTo(shown(size(branches, "stock".length())));
    assertThat(longName.strip()).isEqualTo(shown(size(branches, "payment-service".length())));
  }

  private static String shown(int size) {
    int units = (size + UNIT - 1) / UNIT;
    return size + " bytes, " + units + (units == 1 ? " unit" : " units");
  }

  private int size(int branches, int nameLength) {
    TransactionState state = protocol.begin(begin(branches, nameLength)).next();
    Map<String, AttributeValue> item = new HashMap<>(TransactionRecord.toItem(state, 0));
    for (Operation operation : List.of(Operation.TRY, Operation.CONFIRM)) {
      for (int i = 0; i < branches; i++) {
        Instant answered = BEGUN.plusMillis(operation == Operation.TRY ? 140 + i : 280 + i);
        state =
            ((Step.Advance)
                    protocol.decide(
                        state, new Event.Answered(answered, i, operation, new Answer.Done(null))))
                .next();
      }
      Map<String, AttributeValue> set =
          TransactionRecord.setBy(state, "t".repeat(13), Duration.ofDays(30));
      item.keySet().removeAll(TransactionRecord.removedBy(set.keySet()));
      item.putAll(set);
    }
    assertThat(state.phase().finished()).isTrue();
    return ItemSize.of(item);
  }

  private static TransactionState begin(int branches, int nameLength) {
    return TransactionState.begin(
        new TransactionId(TransactionKey.of(ROLE, "o".repeat(36)), "0123456789abcde"),
        ROLE,
        Order.PARALLEL,
        BEGUN,
        BEGUN.plusSeconds(10),
        BEGUN.plusSeconds(12),
        TRACE,
        IntStream.range(0, branches)
            .mapToObj(("p%0" + (nameLength - 1) + "d")::formatted)
            .map(name -> BranchState.pending(name, name, Digest.ofText("{}")))
            .toList());
  }
}
