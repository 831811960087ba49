package io.lambdatcc.http;

/** What serves one route. Called by several threads at once where the runtime has several. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers the request.
   *
   * @throws ProblemException to answer with its problem
   */
  HttpReply handle(HttpRequest request);
}
