package io.lambdatcc.dynamodblocal;

/**
 * A JVM to be killed: starts DynamoDB Local, prints the child's process id and then does nothing.
 */
final class ParentMain {

  private ParentMain() {}

  public static void main(String[] arguments) throws Exception {
    DynamoDbLocal dynamoDb = DynamoDbLocal.start();
    System.out.println("child " + dynamoDb.processHandle().pid());
    System.out.flush();
    Thread.currentThread().join(); // for ever
  }
}
