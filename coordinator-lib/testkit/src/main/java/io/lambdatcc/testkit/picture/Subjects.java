package io.lambdatcc.testkit.picture;

import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Telling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which transactions a happening is about. */
final class Subjects {
  private Subjects() {}

  /** The full ids that it says. */
  static List<String> ids(Happening happening) {
    BranchCall call = call(happening);
    if (call != null) {
      return List.of(call.transactionId().toString());
    }
    if (happening instanceof Happening.Ended it) {
      return it.unfinished().stream()
          .filter(left -> !left.excused())
          .map(left -> left.id().toString())
          .toList();
    }
    if (happening instanceof Happening.Told it && it.telling() instanceof Telling.Shown shown) {
      return List.of(shown.id());
    }
    if (happening instanceof Happening.FenceChanged it) {
      return List.of(it.key().transactionId());
    }
    TransactionId id = recordId(happening);
    return id == null ? List.of() : List.of(id.toString());
  }

  private static @Nullable TransactionId recordId(Happening happening) {
    if (happening instanceof Happening.Writing it) {
      return it.next().id();
    }
    if (happening instanceof Happening.Landed it) {
      return it.after().id();
    }
    if (happening instanceof Happening.Conflicted it) {
      return it.wanted().id();
    }
    if (happening instanceof Happening.WriteAnswered it) {
      return it.wanted().id();
    }
    if (happening instanceof Happening.Read it) {
      return it.shown() == null ? null : it.shown().id();
    }
    if (happening instanceof Happening.Forgotten it) {
      return it.last().id();
    }
    if (happening instanceof Happening.StoredByOther it) {
      return it.id();
    }
    if (happening instanceof Happening.ExtrasKept it) {
      return it.id();
    }
    if (happening instanceof Happening.Stepped it) {
      return it.before().id();
    }
    return happening instanceof Happening.Accused it ? it.id() : null;
  }

  /** The names of the transactions that it is about; none where it is about the whole run. */
  static List<String> names(Happening happening) {
    if (happening instanceof Happening.Asked it) {
      return List.of(it.ask().transaction());
    }
    if (happening instanceof Happening.Told it) {
      return List.of(it.ask().transaction());
    }
    if (happening instanceof Happening.Unanswered it) {
      return List.of(it.ask().transaction());
    }
    if (happening instanceof Happening.Read it) {
      return List.of(ShortNames.nameOf(it.transaction()));
    }
    if (happening instanceof Happening.Listed it) {
      return it.transactions();
    }
    if (happening instanceof Happening.Struck it) {
      String subject = it.site().subject();
      int slash = subject.indexOf('/');
      return subject.isEmpty()
          ? List.of()
          : List.of(slash < 0 ? subject : subject.substring(0, slash));
    }
    return ids(happening).stream().map(ShortNames::nameOf).distinct().toList();
  }

  /** The call that it is a part of, if it is. */
  static @Nullable BranchCall call(Happening happening) {
    if (happening instanceof Happening.Sent it) {
      return it.call();
    }
    if (happening instanceof Happening.Arrived it) {
      return it.call();
    }
    if (happening instanceof Happening.Lost it) {
      return it.call();
    }
    if (happening instanceof Happening.Replied it) {
      return it.call();
    }
    return happening instanceof Happening.Heard it ? it.call() : null;
  }

  /** The number of a call of which this is a part. */
  static int message(Happening happening) {
    if (happening instanceof Happening.Sent it) {
      return it.message();
    }
    if (happening instanceof Happening.Arrived it) {
      return it.message();
    }
    if (happening instanceof Happening.Lost it) {
      return it.message();
    }
    if (happening instanceof Happening.Replied it) {
      return it.message();
    }
    if (happening instanceof Happening.Heard it) {
      return it.message();
    }
    throw new IllegalArgumentException("not a part of a call: " + happening);
  }

  /** The coordinator's process that it happens to or through, if there is one. */
  static @Nullable String coordinator(Happening happening) {
    if (happening instanceof Happening.Sent it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Heard it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Writing it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Landed it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Conflicted it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.WriteAnswered it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Read it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Listed it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Stepped it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Accused it) {
      return it.coordinator();
    }
    return lifeOf(happening);
  }

  private static @Nullable String lifeOf(Happening happening) {
    if (happening instanceof Happening.Started it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Crashed it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Froze it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Thawed it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.ClockMoved it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Trouble it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Sweeping it) {
      return it.coordinator();
    }
    if (happening instanceof Happening.Completing it) {
      return it.coordinator();
    }
    return happening instanceof Happening.Swept it ? it.coordinator() : null;
  }
}
