package io.lambdatcc.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdatcc.participant.fence.Fence;
import io.lambdatcc.participant.fence.FenceDriver;
import io.lambdatcc.participant.fence.FenceKey;
import io.lambdatcc.participant.fence.FenceRules;
import io.lambdatcc.participant.fence.FenceState;
import io.lambdatcc.participant.fence.FenceStore;
import io.lambdatcc.participant.fence.Patience;
import io.lambdatcc.participant.fence.TryRequest;
import io.lambdatcc.testkit.world.Conversation.Dealing;
import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.Operation;
import io.lambdatcc.wire.ParticipantReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The blocking fence driver, one dealing with its store at a time. */
class ConversationTest {
  private static final FenceKey KEY = new FenceKey("t1~x", "stock");
  private static final JsonText PAYLOAD = JsonText.parse("{\"item\":\"tea\",\"n\":3}");

  private Instant now = World.EPOCH;
  private int clockReads;
  private @Nullable Fence onArrival;
  private final Conversation<Shelf.Move, Shelf> conversation =
      new Conversation<>(
          () -> {
            clockReads++;
            return now;
          },
          key -> new FenceStore.Seen(onArrival),
          ConversationTest::tries);

  private static ParticipantReply tries(Conversation<Shelf.Move, Shelf> conversation) {
    return new FenceDriver<>(
            new FenceRules(FenceRules.MIN_RETENTION),
            conversation,
            conversation,
            conversation,
            Patience.OF_TRY,
            Patience.OF_FINISH)
        .onTry(
            new TryRequest(KEY, "digest", World.EPOCH.plusSeconds(10), false),
            new ShelfWork(PAYLOAD, false, false, Line::parse));
  }

  @Test
  void everyDealingAfterTheFirstLookIsAStep() {
    assertThat(conversation.goOn()).isNull();
    assertThat(conversation.wanted()).isInstanceOf(Dealing.Commit.class);
    Dealing.Commit<?> commit = (Dealing.Commit<?>) conversation.wanted();
    assertThat(commit.expected()).isNull();
    assertThat(commit.next().state()).isEqualTo(FenceState.TRIED);
    assertThat(commit.writes().toString())
        .isEqualTo(List.of(new Shelf.Move("tea", -3, 3, 0)).toString());
    conversation.answer(new FenceStore.Committed<Shelf>());
    assertThat(conversation.goOn()).isEqualTo(new ParticipantReply.Done(Operation.TRY, null));
  }

  @Test
  void aFailedConditionIsShownToTheAuthor() {
    assertThat(conversation.goOn()).isNull();
    conversation.answer(
        new FenceStore.ConditionFailed<>(List.of(new FenceStore.Failure<>(0, new Shelf(1, 5, 0)))));
    assertThat(conversation.goOn()).isInstanceOf(ParticipantReply.NotNow.class);
  }

  @Test
  void whatIsContendedIsPausedForAndLookedAtAgain() {
    List<Class<?>> dealings = new ArrayList<>();
    ParticipantReply reply = conversation.goOn();
    while (reply == null) {
      Dealing<?> wanted = conversation.wanted();
      dealings.add(wanted.getClass());
      if (wanted instanceof Dealing.Look) {
        conversation.answer(new FenceStore.Seen(null));
      } else if (wanted instanceof Dealing.Pause) {
        conversation.answer(wanted);
      } else {
        conversation.answer(new FenceStore.Contended<Shelf>("busy"));
      }
      reply = conversation.goOn();
    }
    assertThat(dealings.subList(0, 4))
        .containsExactly(
            Dealing.Commit.class, Dealing.Pause.class, Dealing.Look.class, Dealing.Commit.class);
    assertThat(dealings.stream().filter(Dealing.Commit.class::equals))
        .hasSize(Patience.OF_TRY.attempts());
    assertThat(reply).isInstanceOf(ParticipantReply.NotNow.class);
  }

  @Test
  void theClockIsReadOncePerPlaceHoweverOftenTheDriverIsRunAgain() {
    assertThat(conversation.goOn()).isNull();
    int reads = clockReads;
    now = now.plusSeconds(3600);
    // run again without an answer: the same clock, the same wish
    assertThat(conversation.goOn()).isNull();
    assertThat(clockReads).isEqualTo(reads);
    assertThat(conversation.wanted()).isInstanceOf(Dealing.Commit.class);
  }

  @Test
  void aFenceThatIsThereIsAnsweredFromWithoutAWrite() {
    onArrival =
        new Fence(FenceState.CANCELLED, null, null, null, null, World.EPOCH.plusSeconds(9999));
    assertThat(conversation.goOn())
        .isInstanceOfSatisfying(
            ParticipantReply.Refused.class,
            no -> assertThat(no.code()).isEqualTo(FenceRules.BRANCH_CANCELLED));
  }

  @Test
  void aRequestThatNeverEndsIsNotWaitedFor() {
    Conversation<Shelf.Move, Shelf> endless =
        new Conversation<>(
            () -> now,
            key -> new FenceStore.Seen(null),
            store -> {
              while (true) {
                FenceStore.Sight unused = store.look(KEY);
              }
            });
    assertThatThrownBy(
            () -> {
              while (endless.goOn() == null) {
                endless.answer(new FenceStore.Seen(null));
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dealings");
  }
}
