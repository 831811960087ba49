package io.lambdatcc.testkit;

import io.lambdatcc.api.Payload;
import io.lambdatcc.api.TccBranch;
import io.lambdatcc.api.TccRequest;
import io.lambdatcc.api.WaitFor;
import io.lambdatcc.protocol.Order;
import io.lambdatcc.testkit.scenario.Ask;
import io.lambdatcc.testkit.scenario.Ask.Wish;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Scenarios;
import io.lambdatcc.testkit.scenario.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a participant of somebody's own goes through: scenarios in which it meets the protocol from
 * every side. In most of them another service, which is correct, has a branch too.
 *
 * @param participant its name
 * @param available what it holds at the start
 * @param payload what is tried first
 * @param other what is tried second, or by the other transaction
 * @param suffix of the scenarios' names
 */
record Encounters(
    String participant, long available, Payload payload, Payload other, String suffix) {
  private static final String THINGS = "things";

  /** The same, with one of our own services in its place: its runs come to the same sites. */
  Encounters understudied() {
    Payload one = Scenarios.take(THINGS, 1);
    return new Encounters(participant, available, one, one, suffix);
  }

  List<Scenario> scenarios() {
    return List.of(
        scenario("one transaction", 9, buys("ann", 0, "c1", request("t1"))),
        scenario(
            "two transactions",
            9,
            buys("ann", 0, "c1", request("t1")),
            buys("bob", 2, "c2", request("t2", ours(other), theirs()))),
        scenario(
            "two transactions crosswise",
            1,
            buys("ann", 0, "c1", request("t1")),
            buys("bob", 0, "c2", request("t2", theirs(), ours(other)))),
        scenario(
            "one by one",
            9,
            buys("ann", 0, "c1", request("t1").withOrder(Order.SEQUENTIAL)),
            buys("bob", 2, "c2", request("t2", ours(other), theirs()).withOrder(Order.SEQUENTIAL))),
        scenario(
            "two branches at once",
            9,
            buys(
                "ann",
                0,
                "c1",
                request(
                    "t1", ours(payload), new TccBranch("second", participant, other), theirs()))),
        scenario("refused elsewhere", 0, buys("ann", 0, "c1", request("t1"))),
        scenario(
            "cancelled by its client",
            9,
            buys("ann", 0, "c1", request("t1")),
            new Ask("ann", Duration.ofMillis(11), "c2", new Wish.Cancel("t1"), Duration.ZERO)),
        scenario(
            "asked for twice",
            9,
            buys("ann", 0, "c1", request("t1")),
            buys("ann", 2, "c2", request("t1"))),
        scenario(
            "left to a sweep",
            9,
            buys("ann", 0, "c1", request("t1").waitingFor(WaitFor.DECIDED, null))));
  }

  private String partner() {
    return participant.equals("payment") ? "stock" : "payment";
  }

  private TccBranch ours(Payload what) {
    return TccBranch.at(participant, what);
  }

  private TccBranch theirs() {
    return TccBranch.at(partner(), Scenarios.take(THINGS, 1));
  }

  private TccRequest request(String name) {
    return request(name, ours(payload), theirs());
  }

  private static TccRequest request(String name, TccBranch... branches) {
    return TccRequest.of(name, List.of(branches));
  }

  private static Ask buys(String client, long atMillis, String coordinator, TccRequest request) {
    return new Ask(
        client, Duration.ofMillis(atMillis), coordinator, new Wish.Execute(request), Duration.ZERO);
  }

  /** A scenario in which the other service has so much. */
  private Scenario scenario(String name, long there, Ask... asks) {
    Scenario usual = Scenarios.TWO_BRANCHES;
    return new Scenario(
        name + suffix,
        usual.coordinators(),
        List.of(Service.of(participant, THINGS, available), Service.of(partner(), THINGS, there)),
        List.of(asks),
        usual.settings(),
        usual.sweepEvery(),
        usual.chaos(),
        usual.calm());
  }

  /** The encounters of all payloads, each with the next one as the other. */
  static List<Encounters> of(String participant, long available, List<String> payloads) {
    List<Encounters> all = new ArrayList<>();
    for (int i = 0; i < payloads.size(); i++) {
      all.add(
          new Encounters(
              participant,
              available,
              Payload.of(payloads.get(i)),
              Payload.of(payloads.get((i + 1) % payloads.size())),
              i == 0 ? "" : ", payload " + (i + 1)));
    }
    return all;
  }
}
