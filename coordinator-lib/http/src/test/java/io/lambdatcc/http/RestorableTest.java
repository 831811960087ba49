package io.lambdatcc.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.crac.CheckpointException;
import org.crac.Context;
import org.crac.Resource;
import org.crac.RestoreException;
import org.junit.jupiter.api.Test;

class RestorableTest {

  /** A context that a test takes through snapshots, as the runtime does with the global one. */
  private static final class Snapshots extends Context<Resource> {
    private final List<Resource> resources = new ArrayList<>();

    @Override
    public void register(Resource resource) {
      resources.add(resource);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
      for (Resource each : resources) {
        try {
          each.beforeCheckpoint(this);
        } catch (Exception e) {
          throw new CheckpointException(e.toString());
        }
      }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws RestoreException {
      for (Resource each : resources) {
        try {
          each.afterRestore(this);
        } catch (Exception e) {
          throw new RestoreException(e.toString());
        }
      }
    }
  }

  private final List<String> log = new ArrayList<>();
  private final Snapshots snapshots = new Snapshots();
  private int made;

  private class Part implements Restorable.Parts {
    private final int number = ++made;
    private final long id = new SecureRandom().nextLong();

    @Override
    public void prime() {
      log.add("prime " + number);
    }

    @Override
    public void close() {
      log.add("close " + number);
    }
  }

  @Test
  void whatWasPrimedIsClosedAndNeverSeenAgain() throws Exception {
    Restorable<Part> restorable = Restorable.in(snapshots, Part::new);
    Part primed = restorable.get();

    snapshots.beforeCheckpoint(snapshots);
    assertThat(log).containsExactly("prime 1", "close 1");
    assertThatThrownBy(restorable::get).hasMessageContaining("between snapshot and restore");

    snapshots.afterRestore(snapshots);
    assertThat(restorable.get()).isNotSameAs(primed);
    assertThat(restorable.get()).isSameAs(restorable.get());
    assertThat(log).containsExactly("prime 1", "close 1");
  }

  @Test
  void twoCopiesOfOneSnapshotDoNotDrawTheSame() throws Exception {
    Restorable<Part> restorable = Restorable.in(snapshots, Part::new);
    snapshots.beforeCheckpoint(snapshots);

    snapshots.afterRestore(snapshots);
    long one = restorable.get().id;
    snapshots.afterRestore(snapshots);
    long other = restorable.get().id;

    assertThat(one).isNotEqualTo(other);
    assertThat(made).isEqualTo(3);
  }

  @Test
  void failuresOfPrimingAndClosingDoNotStopTheSnapshot() throws Exception {
    Restorable<Part> restorable =
        Restorable.in(
            snapshots,
            () ->
                new Part() {
                  @Override
                  public void prime() {
                    super.prime();
                    throw new IllegalStateException("planted: no table yet");
                  }

                  @Override
                  public void close() {
                    super.close();
                    throw new NoClassDefFoundError("planted");
                  }
                });

    snapshots.beforeCheckpoint(snapshots);
    snapshots.afterRestore(snapshots);

    assertThat(log).containsExactly("prime 1", "close 1");
    assertThat(restorable.get().number).isEqualTo(2);
  }

  @Test
  void aCopyWhosePartsCannotBeMadeDoesNotServe() throws Exception {
    Restorable<Part> restorable =
        Restorable.in(
            snapshots,
            () -> {
              if (made > 0) {
                throw new IllegalStateException("planted");
              }
              return new Part();
            });
    snapshots.beforeCheckpoint(snapshots);

    assertThatThrownBy(() -> snapshots.afterRestore(snapshots))
        .isInstanceOf(RestoreException.class);
    assertThatThrownBy(restorable::get).isInstanceOf(NullPointerException.class);
  }

  @Test
  void withoutSnapshotsThePartsAreMadeOnceAndAtOnce() {
    Restorable<Part> restorable = Restorable.of(Part::new);

    assertThat(made).isEqualTo(1);
    assertThat(restorable.get()).isSameAs(restorable.get());
    assertThat(log).isEmpty();
  }
}
