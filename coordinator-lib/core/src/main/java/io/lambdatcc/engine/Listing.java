package io.lambdatcc.engine;

import io.lambdatcc.api.TccTransaction;
import io.lambdatcc.api.TransactionPage;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.TransactionLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lists unfinished transactions: walks the index that sweeps walk, shard after shard, and reads
 * what it names. Nothing is scanned, and what is finished costs nothing, however much of it there
 * is.
 */
final class Listing {
  /** How often one page asks the index, and how many transactions it reads, at most. */
  private static final int MOST_QUERIES = 50;

  private static final int MOST_READ = 1_000;

  private final TransactionLog log;
  private final Predicate<TransactionKey> mayMatch;
  private final Predicate<TransactionState> matches;
  private final Instant everything;
  private final String list;
  private final int limit;

  // one page, one step after the other
  private final List<TccTransaction> found = new ArrayList<>();
  private final List<TransactionKey> unreadable = new ArrayList<>();
  private int queries;
  private int read;

  /**
   * A page of a list.
   *
   * @param everything later than whatever is due
   * @param mayMatch what need not be read to know that it is not listed
   * @param list what tells this list from others
   * @param limit the most transactions of a page
   */
  Listing(
      TransactionLog log,
      Instant everything,
      Predicate<TransactionKey> mayMatch,
      Predicate<TransactionState> matches,
      String list,
      int limit) {
    this.log = log;
    this.everything = everything;
    this.mayMatch = mayMatch;
    this.matches = matches;
    this.list = list;
    this.limit = limit;
  }

  CompletionStage<TransactionPage> from(ListCursor place) {
    int wanted = limit - found.size();
    boolean more = place.shard() < log.shards();
    if (!more || wanted == 0 || queries == MOST_QUERIES || read >= MOST_READ) {
      return CompletableFuture.completedFuture(
          new TransactionPage(found, unreadable, more ? place.text(list) : null));
    }
    queries++;
    return page(place, wanted)
        .thenCompose(
            page -> {
              ListCursor next =
                  page.cursor() == null
                      ? new ListCursor(place.shard() + 1, null)
                      : new ListCursor(place.shard(), page.cursor());
              return read(page.keys()).thenCompose(unused -> from(next));
            });
  }

  private CompletionStage<TransactionLog.DuePage> page(ListCursor place, int wanted) {
    try {
      return log.due(place.shard(), everything, wanted, place.inShard());
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(ListCursor.malformed(e));
    }
  }

  private CompletionStage<?> read(List<TransactionKey> keys) {
    CompletionStage<?> all = CompletableFuture.completedFuture(null);
    for (TransactionKey key : keys.stream().filter(mayMatch).toList()) {
      read++;
      CompletionStage<Optional<TransactionState>> one = log.read(key);
      all = all.thenCompose(unused -> one.handle((state, failed) -> note(key, state, failed)));
    }
    return all;
  }

  /** One record that nobody understands must not hide the others. */
  private Void note(
      TransactionKey key, Optional<TransactionState> state, @Nullable Throwable failed) {
    Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
    if (cause instanceof IllegalStateException) {
      unreadable.add(key);
    } else if (cause != null) {
      throw new CompletionException(cause);
    } else {
      state.filter(matches).map(TccTransaction::of).ifPresent(found::add);
    }
    return null;
  }
}
