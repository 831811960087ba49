package io.lambdatcc.participant;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;

/** The context of an invocation. */
record Invoked(String getInvokedFunctionArn, int getRemainingTimeInMillis) implements Context {
  /** At this alias or version, with time to spare. */
  static Invoked at(String functionArn) {
    return new Invoked(functionArn, 30_000);
  }

  /** With so much time left. */
  static Invoked with(int remainingMillis) {
    return new Invoked("arn:aws:lambda:us-east-1:1:function:sweep:live", remainingMillis);
  }

  @Override
  public String getAwsRequestId() {
    return "request-1";
  }

  @Override
  public String getLogGroupName() {
    throw new AssertionError("a sweep asks for its ARN, its request and its time, and no more");
  }

  @Override
  public String getLogStreamName() {
    throw new AssertionError("a sweep asks for its ARN, its request and its time, and no more");
  }

  @Override
  public String getFunctionName() {
    throw new AssertionError("a sweep asks for its ARN, its request and its time, and no more");
  }

  @Override
  public String getFunctionVersion() {
    throw new AssertionError("a sweep asks for its ARN, its request and its time, and no more");
  }

  @Override
  public CognitoIdentity getIdentity() {
    throw new AssertionError("a sweep asks for its ARN, its request and its time, and no more");
  }

  @Override
  public ClientContext getClientContext() {
    throw new AssertionError("a sweep asks for its ARN, its request and its time, and no more");
  }

  @Override
  public int getMemoryLimitInMB() {
    throw new AssertionError("a sweep asks for its ARN, its request and its time, and no more");
  }

  @Override
  public LambdaLogger getLogger() {
    throw new AssertionError("a sweep asks for its ARN, its request and its time, and no more");
  }
}
