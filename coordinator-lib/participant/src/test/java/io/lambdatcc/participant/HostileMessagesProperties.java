package io.lambdatcc.participant;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.lambdatcc.http.Routes;
import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.wire.Problem;
import io.lambdatcc.wire.ProblemType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Messages that no coordinator would send. None may fail on this side, whatever it holds. */
class HostileMessagesProperties {
  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
  private static final int DEEP = 100_000;

  /** Fences and nothing else. */
  private static final class FencesAlone
      implements FenceStore<TransactWriteItem, Map<String, AttributeValue>> {
    private final Map<FenceKey, Fence> fences = new HashMap<>();

    @Override
    public Sight look(FenceKey key) {
      return new Seen(fences.get(key));
    }

    @Override
    public Optional<Map<String, AttributeValue>> peek(TransactWriteItem write) {
      return Optional.empty();
    }

    @Override
    public Outcome<Map<String, AttributeValue>> commit(
        FenceKey key, @Nullable FenceState expected, Fence next, List<TransactWriteItem> writes) {
      fences.put(key, next);
      return new Committed<>();
    }
  }

  /** What a Try is about. */
  record Seats(int count, Instant until) {}

  private static final class Theatre implements TccParticipant<Seats> {
    @Override
    public Class<Seats> payloadType() {
      return Seats.class;
    }

    @Override
    public TryPlan<Seats> onTry(Branch branch, Seats seats) {
      return seats.count() > 0
          ? TryPlan.reserve(seats)
          : TryPlan.refuse("too-few", "that is nobody");
    }

    @Override
    public List<TransactWriteItem> onConfirm(Branch branch, Seats seats) {
      return List.of();
    }

    @Override
    public List<TransactWriteItem> onCancel(Branch branch, Seats seats) {
      return List.of();
    }
  }

  private final Routes routes =
      TccEndpoint.builder(new Theatre())
          .name("seats")
          .fences(new FencesAlone())
          .clock(() -> NOW)
          .build()
          .addTo(Routes.builder(), "/seats")
          .build();

  @Property(tries = 4_000)
  void everyMessageIsAnsweredAndNoneFailsOnThisSide(
      @ForAll("operations") String operation,
      @ForAll("messages") String message,
      @ForAll("headers") Map<String, String> headers) {
    APIGatewayV2HTTPResponse response =
        routes.handle(Events.post("/seats/tcc/" + operation, headers, message, null));

    assertThat(response.getStatusCode()).as(response.getBody()).isBetween(200, 499);
    if (response.getStatusCode() >= 400) {
      Problem problem = Problem.fromJson(response.getBody());
      assertThat(problem.status()).isEqualTo(response.getStatusCode());
      assertThat(ProblemType.of(problem.type())).isPresent();
    }
  }

  @Provide
  Arbitrary<String> operations() {
    return Arbitraries.of("try", "try", "try", "confirm", "cancel", "Try", "..", "%2e", "\u0000");
  }

  @Provide
  Arbitrary<Map<String, String>> headers() {
    return Arbitraries.maps(
            Arbitraries.of("Idempotency-Key", "tcc-attempt", "traceparent", "content-type"),
            Arbitraries.oneOf(
                Arbitraries.of("1", "2", "-1", "999999999999", "\"a~t/b/try\"", ""), odd(20)))
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<String> messages() {
    Arbitrary<String> value =
        Arbitraries.of(
            "null",
            "true",
            "0",
            "1",
            "-0",
            "2",
            "1.5",
            "1e400",
            "\"\"",
            "{}",
            "[]",
            "\"seats\"",
            "\"a~t\"",
            "\"b\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"2030-01-31T12:00:10Z\"",
            "\"+1000000000-12-31T23:59:59Z\"",
            "\"-1000000000-01-01T00:00:00Z\"",
            "[[[]]]",
            "{\"count\":1,\"until\":\"2030-01-31T12:00:00Z\"}",
            "{\"count\":0,\"until\":null}",
            "{\"count\":1e400,\"until\":0}",
            "{\"count\":\"1\"}",
            "\"" + "x".repeat(3_000) + "\"");
    Arbitrary<String> nearlyWell =
        Combinators.combine(
                mostly("1", value),
                mostly("\"a~t\"", value),
                mostly("\"b\"", value),
                mostly("\"seats\"", value),
                mostly("\"2030-01-31T12:00:10Z\"", value),
                mostly("{\"count\":1,\"until\":\"2030-01-31T12:00:00Z\"}", value))
            .as(
                (v, id, branch, participant, deadline, payload) ->
                    "{\"v\":%s,\"transactionId\":%s,\"branchId\":%s,\"participant\":%s,\"deadline\":%s,\"payload\":%s}"
                        .formatted(v, id, branch, participant, deadline, payload));
    return Arbitraries.frequencyOf(
        Tuple.of(20, nearlyWell),
        Tuple.of(2, value),
        Tuple.of(2, odd(100)),
        Tuple.of(1, Arbitraries.of("[".repeat(DEEP), "{\"payload\":" + "[".repeat(DEEP))));
  }

  private static Arbitrary<String> mostly(String well, Arbitrary<String> other) {
    return Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.just(well)), Tuple.of(1, other));
  }

  private static Arbitrary<String> odd(int longest) {
    return Arbitraries.strings()
        .withCharRange((char) 0, (char) 0xffff)
        .withChars('"', '\\', '{', '}', '~', (char) 0xd83d)
        .ofMaxLength(longest);
  }
}
