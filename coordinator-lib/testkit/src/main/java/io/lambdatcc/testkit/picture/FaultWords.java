package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.plan.Fault;
import io.lambdatcc.testkit.plan.FaultPlan;
import io.lambdatcc.testkit.plan.Rule;
import io.lambdatcc.testkit.plan.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Fault plans in words. */
final class FaultWords {
  private FaultWords() {}

  /** The rules of a plan, a line for each. */
  static List<String> rules(FaultPlan plan) {
    List<String> lines = new ArrayList<>();
    for (Rule rule : plan.rules()) {
      lines.add(site(rule.at()) + ": " + words(rule.fault()));
    }
    return lines;
  }

  /** What becomes of the order of messages; empty for nothing. */
  static String order(FaultPlan plan) {
    return plan.order() == 0
        ? ""
        : "Messages that are under way at the same time overtake each other (order "
            + plan.order()
            + ").";
  }

  /** Which rule of the plan acts at this site, counted from 1; 0 for none. */
  static int number(FaultPlan plan, Site site) {
    for (int pass = 0; pass < 2; pass++) {
      Site wanted = pass == 0 ? site : site.everyTime();
      for (int i = 0; i < plan.rules().size(); i++) {
        if (plan.rules().get(i).at().equals(wanted)) {
          return i + 1;
        }
      }
    }
    return 0;
  }

  /** A fault in the plan's own words, short. */
  static String brief(Fault fault) {
    return fault.kind() + (fault.length().isZero() ? "" : " " + signed(fault.length()));
  }

  private static String signed(Duration length) {
    return (length.isNegative() ? "-" : "") + Times.span(length);
  }

  private static String site(Site site) {
    String subject = site.subject().isEmpty() ? "" : " " + site.subject();
    String time = site.nth() == Site.EVERY_TIME ? ", every time" : " #" + site.nth();
    return site.kind() + " " + site.actor() + subject + time;
  }

  /** A fault as a sentence without its subject's name. */
  static String words(Fault fault) {
    String length = Times.span(fault.length());
    return switch (fault.kind()) {
      case LOSE_REQUEST -> "the request is lost";
      case LOSE_REPLY -> "the reply is lost";
      case DUPLICATE ->
          fault.length().isZero()
              ? "a second copy of the request arrives with it"
              : "a second copy of the request arrives " + length + " after it";
      case DELAY_REQUEST -> "the request takes " + length + " longer";
      case DELAY_REPLY -> "the reply takes " + length + " longer";
      case RESET -> "the connection is reset once the request is out";
      case ANSWER_500 -> "answered 500, and not handled";
      case ANSWER_500_AFTER -> "handled, and answered 500";
      case TRUNCATE -> "handled, and the reply breaks off";
      case ANSWER_429 -> "answered 429, and not handled";
      case ANSWER_404 -> "answered 404, and not handled";
      case ANSWER_425 -> "answered 425, and not handled";
      case WRONG_BODY -> "answered 200 by somebody else, and not handled";
      case NOT_SENT -> "not sent, the circuit breaker is open";
      case REFUSE -> "the business refuses it";
      case PARTICIPANT_CRASHES_BEFORE -> "the participant dies before its commit";
      case PARTICIPANT_CRASHES_AFTER -> "the participant dies after its commit, before its reply";
      case PARTICIPANT_REDEPLOYED -> "the participant is replaced by a newer version";
      case STORE_CONTENDED -> "the participant's store is busy with others' writes";
      case STORE_UNKNOWN_LANDED -> "the commit lands, and the store's answer is lost";
      case STORE_UNKNOWN_LOST -> "the commit is lost, and so is the store's answer";
      case STORE_LANDS_LATER -> "the commit times out and lands " + length + " later";
      case STORE_BLIND -> "the fence cannot be read";
      case LOG_THROTTLES -> "the log throttles the write, without effect";
      case LOG_UNKNOWN_LANDED -> "the write lands, and the log's answer is lost";
      case LOG_UNKNOWN_LOST -> "the write is lost, and so is the log's answer";
      case LOG_LANDS_LATER -> "the write times out and lands " + length + " later";
      case LOG_OWN_CONFLICT -> "the write is sent twice and meets itself";
      case LOG_SLOW -> "the log answers " + length + " later";
      case LOG_UNREACHABLE -> "the log cannot be reached for " + length;
      case LOG_TOO_LARGE -> "the record is too large to be stored";
      case INDEX_LAGS -> "the due index learns of it " + length + " later";
      case TTL_SHIFTS ->
          "the record is forgotten " + length + (fault.length().isNegative() ? " early" : " late");
      case READ_FAILS -> "the read fails";
      case READ_SLOW -> "the read takes " + length + " longer";
      case PAGE_CUT -> "the page of the due index is cut short";
      case CRASH_BEFORE -> "the coordinator dies right before it, for " + length;
      case CRASH_AFTER -> "the coordinator dies right after it, for " + length;
      case KILLED -> "the coordinator is killed right after it, and nobody notices";
      case FREEZE_BEFORE -> "the coordinator stands still for " + length + " right before it";
      case FREEZE_AFTER -> "the coordinator stands still for " + length + " right after it";
      case CLOCK_JUMPS -> "the coordinator's clock jumps " + length + direction(fault);
      case CLOCK_SKEWED -> "the coordinator's clock is " + length + direction(fault);
      case CLONED -> "the coordinator starts as a clone of another";
      case REDEPLOYED -> "the coordinator is replaced by the other version";
      case ASK_TWICE -> "the client asks again elsewhere, " + length + " later";
      case ASK_OTHERWISE -> "the client asks for something else by that name, " + length + " later";
      case DISCONNECT -> "the client goes away " + length + " later";
      case CANCEL_LATER -> "the client wants it cancelled " + length + " later";
      case SWEEP_TWICE -> "another coordinator sweeps at the very same time";
      case SWEEP_SILENT -> "this sweep does not happen";
      case STREAM_LOST -> "the stream never tells of it";
      case STREAM_LATE -> "the stream tells of it " + length + " later";
      case STREAM_TWICE ->
          fault.length().isZero()
              ? "the stream tells of it twice"
              : "the stream tells of it again " + length + " later";
    };
  }

  private static String direction(Fault fault) {
    return fault.length().isNegative() ? " back" : " ahead";
  }
}
