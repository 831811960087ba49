package io.lambdatcc.example.shop.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdatcc.api.WaitFor;
import io.lambdatcc.dynamodblocal.DynamoDbLocal;
import io.lambdatcc.example.shop.cost.CostTables.Monitoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/deploying.md says of costs is what is measured and computed here. */
class CostTablesTest {
  /** Of the shop. */
  private static final int PARTICIPANTS = 3;

  private static final Path REPOSITORY = Path.of("..", "..");

  @Test
  void theDocsTellTheCostsThatComeOfCountsAndPrices() throws IOException {
    Figures prices = Figures.of(Figures.PRICES);
    String docs = Files.readString(REPOSITORY.resolve("docs/deploying.md"));
    try (DynamoDbLocal dynamoDb = DynamoDbLocal.start();
        Measurement measured = new Measurement(dynamoDb.endpoint(), false);
        Measurement asking = new Measurement(dynamoDb.endpoint(), true)) {
      CostTables tables = new CostTables(prices, Figures.of(Figures.ASSUMPTIONS), measured, asking);
      assertThat(docs).contains(tables.counts());
      assertThat(docs).contains(tables.dollars());
      assertThat(docs).contains(tables.fixed(monitoring()));
      assertThat(docs).contains(tables.beside());
    }
    assertThat(docs).contains(prices.text("as-of"), prices.text("region"), Figures.PRICES);
  }

  /** As many as template.yaml has of each. */
  private static Monitoring monitoring() throws IOException {
    String template = Files.readString(REPOSITORY.resolve("template.yaml"));
    return new Monitoring(
        count(template, "AWS::CloudWatch::Alarm"),
        metrics(template),
        count(template, "AWS::CloudWatch::Dashboard"));
  }

  /** All metrics of the stack are on its dashboard, one of them for each participant. */
  private static long metrics(String template) {
    long names =
        Pattern.compile("\"LambdaTcc/[^\"\\\\]*\\\\?\",(?:Participant} |\")(\\w+)")
            .matcher(template)
            .results()
            .map(each -> each.group(1))
            .distinct()
            .count();
    return names - 1 + PARTICIPANTS;
  }

  private static long count(String template, String type) {
    return template.lines().filter(line -> line.equals("    Type: " + type)).count();
  }

  @Test
  void whereParticipantsAskEachOfTheirBranchesIsTwoWritesOfAnIndexMore() {
    try (DynamoDbLocal dynamoDb = DynamoDbLocal.start();
        Measurement asking = new Measurement(dynamoDb.endpoint(), true)) {
      // of three branches, that of the order service does not
      for (int branches : new int[] {1, 3}) {
        // an entry made and one removed, within the transaction of a fence: two units each
        int asked = branches == 1 ? 1 : branches - 1;
        Counts counts = asking.transaction(branches, WaitFor.COMPLETED);
        assertThat(counts.logWrites()).isEqualTo(5);
        assertThat(counts.participantWrites()).isEqualTo(8 * branches + 4 * asked);
        assertThat(counts.calls()).isEqualTo(2L * branches);
      }
    }
  }

  @Test
  void aTransactionIsThreeWritesOfTheLogAndTwoOfItsIndex() {
    try (DynamoDbLocal dynamoDb = DynamoDbLocal.start();
        Measurement measured = new Measurement(dynamoDb.endpoint(), false)) {
      for (int branches : new int[] {1, 3}) {
        Counts counts = measured.transaction(branches, WaitFor.COMPLETED);
        assertThat(counts.logWrites()).isEqualTo(5);
        // a fence and a reservation, tried and confirmed, two units each
        assertThat(counts.participantWrites()).isEqualTo(8 * branches);
        assertThat(counts.calls()).isEqualTo(2L * branches);
        assertThat(counts.items()).isEqualTo(1L + branches);
      }
    }
  }
}
