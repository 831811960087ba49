package io.lambdatcc.lambdalocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdatcc.lambdalocal.handlers.FailingInitHandler;
import io.lambdatcc.lambdalocal.handlers.ProbeHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLambdaTest {

  private static final List<String> PRINTED = new CopyOnWriteArrayList<>();
  private static final List<SandboxStatus> ENDED = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private static LocalLambda lambda;

  @BeforeAll
  static void start() {
    lambda =
        LocalLambda.builder()
            .account("123456789012")
            .log((function, line) -> PRINTED.add(function + ": " + line))
            .onSandboxEnd(ENDED::add)
            .build();
    lambda.add(probe("probe").aliases("live", "tcc").timeout(Duration.ofSeconds(20)).build());
  }

  @AfterAll
  static void close() {
    lambda.close();
  }

  @Test
  void handlersAnswerGoesToTheCaller() {
    assertThat(invoke("probe", "echo hällo")).isEqualTo("hällo");
  }

  @Test
  void oneSandboxServesOneRequestAfterAnother() {
    lambda.add(probe("again").build());

    assertThat(invoke("again", "served")).isEqualTo("1");
    assertThat(invoke("again", "served")).isEqualTo("2");
    assertThat(invoke("again", "served")).isEqualTo("3");

    assertThat(lambda.coldStarts("again")).isEqualTo(1);
    SandboxStatus sandbox = only("again");
    assertThat(sandbox.invocations()).isEqualTo(3);
    assertThat(sandbox.initDuration().orElseThrow()).isPositive();
    assertThat(sandbox.coldStart().orElseThrow())
        .isGreaterThan(sandbox.initDuration().orElseThrow());
  }

  @Test
  void sandboxThatHasAnsweredIsWaitedForInsteadOfTurningTheNextAway() {
    lambda.add(probe("returning").maximumSandboxes(1).build());

    for (int i = 1; i <= 100; i++) {
      assertThat(invoke("returning", "served")).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  void functionLearnsOfItsInvocation() {
    String context = invoke("probe", "tcc", "context");

    assertThat(context)
        .contains("arn=arn:aws:lambda:eu-west-1:123456789012:function:probe:tcc")
        .contains("name=probe")
        .containsPattern("id=[0-9a-f-]{36}")
        .containsPattern("trace=Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0");
    int remaining = Integer.parseInt(context.replaceAll(".*remaining=(\\d+).*", "$1"));
    assertThat(remaining).isBetween(1, 20_000);
  }

  @Test
  void environmentIsTheFunctionsAndLambdasAndNothingElse() {
    lambda.add(
        probe("named")
            .environment(
                id -> Map.of("TABLE", "t", "AWS_ACCESS_KEY_ID", "of-" + id, "_HANDLER", "x"))
            .memoryMegabytes(256)
            .build());

    String environment = invoke("named", "environment");

    assertThat(environment)
        .contains("TABLE=t")
        .contains("AWS_ACCESS_KEY_ID=of-" + only("named").id())
        .contains("_HANDLER=" + ProbeHandler.class.getName())
        .contains("AWS_LAMBDA_FUNCTION_NAME=named")
        .contains("AWS_LAMBDA_FUNCTION_VERSION=$LATEST")
        .contains("AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256")
        .contains("AWS_REGION=eu-west-1")
        .contains("AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/named")
        .contains("AWS_LAMBDA_INITIALIZATION_TYPE=on-demand")
        .contains("AWS_LAMBDA_RUNTIME_API=127.0.0.1:")
        .doesNotContain("HOME=")
        .doesNotContain("USER=");
  }

  @Test
  void whatFunctionsPrintGoesToTheLog() {
    assertThat(invoke("probe", "print a line")).isEqualTo("printed");

    await(
        "the lines",
        () -> PRINTED.contains("probe: a line") && PRINTED.contains("probe: logged a line"));
  }

  @Test
  void exceptionIsAFunctionErrorAndTheSandboxGoesOn() {
    lambda.add(probe("thrower").build());

    InvocationResult.FunctionError error = fail("thrower", "throw no stock");

    assertThat(error.text())
        .contains("\"errorMessage\":\"no stock\"")
        .contains("\"errorType\":\"java.lang.IllegalStateException\"");
    assertThat(invoke("thrower", "served")).isEqualTo("2");
  }

  @Test
  void functionThatTakesTooLongIsKilledAndReplaced() {
    lambda.add(probe("slow").timeout(Duration.ofMillis(1_500)).build());
    long pid = Long.parseLong(invokeUntilAnswered("slow", "pid"));

    InvocationResult.FunctionError error = fail("slow", "hang");

    assertThat(error.type()).isEqualTo("Sandbox.Timedout");
    assertThat(error.text()).contains("Error: Task timed out after 1.50 seconds");
    assertThat(Long.parseLong(invokeUntilAnswered("slow", "pid"))).isNotEqualTo(pid);
    await("its end", () -> ProcessHandle.of(pid).isEmpty());
    await("word of it", () -> ENDED.stream().anyMatch(status -> status.pid() == pid));
  }

  @Test
  void processThatEndsIsAnExitErrorAndReplaced() {
    lambda.add(probe("mortal").build());

    InvocationResult.FunctionError error = fail("mortal", "exit 1");

    assertThat(error.type()).isEqualTo("Runtime.ExitError");
    assertThat(error.text()).contains("Error: Runtime exited with error: exit status 1");
    assertThat(invoke("mortal", "served")).isEqualTo("1");
    assertThat(lambda.coldStarts("mortal")).isEqualTo(2);
  }

  @Test
  void killedWhileBusyIsAnExitErrorAndKilledWhileIdleIsNone() {
    lambda.add(probe("killed").maximumSandboxes(1).timeout(Duration.ofSeconds(60)).build());
    long idle = Long.parseLong(invoke("killed", "pid"));
    assertThat(lambda.kill(idle)).isTrue();
    long busy = Long.parseLong(invoke("killed", "pid"));
    assertThat(busy).isNotEqualTo(idle);

    CompletableFuture<InvocationResult> hanging = send("killed", null, "hang");
    await("its handing over", () -> only("killed").invocations() == 2);
    assertThat(lambda.kill(busy)).isTrue();

    assertThat(result(hanging))
        .asString()
        .contains("Runtime.ExitError")
        .contains("Runtime exited with error: signal: killed");
    assertThat(lambda.kill(1)).isFalse();
  }

  @Test
  void oldVersionFinishesWhatItHasInHandWhileTheNewOneIsInvoked(@TempDir Path meeting) {
    lambda.add(version("replaced", "old").timeout(Duration.ofSeconds(60)).build());
    assertThat(started("replaced").invocations()).isEqualTo(1);
    CompletableFuture<InvocationResult> inHand = send("replaced", null, "meet " + meeting + " 2");
    await("its handing over", () -> only("replaced").invocations() == 2);

    lambda.replace(version("replaced", "new").timeout(Duration.ofSeconds(60)).build());

    assertThat(invoke("replaced", "environment")).contains("WHICH=new");
    assertThat(lambda.sandboxes().stream().filter(s -> s.functionName().equals("replaced")))
        .as("both versions")
        .hasSize(2);
    assertThat(invoke("replaced", "meet " + meeting + " 2")).isEqualTo("met");
    assertThat(payload(inHand)).isEqualTo("met");
  }

  @Test
  void oldVersionEndsWhenItCanHaveNothingInHandAnyMore() {
    lambda.add(version("outlived", "old").timeout(Duration.ofMillis(500)).build());
    SandboxStatus old = started("outlived");

    lambda.replace(version("outlived", "new").build());

    await("its end", () -> ENDED.stream().anyMatch(ended -> ended.id().equals(old.id())));
    assertThat(invoke("outlived", "environment")).contains("WHICH=new");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lambda.replace(probe("unheard-of").build()))
        .withMessageContaining("unheard-of");
  }

  private static FunctionConfiguration.Builder version(String function, String which) {
    return probe(function).environment(Map.of("WHICH", which));
  }

  private static SandboxStatus started(String function) {
    String unused = invokeUntilAnswered(function, "served");
    return only(function);
  }

  @Test
  void initThatFailsIsTheErrorOfTheRequest() {
    lambda.add(
        FunctionConfiguration.named("unborn")
            .handler(FailingInitHandler.class.getName())
            .classPath(TEST_CLASSES)
            .build());

    assertThat(fail("unborn", "\"x\"").text()).contains("no table is named");
    assertThat(fail("unborn", "\"x\"").text()).contains("no table is named");
    assertThat(lambda.coldStarts("unborn")).isEqualTo(2);
  }

  @Test
  void initThatTakesTooLongIsTheErrorOfTheRequest() {
    lambda.add(probe("late").initTimeout(Duration.ofMillis(1)).build());

    assertThat(fail("late", "served").text()).contains("Init timed out after 0.00 seconds");
  }

  @Test
  void javaThatIsNotThereIsTheErrorOfTheRequest() {
    lambda.add(probe("homeless").javaHome(Path.of("/nowhere")).build());

    assertThat(fail("homeless", "served").text()).contains("no JDK or JRE in /nowhere");
  }

  @Test
  void largestAnswerPassesAndALargerOneIsAnError() {
    lambda.add(probe("huge").timeout(Duration.ofSeconds(20)).build());
    int largest = RuntimeErrors.MAXIMUM_RESPONSE;

    assertThat(invoke("huge", "huge " + largest)).hasSize(largest);
    assertThat(fail("huge", "huge " + (largest + 1)).type())
        .isEqualTo("Function.ResponseSizeTooLarge");
    assertThat(invoke("huge", "echo still there")).isEqualTo("still there");
  }

  @Test
  void requestsAtOnceGetSandboxesOfTheirOwn(@TempDir Path meeting) {
    lambda.add(probe("pair").maximumSandboxes(2).timeout(Duration.ofSeconds(30)).build());

    CompletableFuture<InvocationResult> one = send("pair", null, "meet " + meeting + " 2");
    CompletableFuture<InvocationResult> other = send("pair", null, "meet " + meeting + " 2");

    assertThat(payload(one)).isEqualTo("met");
    assertThat(payload(other)).isEqualTo("met");
    assertThat(lambda.coldStarts("pair")).isEqualTo(2);
  }

  @Test
  void whatIsMoreThanTheMaximumIsThrottled() {
    lambda.add(probe("single").maximumSandboxes(1).build());

    CompletableFuture<InvocationResult> first = send("single", null, "served");
    CompletableFuture<InvocationResult> second = send("single", null, "served");

    assertThat(result(second)).isInstanceOf(InvocationResult.Throttled.class);
    assertThat(payload(first)).isEqualTo("1");
  }

  @Test
  void queueHoldsWhatIsMoreThanTheMaximum() {
    lambda.add(probe("queued").maximumSandboxes(1).queue(2).build());

    List<CompletableFuture<InvocationResult>> sent =
        List.of(
            send("queued", null, "served"),
            send("queued", null, "served"),
            send("queued", null, "served"),
            send("queued", null, "served"));

    assertThat(result(sent.get(3))).isInstanceOf(InvocationResult.Throttled.class);
    assertThat(sent.subList(0, 3))
        .extracting(LocalLambdaTest::payload)
        .containsExactly("1", "2", "3");
    assertThat(lambda.coldStarts("queued")).isEqualTo(1);
  }

  @Test
  void idleSandboxStandsStillUntilItsNextRequest() {
    lambda.add(probe("frozen").build());
    invoke("frozen", "watch");

    await("the freeze", () -> only("frozen").state() == SandboxStatus.State.FROZEN);
    long pid = only("frozen").pid();
    await("the kernel's word for it", () -> stateOf(pid) == 'T');
    long frozenAt = System.nanoTime();
    await("some time", () -> System.nanoTime() - frozenAt > 300_000_000L);

    assertThat(Long.parseLong(invoke("frozen", "gap"))).isGreaterThanOrEqualTo(300);
    assertThat(only("frozen").invocations()).isEqualTo(2);
  }

  @Test
  void sandboxThatIsNotToFreezeRunsOn() {
    lambda.add(probe("restless").freezing(false).build());
    invoke("restless", "watch");
    await("its return", () -> only("restless").state() == SandboxStatus.State.IDLE);
    long pid = only("restless").pid();
    long start = System.nanoTime();

    await(
        "some time",
        () -> {
          assertThat(stateOf(pid)).isNotEqualTo('T');
          return System.nanoTime() - start > 100_000_000L;
        });
    assertThat(invoke("restless", "served")).isEqualTo("2");
  }

  @Test
  void frozenSandboxCanBeAskedToEndInGoodOrder() {
    lambda.add(probe("polite").build());
    invoke("polite", "served");
    await("the freeze", () -> only("polite").state() == SandboxStatus.State.FROZEN);

    int status = lambda.terminate(only("polite").pid()).orTimeout(30, TimeUnit.SECONDS).join();

    assertThat(status).isEqualTo(128 + 15);
    assertThat(invoke("polite", "served")).isEqualTo("1");
  }

  @Test
  void sandboxWithSnapStartIsRestoredAtOnce() {
    lambda.add(probe("snap").snapStart(true).build());

    assertThat(invoke("snap", "environment")).contains("AWS_LAMBDA_INITIALIZATION_TYPE=snap-start");
  }

  @Test
  void eventIsRepeatedUntilItsAttemptsAreUsedUp() {
    lambda.add(
        probe("events").asynchronousRetries(2, Duration.ofMillis(1)).maximumSandboxes(1).build());

    assertThat(lambda.invokeAsynchronously("events", null, utf8("throw an event"))).isTrue();

    await(
        "the end of its attempts",
        () -> PRINTED.stream().anyMatch(line -> line.contains("gave up an event")));
    assertThat(invoke("events", "served")).isEqualTo("4");
  }

  @Test
  void eventsWaitInABoundedQueue() {
    lambda.add(probe("flood").maximumSandboxes(1).timeout(Duration.ofSeconds(60)).build());
    for (int i = 0; i < AsynchronousInvocations.MOST; i++) {
      assertThat(lambda.invokeAsynchronously("flood", null, utf8("hang"))).isTrue();
    }

    assertThat(lambda.invokeAsynchronously("flood", null, utf8("hang"))).isFalse();
  }

  @Test
  void unknownNamesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lambda.invoke("nobody", null, utf8("")))
        .withMessage("there is no function nobody");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lambda.invoke("probe", "blue", utf8("")))
        .withMessage("function probe has neither alias nor version blue");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lambda.invoke("probe", null, new byte[LocalLambda.MAXIMUM_PAYLOAD + 1]))
        .withMessageContaining("payload");
    assertThatIllegalStateException()
        .isThrownBy(() -> lambda.add(probe("probe").build()))
        .withMessageContaining("already");
  }

  @Test
  void closingEndsEverySandboxAndFailsWhatTheyWorkOn() {
    LocalLambda other = LocalLambda.builder().build();
    other.add(probe("late").timeout(Duration.ofSeconds(60)).maximumSandboxes(1).queue(1).build());
    result(other.invoke("late", null, utf8("served")));
    long pid = other.sandboxes().get(0).pid();
    CompletableFuture<InvocationResult> busy = other.invoke("late", null, utf8("hang"));
    CompletableFuture<InvocationResult> queued = other.invoke("late", null, utf8("hang"));

    other.close();
    other.close();

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(result(busy)).isInstanceOf(InvocationResult.FunctionError.class);
    assertThat(result(queued)).asString().contains("the local Lambda was closed");
    assertThat(result(other.invoke("late", null, utf8("served"))))
        .asString()
        .contains("the local Lambda was closed");
    assertThatIllegalStateException().isThrownBy(() -> other.add(probe("new").build()));
  }

  private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

  static FunctionConfiguration.Builder probe(String name) {
    return FunctionConfiguration.named(name)
        .handler(ProbeHandler.class.getName())
        .classPath(TEST_CLASSES)
        .timeout(Duration.ofSeconds(10));
  }

  private static String invoke(String function, String request) {
    return payload(send(function, null, request));
  }

  private static String invoke(String function, String qualifier, String request) {
    return payload(send(function, qualifier, request));
  }

  /** Where the function's own time-out is so short that a slow machine does not always keep it. */
  private static String invokeUntilAnswered(String function, String request) {
    InvocationResult result = result(send(function, null, request));
    while (!(result instanceof InvocationResult.Payload)) {
      result = result(send(function, null, request));
    }
    return ((InvocationResult.Payload) result).text();
  }

  private static InvocationResult.FunctionError fail(String function, String request) {
    InvocationResult result = result(send(function, null, request));
    assertThat(result).isInstanceOf(InvocationResult.FunctionError.class);
    return (InvocationResult.FunctionError) result;
  }

  private static CompletableFuture<InvocationResult> send(
      String function, @Nullable String qualifier, String request) {
    return lambda.invoke(function, qualifier, utf8(request));
  }

  private static String payload(CompletableFuture<InvocationResult> sent) {
    InvocationResult result = result(sent);
    assertThat(result).isInstanceOf(InvocationResult.Payload.class);
    return ((InvocationResult.Payload) result).text();
  }

  private static InvocationResult result(CompletableFuture<InvocationResult> sent) {
    return sent.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static SandboxStatus only(String function) {
    List<SandboxStatus> sandboxes =
        lambda.sandboxes().stream()
            .filter(sandbox -> sandbox.functionName().equals(function))
            .filter(sandbox -> sandbox.state() != SandboxStatus.State.ENDED)
            .toList();
    assertThat(sandboxes).hasSize(1);
    return sandboxes.get(0);
  }

  private static char stateOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
