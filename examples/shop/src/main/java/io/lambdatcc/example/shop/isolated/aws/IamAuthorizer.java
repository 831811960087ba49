package io.lambdatcc.example.shop.isolated.aws;

import io.lambdatcc.example.shop.gateway.Authorizer;
import io.lambdatcc.example.shop.isolated.iam.Access;
import io.lambdatcc.example.shop.isolated.iam.Account;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.example.shop.isolated.iam.SignatureException;
import io.lambdatcc.example.shop.isolated.iam.SignatureVerifier;
import io.lambdatcc.example.shop.isolated.iam.SignedRequest;
import java.time.InstantSource;

/**
 * What AWS_IAM is for the routes of an API: the request is signed for {@code execute-api}, and its
 * sender's policies allow {@code execute-api:Invoke} on method and path, as they were sent.
 *
 * <p>The reasons for a refusal are worded as API Gateway words them for REST APIs. HTTP APIs have
 * been seen to say {@code Forbidden} to all of them, which would be of no use to anybody here.
 */
public final class IamAuthorizer implements Authorizer {
  private static final String ACTION = "execute-api:Invoke";

  private final Account account;
  private final String stageArn;
  private final SignatureVerifier verifier;

  /**
   * An authorizer for the API with this id, in its only stage.
   *
   * @param stage such as {@code $default}
   */
  public IamAuthorizer(
      Account account, String region, String api, String stage, InstantSource clock) {
    this.account = account;
    this.stageArn = "arn:aws:execute-api:" + region + ":" + account.id() + ":" + api + "/" + stage;
    this.verifier = new SignatureVerifier(account, region, "execute-api", clock);
  }

  @Override
  public Verdict authorize(Request request) {
    Principal sender;
    try {
      sender =
          verifier.sender(
              new SignedRequest(
                  request.method(),
                  request.path(),
                  request.query(),
                  request.headers(),
                  request.body()));
    } catch (SignatureException e) {
      return new Refusal(e.type(), e.reason());
    }
    Access access =
        account.access(sender, ACTION, stageArn + "/" + request.method() + request.path());
    return access.allowed()
        ? new Caller(sender.accessKeyId(), account.id(), sender.callerId(), sender.arn())
        : new Refusal("AccessDeniedException", access.message());
  }
}
