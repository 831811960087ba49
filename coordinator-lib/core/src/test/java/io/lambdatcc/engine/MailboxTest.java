package io.lambdatcc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private static final int THREADS = 8;
  private static final int POSTS = 20_000;

  @Test
  void manyThreadsPostAndNeverAreTwoTasksInsideAndNoneIsLost() throws InterruptedException {
    Mailbox mailbox = new Mailbox(failure -> {});
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger collisions = new AtomicInteger();
    int[] done = new int[1]; // not atomic: the mailbox alone keeps it whole
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int t = 0; t < THREADS; t++) {
      threads.execute(
          () -> {
            awaitQuietly(start);
            for (int i = 0; i < POSTS; i++) {
              mailbox.post(
                  () -> {
                    if (inside.incrementAndGet() != 1) {
                      collisions.incrementAndGet();
                    }
                    done[0]++;
                    inside.decrementAndGet();
                  });
            }
          });
    }
    start.countDown();
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    CountDownLatch last = new CountDownLatch(1);
    mailbox.post(last::countDown);
    assertThat(last.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(collisions).hasValue(0);
    assertThat(done[0]).isEqualTo(THREADS * POSTS);
  }

  @Test
  void aTaskPostedByATaskComesAfterIt() {
    List<String> order = new ArrayList<>();
    Mailbox mailbox = new Mailbox(failure -> {});
    mailbox.post(
        () -> {
          mailbox.post(() -> order.add("inner"));
          order.add("outer");
        });
    assertThat(order).containsExactly("outer", "inner");
  }

  @Test
  void itOutlivesTasksThatThrowAndReportsThatThrow() {
    List<Throwable> failures = new ArrayList<>();
    Mailbox mailbox =
        new Mailbox(
            failure -> {
              failures.add(failure);
              throw new IllegalStateException("the report fails too");
            });
    mailbox.post(
        () -> {
          throw new IllegalArgumentException("first");
        });
    List<String> after = new ArrayList<>();
    mailbox.post(() -> after.add("second"));
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).getSuppressed()).as("nor is that lost").hasSize(1);
    assertThat(after).containsExactly("second");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
