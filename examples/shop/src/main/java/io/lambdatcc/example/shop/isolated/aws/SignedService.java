package io.lambdatcc.example.shop.isolated.aws;

import io.lambdatcc.example.shop.gateway.SentRequest;
import io.lambdatcc.example.shop.isolated.iam.Principal;
import io.lambdatcc.lambdalocal.Verdict;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * An AWS service behind {@link ServiceEndpoint}: answers requests whose sender is known. Must not
 * block.
 */
interface SignedService {

  /** The name in the scope of signatures. */
  String name();

  /** Answers a request. */
  CompletionStage<Reply> answer(Principal sender, SentRequest request);

  /** Words the refusal of a request that is not properly signed. */
  Reply unsigned(Verdict.Refused refusal);

  /** What is sent back. */
  final class Reply {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    Reply(int status, Map<String, String> headers, byte[] body) {
      this.status = status;
      this.headers = Map.copyOf(headers);
      this.body = body;
    }

    int status() {
      return status;
    }

    Map<String, String> headers() {
      return headers;
    }

    byte[] body() {
      return body;
    }
  }
}
