package io.lambdatcc.aws;

import io.lambdatcc.protocol.BranchState;
import io.lambdatcc.protocol.BranchStatus;
import io.lambdatcc.protocol.CancelReason;
import io.lambdatcc.protocol.Digest;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.protocol.Phase;
import io.lambdatcc.protocol.Resolution;
import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionKey;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.wire.JsonText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A transaction as an item; the table in {@link DynamoDbTransactionLog} names its attributes.
 *
 * <p>Reading is strict where writing is tolerant: an attribute that is missing, of another type or
 * of an unknown value makes the whole record unreadable (I12), while attributes that this version
 * does not know are neither read nor written.
 */
final class TransactionRecord {
  /** The one version of the format. */
  static final int SCHEMA = 1;

  static final String KEY = "id";
  static final String SCHEMA_VERSION = "sv";
  static final String NONCE = "n";
  static final String SCOPE = "sc";
  static final String ORDER = "o";
  static final String CREATED_AT = "c";
  static final String DEADLINE = "dl";
  static final String TRACEPARENT = "tp";
  static final String BRANCHES = "b";
  static final String VERSION = "v";
  static final String LAST_WRITE_TOKEN = "w";
  static final String PHASE = "p";
  static final String PROGRESS = "g";
  static final String REASON = "r";
  static final String RESOLUTIONS = "rs";
  static final String FAILED_ROUNDS = "fr";
  static final String PARKED_AT = "pk";
  static final String DECIDED_AT = "da";
  static final String ENDED_AT = "ea";
  static final String HANDED_OVER = "ho";
  static final String EXPIRES_AT = "ttl";
  static final String DUE_SHARD = "ds";
  static final String DUE = "dd";

  private static final String BRANCH_ID = "i";
  private static final String BRANCH_PARTICIPANT = "p";
  private static final String BRANCH_DIGEST = "d";
  private static final String BRANCH_ADDRESS = "u";

  private static final String PROGRESS_STATUS = "s";
  private static final String PROGRESS_ATTEMPTS = "a";
  private static final String PROGRESS_FAILURES = "f";
  private static final String PROGRESS_RESULT = "r";
  private static final String PROGRESS_PROBLEM = "x";
  private static final String PROGRESS_TRIED = "t";
  private static final String PROGRESS_HEARD = "h";

  private static final String RESOLUTION_BRANCH = "b";
  private static final String RESOLUTION_AT = "a";
  private static final String RESOLUTION_BY = "w";
  private static final String RESOLUTION_REASON = "t";

  private static final String REASON_KIND = "k";
  private static final String REASON_BRANCH = "b";
  private static final String REASON_CODE = "c";
  private static final String REASON_TEXT = "t";

  /** What a write after begin replaces, or removes where it has no value any more. */
  private static final Set<String> CHANGING =
      Set.of(
          VERSION,
          LAST_WRITE_TOKEN,
          PHASE,
          PROGRESS,
          REASON,
          FAILED_ROUNDS,
          PARKED_AT,
          DECIDED_AT,
          ENDED_AT,
          HANDED_OVER,
          EXPIRES_AT,
          DUE);

  /** The value that the filter of the completion function's stream looks for. */
  private static final long MARKED = 1;

  private static final int MAX_BYTES_PER_CHAR = 3;

  /** Counts, times, names and overhead of one branch's progress beyond what begin writes. */
  private static final int PROGRESS_OVERHEAD = 64;

  /** The branch, the time, names and overhead of who resolved one; its reason follows a problem. */
  private static final int RESOLUTION_OVERHEAD = 96;

  /** The write token, four instants, the reason's branch, names and overhead. */
  private static final int OTHER_LATER_BYTES = 512;

  /** Slots of a map of three to six members. */
  private static final int FEW = 8;

  /** What nearly every write says, made once: a value of the SDK is not cheap to make. */
  private static final List<AttributeValue> SMALL_NUMBERS =
      IntStream.range(0, 100).mapToObj(i -> AttributeValue.fromN(Integer.toString(i))).toList();

  private static final Map<BranchStatus, AttributeValue> STATUSES =
      each(BranchStatus.class, TransactionRecord::letter);

  private static final Map<Phase, AttributeValue> PHASES = each(Phase.class, Phase::name);
  private static final Map<Order, AttributeValue> ORDERS = each(Order.class, Order::name);

  private TransactionRecord() {}

