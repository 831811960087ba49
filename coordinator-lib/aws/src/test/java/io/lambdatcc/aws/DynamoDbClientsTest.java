package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.retries.api.RetryStrategy;

class DynamoDbClientsTest {

  @Test
  void aClientGivesUpEarlyAndAfterTwoAttempts() {
    ClientOverrideConfiguration limits = DynamoDbClients.builder().overrideConfiguration();

    assertThat(limits.apiCallAttemptTimeout()).contains(DynamoDbClients.ATTEMPT_TIMEOUT);
    assertThat(limits.apiCallTimeout()).contains(DynamoDbClients.CALL_TIMEOUT);
    assertThat(limits.retryStrategy().map(RetryStrategy::maxAttempts)).contains(2);
    assertThat(DynamoDbClients.CALL_TIMEOUT)
        .isGreaterThan(DynamoDbClients.ATTEMPT_TIMEOUT.multipliedBy(DynamoDbClients.ATTEMPTS));
  }
}
