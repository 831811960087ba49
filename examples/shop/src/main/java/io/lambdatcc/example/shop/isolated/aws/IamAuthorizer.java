package io.lambdatcc.example.shop.isolated.aws;

import io.lambdatcc.example.shop.gateway.Authorizer;
import io.lambdatcc.example.shop.gateway.SentRequest;
import io.lambdatcc.example.shop.isolated.iam.Access;
import io.lambdatcc.example.shop.isolated.iam.Account;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.lambdalocal.SigV4Verifier;

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
  private final SigV4Verifier verifier;

  /**
   * An authorizer for the API with this id, in its only stage.
   *
   * @param stage such as {@code $default}
   */
  public IamAuthorizer(Account account, String region, String api, String stage) {
    this.account = account;
    this.stageArn = "arn:aws:execute-api:" + region + ":" + account.id() + ":" + api + "/" + stage;
    this.verifier = account.verifier("execute-api", region);
  }

  @Override
  public Authorizer.Verdict authorize(SentRequest request) {
    io.lambdatcc.lambdalocal.Verdict signature = Account.verify(verifier, request);
    if (signature instanceof io.lambdatcc.lambdalocal.Verdict.Refused refused) {
      return new Refusal(refused.reason().errorType(), refused.message());
    }
    Principal sender = account.sender((io.lambdatcc.lambdalocal.Verdict.Accepted) signature);
    Access access =
        account.access(sender, ACTION, stageArn + "/" + request.method() + request.path());
    return access.allowed()
        ? new Caller(sender.accessKeyId(), account.id(), sender.callerId(), sender.arn())
        : new Refusal("AccessDeniedException", access.message());
  }
}
