package io.lambdatcc.example.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What this process has used so far.
 *
 * @param cpuNanos processor time of all threads, that of the garbage collector included, but of the
 *     compiler's only where there is no {@code /proc} to tell it apart: in a process that lives for
 *     days it has nothing to do
 * @param bytes allocated by the threads that there are
 */
record Usage(long cpuNanos, long bytes) {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Path TASKS = Path.of("/proc/self/task");

  static Usage now() {
    long bytes = 0;
    for (long each : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      bytes += Math.max(0, each);
    }
    return new Usage(PROCESS.getProcessCpuTime() - compilersNanos(), bytes);
  }

  Usage since(Usage before) {
    return new Usage(cpuNanos - before.cpuNanos, bytes - before.bytes);
  }

  private static long compilersNanos() {
    if (!Files.isDirectory(TASKS)) {
      return 0;
    }
    long nanos = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        nanos += compilerNanos(task);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + TASKS, e);
    }
    return nanos;
  }

  private static long compilerNanos(Path task) throws IOException {
    try {
      return Files.readString(task.resolve("comm")).matches("C[12] Compiler.*\\s*")
          ? Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0])
          : 0;
    } catch (NoSuchFileException e) {
      return 0; // it has ended meanwhile
    }
  }
}
