package io.lambdatcc.http;

import java.util.Objects;
import java.util.function.Supplier;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Lambda function works with: made once, and made anew in every process that is restored
 * from a snapshot (SnapStart).
 *
 * <p>A snapshot is restored many times. Whatever is in it, each copy has: connections that are long
 * closed, credentials that have expired, and the state of random generators, which would make
 * copies draw the same numbers. So nothing that was used goes into one. Before the snapshot the
 * parts are {@linkplain Parts#prime used}, which loads and compiles the classes, and closed; after
 * it they are made again, out of warm classes.
 *
 * <p>A failure to prime or to close is logged and no more: it costs time at the first request, and
 * must not stop a deployment. A failure to make the parts again is thrown, so that the copy never
 * serves.
 *
 * <p>Without SnapStart there are no snapshots, and this is the parts and nothing else; not even the
 * classes that deal with snapshots are loaded.
 */
public final class Restorable<T extends Restorable.Parts> {
  private static final Logger log = LoggerFactory.getLogger(Restorable.class);
  private static final String INITIALIZATION = "AWS_LAMBDA_INITIALIZATION_TYPE";
  private static final String SNAP_START = "snap-start";

  /** What can be made anew. */
  public interface Parts extends AutoCloseable {
    /**
     * Goes the way of a request, as far as it has no effect: reads of what is nobody's, no writes
     * and no calls to others.
     */
    void prime();

    @Override
    void close();
  }

  private final Supplier<T> make;

  // held because the context itself knows its resources only weakly
  @SuppressWarnings("UnusedVariable")
  private final @Nullable Object registered;

  private volatile @Nullable T parts;

  private Restorable(Supplier<T> make, boolean snapshots, @Nullable Context<Resource> context) {
    this.make = make;
    this.parts = make.get();
    this.registered = snapshots ? registered(context) : null;
  }

  /** Makes the parts, and registers for snapshots if this process is started for one. */
  public static <T extends Parts> Restorable<T> of(Supplier<T> make) {
    return new Restorable<>(make, SNAP_START.equals(System.getenv(INITIALIZATION)), null);
  }

  /** Parts that are made by somebody else, who looks after them. */
  public static <T extends Parts> Restorable<T> fixed(T parts) {
    return new Restorable<>(() -> parts, false, null);
  }

  /** As in a process that is started for a snapshot, in this context. */
  static <T extends Parts> Restorable<T> in(Context<Resource> context, Supplier<T> make) {
    return new Restorable<>(make, true, context);
  }

  private Object registered(@Nullable Context<Resource> context) {
    Hooks hooks = new Hooks();
    (context == null ? Core.getGlobalContext() : context).register(hooks);
    return hooks;
  }

  /** The parts of this process. */
  public T get() {
    return Objects.requireNonNull(parts, "there are no parts between snapshot and restore");
  }

  private void prime() {
    T used = get();
    try {
      used.prime();
    } catch (RuntimeException | LinkageError e) {
      log.warn("priming failed; first requests after a restore will take longer", e);
    }
    parts = null;
    try {
      used.close();
    } catch (RuntimeException | LinkageError e) {
      log.warn("what was used for priming could not be closed", e);
    }
  }

  /** Called by the runtime. */
  private final class Hooks implements Resource {
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
      prime();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
      parts = make.get();
    }
  }
}
