package io.lambdatcc.example.shop.isolated.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountTest {
  private static final String TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/Items";

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, b, false",
    "*, '', true",
    "a*, abc, true",
    "*c, abc, true",
    "*b, abc, false",
    "a?c, abc, true",
    "a?c, ac, false",
    "a*b*c, aXbYbZc, true",
    "a*b*c, aXbYbZ, false",
    "api/*/POST/stock/tcc/*, api/$default/POST/stock/tcc/try, true",
    "api/*/POST/stock/tcc/*, api/$default/GET/stock/tcc/try, false",
    "api/*/POST/stock/tcc/*, api/$default/POST/stock/tcc, false"
  })
  void starStandsForAnyTextAndQuestionMarkForOneCharacter(
      String pattern, String text, boolean matches) {
    assertThat(Grant.glob(pattern, text)).isEqualTo(matches);
  }

  @Test
  void whatNothingAllowsIsRefused() {
    Account account = new Account("000000000000");
    account.role("reader", allowing("dynamodb:GetItem", TABLE));
    Principal reader = account.assume("reader", "one");

    assertThat(account.access(reader, "dynamodb:GetItem", TABLE).allowed()).isTrue();
    assertThat(account.access(reader, "dynamodb:GetItem", TABLE + "2").allowed()).isFalse();
    Access refused = account.access(reader, "dynamodb:PutItem", TABLE);
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.message())
        .isEqualTo(
            "User: arn:aws:sts::000000000000:assumed-role/reader/one is not authorized to perform:"
                + " dynamodb:PutItem on resource: "
                + TABLE
                + " because no identity-based policy allows the dynamodb:PutItem action");
    assertThat(account.refused()).hasSize(2).contains(refused);
  }

  @Test
  void denialOutranksPermission() {
    Account account = new Account("000000000000");
    Principal customer =
        account.user(
            "customer",
            Policy.of(
                "customer",
                List.of(
                    statement("Allow", "execute-api:Invoke", "arn:api/*"),
                    statement("Deny", "execute-api:Invoke", "arn:api/*/tcc/*"))));

    assertThat(account.access(customer, "execute-api:Invoke", "arn:api/stock/find").allowed())
        .isTrue();
    Access denied = account.access(customer, "execute-api:Invoke", "arn:api/stock/tcc/try");
    assertThat(denied.allowed()).isFalse();
    assertThat(denied.reason()).isEqualTo("with an explicit deny in an identity-based policy");
  }

  @Test
  void whatNobodyHasMadeUseOfIsKnown() {
    Account account = new Account("000000000000");
    account.role(
        "writer",
        Policy.of(
            "writer",
            List.of(
                Map.of(
                    "Sid",
                    "Keep",
                    "Effect",
                    "Allow",
                    "Action",
                    List.of("dynamodb:GetItem", "dynamodb:PutItem"),
                    "Resource",
                    TABLE))));

    account.access(account.assume("writer", "one"), "dynamodb:PutItem", TABLE);

    assertThat(account.unused())
        .containsExactly(new Grant("writer", "Keep", true, "dynamodb:GetItem", TABLE));
  }

  @Test
  void credentialsOfASessionThatHasEndedAreNobodys() {
    Account account = new Account("000000000000");
    account.role("reader", allowing("dynamodb:GetItem", TABLE));
    Principal one = account.assume("reader", "one");
    Principal two = account.assume("reader", "two");

    account.revoke("one");

    assertThat(account.holder(one.accessKeyId())).isEmpty();
    assertThat(account.holder(two.accessKeyId())).contains(two);
  }

  @Test
  void statementWithAConditionIsNotRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Policy.of(
                    "x",
                    List.of(
                        Map.of(
                            "Effect", "Allow",
                            "Action", "dynamodb:*",
                            "Resource", "*",
                            "Condition", Map.of()))))
        .withMessageContaining("Condition");
  }

  private static Policy allowing(String action, String resource) {
    return Policy.of("anybody", List.of(statement("Allow", action, resource)));
  }

  private static Map<String, Object> statement(String effect, String action, String resource) {
    return Map.of("Sid", "S", "Effect", effect, "Action", action, "Resource", resource);
  }
}
