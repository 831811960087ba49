package io.lambdatcc.participant.fence;

/**
 * Says in plain Java what a write's condition says to the store.
 *
 * <p>It is asked when the condition failed, about the item as it was, and on repeated Tries before
 * the write is attempted. It has no side effects; the condition alone guards against races.
 *
 * @param <I> an item as the store shows it; an item that does not exist is an empty one
 */
@FunctionalInterface
public interface Check<I> {
  Verdict look(I item);
}
