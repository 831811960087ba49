package io.lambdatcc.example.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator talks to, doing nothing: participants that say yes at once, and a DynamoDB
 * that answers every write as if it had landed. It reads no bodies, keeps nothing and verifies
 * nothing.
 *
 * <ul>
 *   <li>{@code POST …/tcc/try}, {@code /confirm}, {@code /cancel}: the yes that it asks for
 *   <li>the same below {@code /mute}: no answer, ever
 *   <li>{@code POST /}: {@code {}}, with the checksum that DynamoDB sends and the SDK compares
 *   <li>{@code GET /counts}: how many calls to participants and how many writes there were, as
 *       {@code calls writes}
 * </ul>
 */
final class NullServer implements AutoCloseable {
  /** Participants below this path never answer. */
  static final String MUTE = "/mute";

  private static final String COUNTS = "/counts";

  private final EventLoopGroup group = new NioEventLoopGroup(1);
  // a timer of the event loop would be late by up to a millisecond
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "null-server-timer");
            thread.setDaemon(true);
            return thread;
          });
  private final LongAdder calls = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final Duration callDelay;
  private final Duration writeDelay;
  private final Channel channel;

  /**
   * Listens on a free port of 127.0.0.1.
   *
   * @param callDelay how long participants take
   * @param writeDelay how long DynamoDB takes
   */
  NullServer(Duration callDelay, Duration writeDelay) {
    this.callDelay = callDelay;
    this.writeDelay = writeDelay;
    channel =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1_024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel accepted) {
                    accepted.pipeline().addLast(new HttpServerCodec(), new Connection());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    channel.close().awaitUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** One request after the other, as clients of HTTP/1.1 send them. */
  private final class Connection extends SimpleChannelInboundHandler<HttpObject> {
    private @Nullable String path;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part instanceof HttpRequest request) {
        path = request.uri();
      }
      if (part instanceof LastHttpContent && path != null) {
        answer(context, path);
      }
    }

    private void answer(ChannelHandlerContext context, String asked) {
      if (asked.equals(COUNTS)) {
        send(context, Reply.of(calls.sum() + " " + writes.sum()));
      } else if (asked.contains("/tcc/")) {
        calls.increment();
        if (!asked.startsWith(MUTE)) {
          later(context, Reply.to(asked), callDelay);
        }
      } else {
        writes.increment();
        later(context, Reply.WRITTEN, writeDelay);
      }
    }

    private void later(ChannelHandlerContext context, Reply reply, Duration delay) {
      if (delay.isZero()) {
        send(context, reply);
      } else {
        var unused =
            timer.schedule(() -> send(context, reply), delay.toNanos(), TimeUnit.NANOSECONDS);
      }
    }

    private void send(ChannelHandlerContext context, Reply reply) {
      var unused = context.writeAndFlush(reply.response(), context.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var unused = context.close();
    }
  }

  /** A body that is the same each time. */
  private record Reply(ByteBuf body, String checksum) {
    static final Reply WRITTEN = of("{}");
    static final Reply TRIED = of("{\"outcome\":\"TRIED\"}");
    static final Reply CONFIRMED = of("{\"outcome\":\"CONFIRMED\"}");
    static final Reply CANCELLED = of("{\"outcome\":\"CANCELLED\"}");

    static Reply of(String body) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      return new Reply(
          Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes)),
          Long.toString(checksum.getValue()));
    }

    static Reply to(String path) {
      return path.endsWith("/try") ? TRIED : path.endsWith("/confirm") ? CONFIRMED : CANCELLED;
    }

    FullHttpResponse response() {
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body.duplicate());
      response
          .headers()
          .set("Content-Type", "application/json")
          .set("Content-Length", body.readableBytes())
          .set("x-amzn-RequestId", "0")
          .set("x-amz-crc32", checksum);
      return response;
    }
  }
}