  private static <E extends Enum<E>> Map<E, AttributeValue> each(
      Class<E> type, Function<E, String> text) {
    Map<E, AttributeValue> values = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      values.put(constant, string(text.apply(constant)));
    }
    return values;
  }

  // ---- writing -------------------------------------------------------------------------------

  /** The whole item of a second version that stands in the place of the first. */
  static Map<String, AttributeValue> toItem(
      TransactionState second, int shard, String token, Duration retention) {
    Map<String, AttributeValue> item = toItem(second, shard);
    item.putAll(setBy(second, token, retention));
    return item;
  }

  /** The whole item of a first version. */
  static Map<String, AttributeValue> toItem(TransactionState first, int shard) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(KEY, string(first.id().key().text()));
    item.put(SCHEMA_VERSION, number(SCHEMA));
    item.put(NONCE, string(first.id().nonce()));
    item.put(SCOPE, string(first.scope()));
    item.put(ORDER, Objects.requireNonNull(ORDERS.get(first.order())));
    item.put(CREATED_AT, instant(first.createdAt()));
    item.put(DEADLINE, instant(first.deadline()));
    put(item, TRACEPARENT, first.traceparent());
    item.put(BRANCHES, list(first.branches(), TransactionRecord::branch));
    putProgress(item, first);
    if (first.due() != null) {
      item.put(DUE_SHARD, number(shard));
    }
    return item;
  }

  /** What a later version sets; whatever of {@link #removedBy} it does not set is removed. */
  static Map<String, AttributeValue> setBy(
      TransactionState next, String token, Duration retention) {
    Map<String, AttributeValue> set = new HashMap<>();
    putProgress(set, next);
    set.put(LAST_WRITE_TOKEN, string(token));
    if (next.endedAt() != null) {
      set.put(EXPIRES_AT, number(next.endedAt().plus(retention).getEpochSecond()));
    }
    return set;
  }

  /**
   * What a later version removes: all that it could have set and did not, and its index entry.
   *
   * @param set the attributes that it sets
   */
  static List<String> removedBy(Set<String> set) {
    List<String> removed = new ArrayList<>();
    for (String name : CHANGING) {
      if (!set.contains(name)) {
        removed.add(name);
      }
    }
    if (!set.contains(DUE)) {
      removed.add(DUE_SHARD);
    }
    return removed;
  }

  /** How much the item can grow after begin, at the worst. */
  static int worstGrowth(TransactionState first) {
    int perBranch =
        BranchState.MAX_RESULT_BYTES
            + BranchState.MAX_PROBLEM_LENGTH * MAX_BYTES_PER_CHAR
            + PROGRESS_OVERHEAD
            + Resolution.MAX_BY_LENGTH
            + RESOLUTION_OVERHEAD;
    return first.branches().size() * perBranch
        + 2 * CancelReason.MAX_TEXT_LENGTH * MAX_BYTES_PER_CHAR
        + OTHER_LATER_BYTES;
  }

  private static void putProgress(Map<String, AttributeValue> item, TransactionState state) {
    item.put(VERSION, number(state.version()));
    item.put(PHASE, Objects.requireNonNull(PHASES.get(state.phase())));
    item.put(PROGRESS, list(state.branches(), branch -> progress(branch, state.createdAt())));
    List<AttributeValue> resolutions = resolutions(state);
    if (!resolutions.isEmpty()) {
      item.put(RESOLUTIONS, AttributeValue.fromL(resolutions));
    }
    item.put(FAILED_ROUNDS, number(state.failedRounds()));
    CancelReason reason = state.cancelReason();
    if (reason != null) {
      item.put(REASON, reason(reason));
    }
    put(item, PARKED_AT, state.parkedAt());
    put(item, DECIDED_AT, state.decidedAt());
    put(item, ENDED_AT, state.endedAt());
    put(item, DUE, state.due());
    if (state.handedOver()) {
      item.put(HANDED_OVER, number(MARKED));
    }
  }

  private static AttributeValue list(
      List<BranchState> branches, Function<BranchState, AttributeValue> value) {
    List<AttributeValue> values = new ArrayList<>(branches.size());
    for (BranchState branch : branches) {
      values.add(value.apply(branch));
    }
    return AttributeValue.fromL(values);
  }

  private static AttributeValue branch(BranchState branch) {
    Map<String, AttributeValue> map = new HashMap<>(FEW);
    map.put(BRANCH_PARTICIPANT, string(branch.participant()));
    map.put(
        BRANCH_DIGEST,
        AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(branch.payloadDigest().bytes())));
    put(map, BRANCH_ADDRESS, branch.address());
    if (!branch.id().equals(branch.participant())) {
      map.put(BRANCH_ID, string(branch.id()));
    }
    return AttributeValue.fromM(map);
  }

  private static AttributeValue progress(BranchState branch, Instant begun) {
    Map<String, AttributeValue> map = new HashMap<>(FEW);
    map.put(PROGRESS_STATUS, status(branch.status()));
    map.put(PROGRESS_ATTEMPTS, number(branch.attempts()));
    if (branch.failures() > 0) {
      map.put(PROGRESS_FAILURES, number(branch.failures()));
    }
    put(map, PROGRESS_RESULT, branch.result());
    put(map, PROGRESS_PROBLEM, branch.problem());
    Instant tried = branch.triedAt();
    if (tried != null) {
      map.put(PROGRESS_TRIED, since(begun, tried));
    }
    Instant heard = branch.heardAt();
    if (heard != null && !heard.equals(tried)) {
      map.put(PROGRESS_HEARD, since(begun, heard));
    }
    return AttributeValue.fromM(map);
  }

  /** Smaller than an instant, and there are many. */
  private static AttributeValue since(Instant begun, Instant then) {
    return number(then.toEpochMilli() - begun.toEpochMilli());
  }

  /**
   * Not among the progress, which every writer replaces: one that does not know them leaves them
   * (I12).
   */
  private static List<AttributeValue> resolutions(TransactionState state) {
    List<AttributeValue> all = new ArrayList<>(0);
    for (BranchState branch : state.branches()) {
      Resolution resolution = branch.resolution();
      if (resolution != null) {
        all.add(
            AttributeValue.fromM(
                Map.of(
                    RESOLUTION_BRANCH, string(branch.id()),
                    RESOLUTION_AT, instant(resolution.at()),
                    RESOLUTION_BY, string(resolution.by()),
                    RESOLUTION_REASON, string(resolution.reason()))));
      }
    }
    return all;
  }

  private static AttributeValue reason(CancelReason reason) {
    Map<String, AttributeValue> map = new HashMap<>();
    map.put(REASON_KIND, string(reason.kind().name()));
    put(map, REASON_BRANCH, reason.branchId());
    put(map, REASON_CODE, reason.code());
    map.put(REASON_TEXT, string(reason.text()));
    return AttributeValue.fromM(map);
  }

  private static AttributeValue status(BranchStatus status) {
    return Objects.requireNonNull(STATUSES.get(status));
  }

  private static String letter(BranchStatus status) {
    return switch (status) {
      case PENDING -> "P";
      case ASKED -> "A";
      case WAITING -> "W";
      case TRIED -> "T";
      case REFUSED -> "R";
      case CONFIRMED -> "C";
      case CANCELLED -> "X";
    };
  }

  private static void put(Map<String, AttributeValue> map, String name, @Nullable String value) {
    if (value != null) {
      map.put(name, string(value));
    }
  }

  private static void put(Map<String, AttributeValue> map, String name, @Nullable Instant value) {
    if (value != null) {
      map.put(name, instant(value));
    }
  }

  /**
   * A text as DynamoDB takes it. Half a surrogate pair has no UTF-8: it would make the request
   * unsendable, and with it the transaction unable to move on, whoever put it there.
   */
  static AttributeValue string(String text) {
    return AttributeValue.fromS(JsonText.whole(text));
  }

  static AttributeValue number(long value) {
    return 0 <= value && value < SMALL_NUMBERS.size()
        ? SMALL_NUMBERS.get((int) value)
        : AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue instant(Instant value) {
    return number(value.toEpochMilli());
  }

  // ---- reading -------------------------------------------------------------------------------

  /** Whether this item is what a write with this token, and nothing since, has left. */
  static boolean wasLeftBy(TransactionState next, String token, Map<String, AttributeValue> item) {
    AttributeValue last = item.get(LAST_WRITE_TOKEN);
    return last != null
        && token.equals(last.s())
        && item.get(VERSION) != null
        && Long.toString(next.version()).equals(item.get(VERSION).n())
        && item.get(NONCE) != null
        && next.id().nonce().equals(item.get(NONCE).s());
  }

  /**
   * The transaction that is stored so.
   *
   * @throws IllegalStateException where this version cannot understand all of it
   */
  static TransactionState fromItem(Map<String, AttributeValue> item) {
    Fields fields = new Fields("a transaction without a key", item);
    String key = fields.string(KEY);
    fields = new Fields("transaction " + key, item);
    long schema = fields.number(SCHEMA_VERSION);
    if (schema != SCHEMA) {
      throw fields.unreadable(
          SCHEMA_VERSION,
          "is " + schema + ", this version reads " + SCHEMA + " only; deploy the newer one here");
    }
    try {
      Phase phase = fields.constant(PHASE, Phase.class);
      int failedRounds = fields.count(FAILED_ROUNDS);
      Instant parkedAt = fields.instantOrNull(PARKED_AT);
      return new TransactionState(
          new TransactionId(TransactionKey.parse(key), fields.string(NONCE)),
          fields.string(SCOPE),
          fields.constant(ORDER, Order.class),
          fields.instant(CREATED_AT),
          fields.instant(DEADLINE),
          fields.stringOrNull(TRACEPARENT),
          fields.number(VERSION),
          phase,
          branches(fields),
          reason(fields, phase.decided() && !phase.confirms()),
          failedRounds,
          fields.instant(DUE, !phase.finished()),
          parkedAt,
          fields.instant(DECIDED_AT, phase.decided()),
          fields.instant(ENDED_AT, phase.finished()),
          // a writer that does not know the marker leaves it where it means nothing any more
          fields.isMarked(HANDED_OVER)
              && TransactionState.canBeHandedOver(phase, failedRounds, parkedAt != null),
          null);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "transaction " + key + " is stored in an impossible state: " + e.getMessage(), e);
    }
  }

  /** The key in an index entry. */
  static TransactionKey keyOf(Map<String, AttributeValue> entry) {
    return TransactionKey.parse(new Fields("an index entry", entry).string(KEY));
  }

  /** The due time in an index entry, in epoch milliseconds. */
  static long dueOf(Map<String, AttributeValue> entry) {
    return new Fields("an index entry", entry).number(DUE);
  }

  private static List<BranchState> branches(Fields fields) {
    List<Fields> identities = fields.list(BRANCHES);
    List<Fields> progress = fields.list(PROGRESS);
    if (identities.size() != progress.size()) {
      throw fields.unreadable(
          PROGRESS, "has " + progress.size() + " elements for " + identities.size() + " branches");
    }
    Instant begun = fields.instant(CREATED_AT);
    Map<String, Resolution> resolutions = resolutions(fields);
    List<BranchState> branches = new ArrayList<>();
    for (int i = 0; i < identities.size(); i++) {
      branches.add(branch(identities.get(i), progress.get(i), begun, resolutions));
    }
    return branches;
  }

  private static Map<String, Resolution> resolutions(Fields fields) {
    Map<String, Resolution> resolutions = new HashMap<>();
    for (Fields each : fields.listOrEmpty(RESOLUTIONS)) {
      resolutions.put(
          each.string(RESOLUTION_BRANCH),
          new Resolution(
              each.instant(RESOLUTION_AT),
              each.string(RESOLUTION_BY),
              each.string(RESOLUTION_REASON)));
    }
    return resolutions;
  }

  private static BranchState branch(
      Fields identity, Fields progress, Instant begun, Map<String, Resolution> resolutions) {
    String participant = identity.string(BRANCH_PARTICIPANT);
    String idIfOther = identity.stringOrNull(BRANCH_ID);
    String id = idIfOther == null ? participant : idIfOther;
    Instant tried = progress.sinceOrNull(begun, PROGRESS_TRIED);
    Instant heard = progress.sinceOrNull(begun, PROGRESS_HEARD);
    return new BranchState(
        id,
        participant,
        Digest.ofBytes(identity.bytes(BRANCH_DIGEST)),
        identity.stringOrNull(BRANCH_ADDRESS),
        status(progress),
        progress.count(PROGRESS_ATTEMPTS),
        progress.countOrZero(PROGRESS_FAILURES),
        progress.stringOrNull(PROGRESS_RESULT),
        progress.stringOrNull(PROGRESS_PROBLEM),
        tried,
        heard == null ? tried : heard,
        resolutions.get(id),
        false);
  }

  private static BranchStatus status(Fields progress) {
    String letter = progress.string(PROGRESS_STATUS);
    for (BranchStatus status : BranchStatus.values()) {
      if (letter(status).equals(letter)) {
        return status;
      }
    }
    throw progress.unknown(PROGRESS_STATUS, letter);
  }

  private static @Nullable CancelReason reason(Fields fields, boolean required) {
    Fields reason = required ? fields.map(REASON) : fields.mapOrNull(REASON);
    return reason == null
        ? null
        : new CancelReason(
            reason.constant(REASON_KIND, CancelReason.Kind.class),
            reason.stringOrNull(REASON_BRANCH),
            reason.stringOrNull(REASON_CODE),
            reason.string(REASON_TEXT));
  }

  /** The attributes of an item, or of a map inside it, read without ever assuming a value. */
  private record Fields(String where, Map<String, AttributeValue> values) {

    String string(String name) {
      return required(name, stringOrNull(name));
    }

    @Nullable String stringOrNull(String name) {
      AttributeValue value = values.get(name);
      return value == null ? null : typed(name, value, value.s());
    }

    long number(String name) {
      return required(name, numberOrNull(name));
    }

    int count(String name) {
      long number = number(name);
      if (number < 0 || number > Integer.MAX_VALUE) {
        throw unreadable(name, "is " + number + ", which counts nothing");
      }
      return (int) number;
    }

    int countOrZero(String name) {
      return values.containsKey(name) ? count(name) : 0;
    }

    /** A hint, not a fact: no other value of it makes a record unreadable. */
    boolean isMarked(String name) {
      AttributeValue value = values.get(name);
      return value != null && Long.toString(MARKED).equals(value.n());
    }

    private @Nullable Long numberOrNull(String name) {
      AttributeValue value = values.get(name);
      if (value == null) {
        return null;
      }
      String text = typed(name, value, value.n());
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        throw unreadable(name, "is " + text + ", which is no whole number");
      }
    }

    Instant instant(String name) {
      return required(name, instantOrNull(name));
    }

    /** What only some phases have. */
    @Nullable Instant instant(String name, boolean required) {
      return required ? instant(name) : instantOrNull(name);
    }

    @Nullable Instant instantOrNull(String name) {
      Long millis = numberOrNull(name);
      return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    @Nullable Instant sinceOrNull(Instant begun, String name) {
      Long millis = numberOrNull(name);
      try {
        return millis == null ? null : begun.plusMillis(millis);
      } catch (DateTimeException | ArithmeticException e) {
        throw unreadable(name, "is " + millis + ", which leads to no time");
      }
    }

    byte[] bytes(String name) {
      AttributeValue value = required(name, values.get(name));
      return typed(name, value, value.b()).asByteArray();
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
      String text = string(name);
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equals(text)) {
          return constant;
        }
      }
      throw unknown(name, text);
    }

    List<Fields> list(String name) {
      AttributeValue value = required(name, values.get(name));
      if (!value.hasL()) {
        throw unreadable(name, "is no list");
      }
      List<Fields> elements = new ArrayList<>();
      for (AttributeValue element : value.l()) {
        elements.add(map(name + "[" + elements.size() + "]", element));
      }
      return elements;
    }

    List<Fields> listOrEmpty(String name) {
      return values.containsKey(name) ? list(name) : List.of();
    }

    Fields map(String name) {
      return required(name, mapOrNull(name));
    }

    @Nullable Fields mapOrNull(String name) {
      AttributeValue value = values.get(name);
      return value == null ? null : map(name, value);
    }

    private Fields map(String name, AttributeValue value) {
      if (!value.hasM()) {
        throw unreadable(name, "is no map");
      }
      return new Fields(where + ", " + name, value.m());
    }

    private <T> T required(String name, @Nullable T value) {
      if (value == null) {
        throw unreadable(name, "is missing");
      }
      return value;
    }

    private <T> T typed(String name, AttributeValue value, @Nullable T typed) {
      if (typed == null) {
        throw unreadable(name, "is of type " + value.type());
      }
      return typed;
    }

    IllegalStateException unknown(String name, String value) {
      return unreadable(
          name,
          "is '"
              + value
              + "', which this version does not know; deploy the one that wrote it here");
    }

    IllegalStateException unreadable(String name, String what) {
      return new IllegalStateException(where + " cannot be read: attribute " + name + " " + what);
    }
  }
}
