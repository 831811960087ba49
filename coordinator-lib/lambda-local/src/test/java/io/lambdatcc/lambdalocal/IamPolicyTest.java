package io.lambdatcc.lambdalocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IamPolicyTest {

  private static final String TABLE = "arn:aws:dynamodb:eu-west-1:1:table/stock";

  @Test
  void nothingIsAllowedByDefault() {
    assertThat(IamPolicy.of(List.of()).allows("dynamodb:GetItem", TABLE)).isFalse();
  }

  @Test
  void whatIsNamedIsAllowedAndNothingElse() {
    IamPolicy policy = policy(statement("Allow", List.of("dynamodb:GetItem"), TABLE));

    assertThat(policy.allows("dynamodb:GetItem", TABLE)).isTrue();
    assertThat(policy.allows("DynamoDB:getitem", TABLE)).isTrue();
    assertThat(policy.allows("dynamodb:PutItem", TABLE)).isFalse();
    assertThat(policy.allows("dynamodb:GetItem", TABLE + "2")).isFalse();
    assertThat(policy.allows("dynamodb:GetItem", TABLE.replace("stock", "Stock"))).isFalse();
  }

  @Test
  void wildcardsStandForAnythingAndForOneCharacter() {
    IamPolicy policy =
        policy(
            statement(
                "Allow",
                "execute-api:Inv?ke",
                List.of("arn:aws:execute-api:*:1:api/*/POST/stock/tcc/*")));

    assertThat(
            policy.allows(
                "execute-api:Invoke", "arn:aws:execute-api:x:1:api/$d/POST/stock/tcc/a/b"))
        .isTrue();
    assertThat(
            policy.allows("execute-api:Invoke", "arn:aws:execute-api:x:1:api/$d/GET/stock/tcc/a"))
        .isFalse();
    assertThat(
            policy.allows("execute-api:Invooke", "arn:aws:execute-api:x:1:api/a/POST/stock/tcc/"))
        .isFalse();
  }

  @Test
  void otherCharactersStandForThemselves() {
    IamPolicy policy = policy(statement("Allow", "a:b", "x.y+[z]"));

    assertThat(policy.allows("a:b", "x.y+[z]")).isTrue();
    assertThat(policy.allows("a:b", "xxy+[z]")).isFalse();
  }

  @Test
  void denialOutweighsEveryPermission() {
    IamPolicy policy =
        policy(statement("Deny", "lambda:*", TABLE), statement("Allow", "*", List.of("*")));

    assertThat(policy.allows("lambda:InvokeFunction", TABLE)).isFalse();
    assertThat(policy.isDenied("lambda:InvokeFunction", TABLE)).isTrue();
    assertThat(policy.allows("lambda:InvokeFunction", "other")).isTrue();
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                policy(
                    Map.of(
                        "Effect", "Allow", "Action", "*", "Resource", "*", "Condition", Map.of())))
        .withMessageContaining("Condition");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(Map.of("Effect", "Allow", "NotAction", "*", "Resource", "*")))
        .withMessageContaining("NotAction");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(statement("Perhaps", "*", "*")))
        .withMessageContaining("Perhaps");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(statement("Allow", "*", Map.of("Ref", "Table"))))
        .withMessageContaining("Ref");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(Map.of("Effect", "Allow", "Action", "*")))
        .withMessageContaining("missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IamPolicy.of(List.of(Map.of("Statements", List.of()))))
        .withMessageContaining("Statements");
  }

  @Test
  void oneStatementNeedsNoList() {
    assertThat(
            IamPolicy.of(
                    List.of(
                        Map.of(
                            "Version", "2012-10-17", "Statement", statement("Allow", "a:b", "c"))))
                .allows("a:b", "c"))
        .isTrue();
  }

  private static IamPolicy policy(Map<?, ?>... statements) {
    return IamPolicy.of(List.of(Map.of("Version", "2012-10-17", "Statement", List.of(statements))));
  }

  private static Map<String, Object> statement(String effect, Object action, Object resource) {
    return Map.of("Effect", effect, "Action", action, "Resource", resource);
  }
}
