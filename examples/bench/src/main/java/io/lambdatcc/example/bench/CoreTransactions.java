package io.lambdatcc.example.bench;

import io.lambdatcc.TccCoordinator;
import io.lambdatcc.api.TccOutcome;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One transaction, from its request to its end, on ports that answer at once and in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class CoreTransactions {
  /** The parameter of JMH that says how many branches a transaction has. */
  static final String BRANCHES = "branches";

  /** Set by JMH. */
  @Param({"1", "3", "10"})
  public int branches;

  private @Nullable TccCoordinator tcc;
  private @Nullable Transactions transactions;

  /** Makes the coordinator. */
  @Setup
  public void open() {
    TccCoordinator made = Transactions.coordinator(new ForgetfulLog(), new YesParticipants());
    tcc = made;
    transactions = new Transactions(made, "core-", participants());
  }

  private List<String> participants() {
    return IntStream.rangeClosed(1, branches).mapToObj(i -> "participant-" + i).toList();
  }

  /** Ends it. */
  @TearDown
  public void close() {
    Objects.requireNonNull(tcc).close();
  }

  /** One transaction. */
  @Benchmark
  public TccOutcome transaction() {
    return Objects.requireNonNull(transactions).completed().toCompletableFuture().join();
  }
}
