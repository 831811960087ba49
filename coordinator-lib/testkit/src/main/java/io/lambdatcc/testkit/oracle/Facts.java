package io.lambdatcc.testkit.oracle;

import io.lambdatcc.protocol.TransactionId;
import io.lambdatcc.protocol.TransactionState;
import io.lambdatcc.spi.ParticipantClient.BranchCall;
import io.lambdatcc.testkit.history.Happening;
import io.lambdatcc.testkit.history.Happening.Arrived;
import io.lambdatcc.testkit.history.Happening.Asked;
import io.lambdatcc.testkit.history.Happening.FenceChanged;
import io.lambdatcc.testkit.history.Happening.Forgotten;
import io.lambdatcc.testkit.history.Happening.Heard;
import io.lambdatcc.testkit.history.Happening.Informed;
import io.lambdatcc.testkit.history.Happening.Landed;
import io.lambdatcc.testkit.history.Happening.Replied;
import io.lambdatcc.testkit.history.Happening.Sent;
import io.lambdatcc.testkit.history.Happening.Writing;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the history has shown so far: what the log and every fence hold, who was told what by whom.
 *
 * <p>Kept once for all oracles of a run, and made from the history alone. An oracle that sees a
 * happening finds it already counted in here.
 */
final class Facts {
  private final Scenario scenario;
  private final List<TransactionFacts> transactions = new ArrayList<>(4);
  private final Map<String, TransactionFacts> byText = new HashMap<>();
  private final Map<TransactionId, TransactionFacts> byId = new HashMap<>();
  private final Map<String, List<TransactionFacts>> begunByName = new HashMap<>();
  private final List<Integer> askedMoments = new ArrayList<>(4);
  private int moment;
  private @Nullable Happening latest;
  private Sort sort = Sort.OTHER;
  private @Nullable TransactionId lastId;
  private @Nullable TransactionFacts lastById;
  private @Nullable TransactionFacts transaction;
  private @Nullable BranchFacts branch;

  Facts(Scenario scenario) {
    this.scenario = scenario;
  }

  /**
   * Counts a happening in, once, however many oracles bring it.
   *
   * @return of which sort it is
   */
  Sort take(Happening happening) {
    if (happening == latest) {
      return sort;
    }
    latest = happening;
    sort = Sort.of(happening);
    moment++;
    switch (sort) {
      case SENT -> about(((Sent) happening).call());
      case ARRIVED -> about(((Arrived) happening).call());
      case REPLIED -> {
        Replied replied = (Replied) happening;
        about(replied.call()).replied(replied.call().operation(), replied.reply());
      }
      case HEARD -> {
        Heard heard = (Heard) happening;
        about(heard.call()).heard(heard.call().operation(), heard.answer());
      }
      case FENCE_CHANGED -> {
        FenceChanged change = (FenceChanged) happening;
        about(transaction(change.key().transactionId()), change.key().branchId()).changed(change);
      }
      case INFORMED -> {
        Informed informed = (Informed) happening;
        TransactionFacts told = transaction(informed.key().transactionId());
        BranchFacts unused = about(told, informed.key().branchId());
        told.informed(informed.answer());
      }
      case WRITING -> {
        TransactionState next = ((Writing) happening).next();
        transaction(next.id()).written(next);
      }
      case LANDED -> landed((Landed) happening);
      case FORGOTTEN -> {
        transaction = transaction(((Forgotten) happening).last().id());
        transaction.forgotten();
      }
      case ASKED -> asked(((Asked) happening).question());
      case HOLDS,
          WRITE_ANSWERED,
          READ,
          STORED_BY_OTHER,
          EXTRAS_KEPT,
          TOLD,
          UNANSWERED,
          STARTED,
          STRUCK,
          ACCUSED,
          ENDED,
          OTHER -> {}
    }
    return sort;
  }

  private void asked(int question) {
    while (askedMoments.size() <= question) {
      askedMoments.add(0);
    }
    askedMoments.set(question, moment);
  }

  private void landed(Landed landed) {
    TransactionId id = landed.after().id();
    TransactionFacts about = transaction(id);
    transaction = about;
    boolean first = about.first() == null;
    about.landed(landed.before(), landed.after(), landed.at(), moment);
    if (first) {
      begunByName.computeIfAbsent(id.name(), name -> new ArrayList<>(1)).add(about);
    }
  }

  private BranchFacts about(BranchCall call) {
    return about(transaction(call.transactionId()), call.branchId());
  }

  private BranchFacts about(TransactionFacts which, String branchId) {
    BranchFacts found = which.branch(branchId);
    transaction = which;
    branch = found;
    return found;
  }

  // ---- asked by oracles ------------------------------------------------------------------------

  /** Who is there. */
  Scenario scenario() {
    return scenario;
  }

  /** The transaction that the latest happening is about, if it is about one. */
  TransactionFacts transaction() {
    if (transaction == null) {
      throw new IllegalStateException(latest + " is about no transaction");
    }
    return transaction;
  }

  /** The branch that the latest happening is about, if it is about one. */
  BranchFacts branch() {
    if (branch == null) {
      throw new IllegalStateException(latest + " is about no branch");
    }
    return branch;
  }

  /** The transaction of this id, whether or not it has begun. */
  TransactionFacts transaction(TransactionId id) {
    TransactionFacts last = lastById;
    // mostly it is the one before
    if (last != null && id.equals(lastId)) {
      return last;
    }
    TransactionFacts found = byId.get(id);
    if (found == null) {
      found = transaction(id.toString());
      byId.put(id, found);
    }
    lastId = id;
    lastById = found;
    return found;
  }

  /** The transaction whose full id this is, whether or not it has begun. */
  TransactionFacts transaction(String text) {
    TransactionFacts found = byText.get(text);
    if (found == null) {
      found = new TransactionFacts(text);
      byText.put(text, found);
      transactions.add(found);
    }
    return found;
  }

  /** Every transaction that anything was heard of. */
  List<TransactionFacts> transactions() {
    return transactions;
  }

  /** Every transaction that was begun under this name, oldest first. */
  List<TransactionFacts> begunAs(String name) {
    return begunByName.getOrDefault(name, List.of());
  }

  /**
   * Whether this transaction never begins: when it was to, another one was under its name. That
   * counts for ever, also when the other one is forgotten.
   */
  boolean isDisplaced(TransactionFacts some) {
    if (!some.begun() && !some.displaced()) {
      String name = some.id.substring(0, some.id.indexOf('~'));
      for (TransactionFacts other : begunAs(name)) {
        if (other != some && other.stored() != null) {
          some.isDisplaced();
        }
      }
    }
    return some.displaced();
  }

  /** Whether the service of this name asks about what it holds. */
  boolean inquires(String participant) {
    for (Service service : scenario.services()) {
      if (service.name().equals(participant)) {
        return service.inquiring();
      }
    }
    return false;
  }

  /** How many happenings there have been. */
  int moment() {
    return moment;
  }

  /** The place in the history at which this question was asked; 0 where it was not. */
  int askedMoment(int question) {
    return question < askedMoments.size() ? askedMoments.get(question) : 0;
  }
}
