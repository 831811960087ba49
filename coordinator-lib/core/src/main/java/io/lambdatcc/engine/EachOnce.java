package io.lambdatcc.engine;

import io.lambdatcc.protocol.TransactionKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The transactions of another source, each once.
 *
 * <p>Who drives what is not due yet puts it off, and so ahead of where the index is being read: the
 * walk would meet it again and again.
 */
final class EachOnce implements Sweep.Source {
  private final Sweep.Source all;

  // pages come one after the other
  private final Set<TransactionKey> given = new HashSet<>();

  EachOnce(Sweep.Source all) {
    this.all = all;
  }

  @Override
  public boolean hasMore() {
    return all.hasMore();
  }

  @Override
  public CompletionStage<List<TransactionKey>> next() {
    return all.next().thenApply(page -> page.stream().filter(given::add).toList());
  }
}
