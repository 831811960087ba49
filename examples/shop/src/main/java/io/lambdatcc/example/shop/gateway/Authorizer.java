package io.lambdatcc.example.shop.gateway;

/**
 * Decides who has sent a request, and whether he may: what AWS_IAM is for a route of an HTTP API.
 *
 * <p>Asked on the thread that reads from the network, so it must not block; by many threads.
 */
@FunctionalInterface
public interface Authorizer {

  /** Decides about one request, whose body has arrived in full. */
  Verdict authorize(SentRequest request);

  /** What was decided. */
  sealed interface Verdict {}

  /**
   * He may. Events carry this at {@code requestContext.authorizer.iam}.
   *
   * @param callerId such as {@code AROA…:session}
   * @param userArn such as {@code arn:aws:sts::123456789012:assumed-role/shop/session}
   */
  record Caller(String accessKey, String accountId, String callerId, String userArn)
      implements Verdict {}

  /**
   * He may not: the gateway answers 403.
   *
   * @param errorType for the header {@code x-amzn-ErrorType}
   * @param message for the body
   */
  record Refusal(String errorType, String message) implements Verdict {}
}
