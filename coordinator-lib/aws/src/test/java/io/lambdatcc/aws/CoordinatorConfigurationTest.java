package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.wire.ParticipantList;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

class CoordinatorConfigurationTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "TCC_TABLE", "transactions",
          "TCC_PARTICIPANTS", "stock=https://a.execute-api.eu-central-1.amazonaws.com/stock",
          "AWS_REGION", "eu-central-1");

  private static CoordinatorConfiguration with(String variable, String value) {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put(variable, value);
    return CoordinatorConfiguration.of(environment);
  }

  @Test
  void tableAndParticipantsAreEnoughAndCallsAreSignedThen() {
    CoordinatorConfiguration configuration = CoordinatorConfiguration.of(LEAST);

    assertThat(configuration.table()).isEqualTo("transactions");
    assertThat(configuration.participants()).containsOnlyKeys("stock");
    assertThat(configuration.region()).isEqualTo("eu-central-1");
    assertThat(configuration.signed()).isTrue();
    assertThat(configuration.roles()).isEqualTo(Roles.NONE);
    assertThat(configuration.dynamoDbEndpoint()).isEmpty();
    assertThat(configuration.shards()).isEmpty();
    assertThat(configuration.waitAtMost()).isNull();
  }

  @Test
  void everyVariableIsRead() {
    assertThat(with("TCC_PARTICIPANTS", " a=http://x/y , b=https://z ").participants())
        .containsEntry("a", URI.create("http://x/y"))
        .containsEntry("b", URI.create("https://z"));
    assertThat(with("TCC_SIGNING", "none").signed()).isFalse();
    assertThat(
            with("TCC_OPERATORS", "arn:aws:iam::1:role/a, arn:aws:iam::1:role/b")
                .roles()
                .operators())
        .containsExactlyInAnyOrder("arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b");
    assertThat(with("TCC_SHARDS", "16").shards()).contains(16);
    assertThat(with("TCC_SWEEP_SECONDS", "2").sweepEvery()).isEqualTo(Duration.ofSeconds(2));
    assertThat(with("TCC_SWEEP_SECONDS", "").sweepEvery()).isEqualTo(Duration.ofSeconds(5));
    assertThat(with("TCC_METRICS_NAMESPACE", "My/Shop").metricsNamespace()).isEqualTo("My/Shop");
    assertThat(with("TCC_METRICS_NAMESPACE", "").metricsNamespace()).isEqualTo("LambdaTcc");
    assertThat(with("TCC_WAIT_MILLIS", "5000").waitAtMost()).isEqualTo(Duration.ofSeconds(5));
    assertThat(with("DYNAMODB_ENDPOINT", "http://localhost:8000").dynamoDbEndpoint())
        .contains(URI.create("http://localhost:8000"));
  }

  @Test
  void tccForRestIsSpokenWhereItIsSaidWhereLinksMayLead() {
    assertThat(CoordinatorConfiguration.of(LEAST).links()).isEmpty();
    assertThat(
            with(
                    "TCC_REST_PARTICIPANTS",
                    "hotel=https://hotel.example.com/rooms, airline=https://air.example.com")
                .links())
        .containsOnlyKeys("hotel", "airline");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "hotel, reads name=https://host/path",
        "hotel=http://hotel.example.com, must be like https",
        "\"h=https://a.example.com,h=https://b.example.com\", names 'h' twice",
        "stock=https://a.example.com, names 'stock' as TCC_PARTICIPANTS does"
      })
  void aMistakeInWhereLinksMayLeadIsReported(String value, String complaint) {
    assertThatThrownBy(() -> with("TCC_REST_PARTICIPANTS", value))
        .hasMessageContaining("TCC_REST_PARTICIPANTS")
        .hasMessageContaining(complaint);
  }

  @Test
  void whoIsInquiringIsSaidByNameAndWhoMayAskByRole() {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put("TCC_INQUIRING", " stock, ");
    environment.put("TCC_INQUIRERS", "arn:aws:iam::1:role/some/path/StockSweep");

    CoordinatorConfiguration configuration = CoordinatorConfiguration.of(environment);

    assertThat(configuration.inquiring()).containsExactly("stock");
    assertThat(configuration.roles().inquirers()).containsExactly("arn:aws:iam::1:role/StockSweep");
    environment.put("TCC_INQUIRING", "stock,payment");
    assertThatThrownBy(() -> CoordinatorConfiguration.of(environment))
        .hasMessageContaining("TCC_INQUIRING")
        .hasMessageContaining("'payment', which TCC_PARTICIPANTS does not");
    assertThatThrownBy(() -> with("TCC_INQUIRING", "stock"))
        .hasMessageContaining("TCC_INQUIRING")
        .hasMessageContaining("TCC_INQUIRERS names nobody who may ask");
    assertThatThrownBy(() -> with("TCC_INQUIRERS", "StockSweep"))
        .hasMessageContaining("TCC_INQUIRERS")
        .hasMessageContaining("'StockSweep' is none");
  }

  @Test
  void whatIsConfiguredAsInquiringIsTriedBesideTheBegin() {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put("TCC_INQUIRING", "stock");
    environment.put("TCC_INQUIRERS", "arn:aws:iam::1:role/StockSweep");
    Assembly assembly = CoordinatorConfiguration.of(environment).assembly();
    try {
      assertThat(assembly.participants().get().participants())
          .singleElement()
          .matches(ParticipantList.Participant::inquiring);
    } finally {
      assembly.close();
    }
  }

  @Test
  void aParticipantIsAUrlOrAFunctionWithAnAlias() {
    CoordinatorConfiguration configuration =
        with(
            "TCC_PARTICIPANTS",
            "a=https://x/y,b=lambda:stock:tcc/stock,"
                + "c=lambda:arn:aws-cn:lambda:cn-north-1:1:function:pay:7");

    assertThat(configuration.participants()).containsOnlyKeys("a");
    assertThat(configuration.functions())
        .containsEntry("b", new InvokedFunction("stock", "tcc", "/stock", "eu-central-1"))
        .containsEntry(
            "c",
            new InvokedFunction(
                "arn:aws-cn:lambda:cn-north-1:1:function:pay", "7", "", "cn-north-1"));
    assertThat(with("AWS_ENDPOINT_URL_LAMBDA", "http://localhost:9001").lambdaEndpoint())
        .contains(URI.create("http://localhost:9001"));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          lambda:stock/stock,                                    needs an alias
          lambda:stock:/stock,                                   needs an alias
          lambda:stock:$LATEST/stock,                            needs an alias
          lambda:arn:aws:lambda:eu-west-1:1:function:stock/stock, needs an alias
          lambda:arn:aws:iam::1:role/stock,                      is no function
          lambda:arn:aws:lambda:eu-west-1:1:layer:stock:1,       is no function
          lambda:st ock:tcc,                                     is no function
          lambda:,                                               is no function
          lambda:stock:tcc/a b,                                  a path like /stock
          lambda:stock:tcc/a?b=c,                                a path like /stock
          """)
  void aFunctionThatLambdaWouldNotRunAsMeantIsReportedUnderTheParticipantsName(
      String address, String complaint) {
    assertThatThrownBy(() -> with("TCC_PARTICIPANTS", "warehouse=" + address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TCC_PARTICIPANTS")
        .hasMessageContaining("warehouse")
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          TCC_TABLE,        ''
          TCC_TABLE,        ' '
          TCC_PARTICIPANTS, ''
          TCC_PARTICIPANTS, stock
          TCC_PARTICIPANTS, =http://x
          TCC_PARTICIPANTS, 'a=http://x,'
          TCC_PARTICIPANTS, 'a=http://x,a=http://y'
          TCC_PARTICIPANTS, 'a=http://x,a=lambda:y:tcc'
          TCC_PARTICIPANTS, a=http://x y
          AWS_ENDPOINT_URL_LAMBDA, 'http://a b'
          TCC_SIGNING,      sigv3
          AWS_REGION,       ''
          TCC_OPERATORS,    admin
          TCC_SHARDS,       0
          TCC_SWEEP_SECONDS, 0
          TCC_SWEEP_SECONDS, 51
          TCC_SWEEP_SECONDS, soon
          TCC_SHARDS,       1001
          TCC_SHARDS,       many
          TCC_WAIT_MILLIS,  999
          TCC_WAIT_MILLIS,  2.5
          DYNAMODB_ENDPOINT, 'http://a b'
          """)
  void aMistakeIsReportedUnderTheNameOfItsVariable(String variable, String value) {
    assertThatThrownBy(() -> with(variable, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(variable);
  }

  @Test
  void aFunctionUrlIsSignedForLambdaAndAnythingElseForTheGateway() {
    AnonymousCredentialsProvider nobody = AnonymousCredentialsProvider.create();

    assertThat(
            CoordinatorConfiguration.signing(
                    URI.create("https://abc.lambda-url.eu-central-1.on.aws"), "r", nobody)
                .service())
        .isEqualTo("lambda");
    assertThat(
            CoordinatorConfiguration.signing(
                    URI.create("https://abc.execute-api.eu-central-1.amazonaws.com/s"), "r", nobody)
                .service())
        .isEqualTo("execute-api");
    assertThat(
            CoordinatorConfiguration.signing(URI.create("https://shop.example.org"), "r", nobody)
                .service())
        .isEqualTo("execute-api");
  }
}
