package io.lambdatcc.participant.fence;

import io.lambdatcc.wire.JsonText;
import java.util.List;

/**
 * What a participant does for one branch, as writes that the store commits together with the fence.
 *
 * <p>Asked again whenever a commit has to be repeated, and never when an answer is replayed.
 *
 * @param <W> a write of the store
 * @param <I> an item of the store
 */
public interface BranchWork<W, I> {
  TryIntent<W, I> onTry();

  /** What spends the reservation. */
  List<W> onConfirm(JsonText reservation);

  /** What gives the reservation back. */
  List<W> onCancel(JsonText reservation);
}
