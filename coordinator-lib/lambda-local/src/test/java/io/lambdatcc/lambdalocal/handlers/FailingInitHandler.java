package io.lambdatcc.lambdalocal.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** Cannot be constructed. */
public final class FailingInitHandler implements RequestHandler<String, String> {

  /** Fails, and so does the sandbox. */
  public FailingInitHandler() {
    throw new IllegalStateException("no table is named");
  }

  @Override
  public String handleRequest(String input, Context context) {
    return input;
  }
}
