package io.lambdatcc.testkit.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that goes wrong in a run, and how its messages are ordered.
 *
 * <p>A run is a function of its scenario and its plan. At most one rule acts at a site: a rule for
 * that very time before one for every time, the first of equals. Rules whose sites a run does not
 * come to have no effect.
 *
 * @param rules what goes wrong
 * @param order which of many orders messages take that are under way at the same time: 0 for the
 *     one in which every message takes equally long
 */
public record FaultPlan(List<Rule> rules, long order) {
  /** The plan in which nothing goes wrong. */
  public static final FaultPlan NONE = new FaultPlan(List.of(), 0);

  /** Copies the rules. */
  public FaultPlan {
    rules = List.copyOf(rules);
  }

  /** A plan of these rules, in the usual order. */
  public static FaultPlan of(Rule... rules) {
    return new FaultPlan(List.of(rules), 0);
  }

  /** The same rules, with messages in another order. */
  public FaultPlan inOrder(long otherOrder) {
    return new FaultPlan(rules, otherOrder);
  }

  /** The same with one rule more. */
  public FaultPlan with(Rule rule) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(rule);
    return new FaultPlan(more, order);
  }

  /** The rules by site, for a run. */
  public Map<Site, Fault> bySite() {
    Map<Site, Fault> bySite = new HashMap<>();
    for (Rule rule : rules) {
      @Nullable Fault unused = bySite.putIfAbsent(rule.at(), rule.fault());
    }
    return bySite;
  }

  /** This plan as Java that makes it again. */
  public String toJava() {
    StringBuilder java = new StringBuilder("FaultPlan.of(");
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      java.append(i == 0 ? "\n    " : ",\n    ")
          .append("Rule.at(\"")
          .append(rule.at())
          .append("\", FaultKind.")
          .append(rule.fault().kind());
      if (rule.fault().kind().timed()) {
        java.append(", Duration.parse(\"").append(rule.fault().length()).append("\")");
      }
      java.append(')');
    }
    java.append(')');
    return order == 0
        ? java.toString()
        : java.append(".inOrder(").append(order).append("L)").toString();
  }

  @Override
  public String toString() {
    return rules + (order == 0 ? "" : " in order " + order);
  }
}
