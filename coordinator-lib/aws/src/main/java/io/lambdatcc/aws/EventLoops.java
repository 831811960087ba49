package io.lambdatcc.aws;

import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * The threads that carry the calls of one function: to its log and to its participants alike.
 *
 * <p>A client that has threads of its own starts two for each processor, and waits two seconds for
 * quiet when it is closed.
 */
final class EventLoops implements AutoCloseable {
  private static final long END_LIMIT_SECONDS = 1;

  private final SdkEventLoopGroup group =
      SdkEventLoopGroup.builder()
          .numberOfThreads(Runtime.getRuntime().availableProcessors())
          .build();

  SdkEventLoopGroup group() {
    return group;
  }

  /** Ends the threads. The clients that use them are to be closed before. */
  @Override
  public void close() {
    group
        .eventLoopGroup()
        .shutdownGracefully(0, END_LIMIT_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(END_LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
