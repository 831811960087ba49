package io.lambdatcc.example.shop.cost;

import io.lambdatcc.api.WaitFor;

/**
 * Dollars for a million confirmed transactions of one kind.
 *
 * @param dynamoDb requests, and what is remembered of the transactions
 * @param gateway requests to the HTTP API
 * @param lambda invocations and their duration
 * @param logs what the invocations write to CloudWatch
 * @param gigabyteSeconds that the invocations take, of which their duration is paid
 */
record Bill(double dynamoDb, double gateway, double lambda, double logs, double gigabyteSeconds) {
  private static final double MILLION = 1e6;
  private static final double GIGABYTE = 1 << 30;

  /** DynamoDB adds so much to every item when it charges for storage. */
  private static final int BYTES_PER_ITEM = 100;

  double total() {
    return dynamoDb + gateway + lambda + logs;
  }

  /** The bill for a million times these counts. */
  static Bill of(
      Counts counts, Transport transport, WaitFor waitFor, Figures prices, Figures assumptions) {
    double completions =
        waitFor == WaitFor.DECIDED ? 1 / assumptions.number("decisions-per-completion") : 0;
    double invocations = 1 + completions + counts.calls();
    double requests = transport == Transport.HTTPS ? 1 + counts.calls() : 1;
    double millis =
        coordinatorMillis(transport, waitFor, assumptions)
            + counts.calls() * assumptions.number("participant-millis");
    double gigabyteSeconds =
        MILLION * gigabyteSeconds(millis, assumptions.number("memory-megabytes"));
    return new Bill(
        counts.writes() * prices.number("dynamodb.million-write-units")
            + counts.reads() * prices.number("dynamodb.million-read-units")
            + storage(counts, prices, assumptions),
        requests * prices.number("api-gateway.million-requests"),
        invocations * prices.number("lambda.million-requests")
            + gigabyteSeconds * prices.number("lambda.gigabyte-second"),
        MILLION
            * ((invocations * assumptions.number("log-bytes-per-invocation")
                    + assumptions.number("log-bytes-per-transaction"))
                / GIGABYTE)
            * prices.number("cloudwatch.log-gigabyte"),
        gigabyteSeconds);
  }

  /**
   * How long coordinator and completion are there, waiting: begin, all Tries at once, decide, all
   * Confirms at once, finish. Where the decision is waited for, the completion reads the
   * transaction before it goes on.
   */
  private static double coordinatorMillis(
      Transport transport, WaitFor waitFor, Figures assumptions) {
    double wave =
        assumptions.number("participant-millis") + assumptions.number(transport.callMillis());
    int logCalls = waitFor == WaitFor.DECIDED ? 4 : 3;
    return logCalls * assumptions.number("log-call-millis") + 2 * wave;
  }

  private static double storage(Counts counts, Figures prices, Figures assumptions) {
    double bytes = counts.bytes() + (double) BYTES_PER_ITEM * counts.items();
    return MILLION
        * (bytes / GIGABYTE)
        * assumptions.number("months-kept")
        * (prices.number("dynamodb.gigabyte-month")
            + prices.number("dynamodb.recoverable-gigabyte-month"));
  }

  static double gigabyteSeconds(double millis, double megabytes) {
    return millis / 1_000 * (megabytes / 1_024);
  }
}
