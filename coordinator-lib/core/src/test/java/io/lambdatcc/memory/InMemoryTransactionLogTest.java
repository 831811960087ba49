package io.lambdatcc.memory;

import io.lambdatcc.spi.TransactionLog;
import io.lambdatcc.spi.TransactionLogContract;

class InMemoryTransactionLogTest extends TransactionLogContract {
  private final InMemoryTransactionLog log = new InMemoryTransactionLog();

  @Override
  protected TransactionLog log() {
    return log;
  }
}
