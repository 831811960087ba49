package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.picture.Sketch.Absence;
import io.lambdatcc.testkit.picture.Sketch.Arrow;
import io.lambdatcc.testkit.picture.Sketch.Flag;
import io.lambdatcc.testkit.picture.Sketch.Look;
import io.lambdatcc.testkit.picture.Sketch.Manner;
import io.lambdatcc.testkit.picture.Sketch.Moment;
import io.lambdatcc.testkit.picture.Sketch.Pill;
import io.lambdatcc.testkit.picture.Sketch.Stretch;
import io.lambdatcc.testkit.scenario.Scenario;
import io.lambdatcc.testkit.scenario.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A sketch that is being made, moment by moment. */
final class Draft {
  private final Scenario scenario;
  private final Set<Lane> lanes = new LinkedHashSet<>();
  private final List<Moment> moments = new ArrayList<>();
  private final List<Arrow> arrows = new ArrayList<>();
  private final List<Stretch> stretches = new ArrayList<>();

  // of the moment that is being made
  private final List<Pill> pills = new ArrayList<>();
  private final List<Flag> flags = new ArrayList<>();
  private String divider = "";
  private String tip = "";

  Draft(Scenario scenario) {
    this.scenario = scenario;
  }

  // ---- moments ---------------------------------------------------------------------------------

  /** The moment that is being made, by its place. */
  int now() {
    return moments.size();
  }

  /** What happens in it, in words. */
  String tip() {
    return tip;
  }

  void begin(String words) {
    tip = words;
  }

  void end(long at, boolean broken) {
    moments.add(new Moment(at, pills, flags, divider, broken));
    pills.clear();
    flags.clear();
    divider = "";
  }

  // ---- lanes -----------------------------------------------------------------------------------

  Lane lane(Lane.Kind kind, String name) {
    Lane lane = new Lane(kind, name);
    boolean unused = lanes.add(lane);
    return lane;
  }

  Lane coordinator(String process) {
    return lane(Lane.Kind.COORDINATOR, Seats.of(scenario, process));
  }

  Lane participant(String name) {
    return lane(Lane.Kind.PARTICIPANT, name);
  }

  Lane log() {
    boolean unused = lanes.add(Lane.LOG);
    return Lane.LOG;
  }

  /** By kind; coordinators and participants as the scenario has them, clients as they came. */
  List<Lane> lanes() {
    List<String> services = scenario.services().stream().map(Service::name).toList();
    List<Lane> ordered = new ArrayList<>(lanes);
    ordered.sort(
        Comparator.comparing(Lane::kind)
            .thenComparingInt(
                lane ->
                    place(
                        lane.kind() == Lane.Kind.PARTICIPANT ? services : scenario.coordinators(),
                        lane.name())));
    return ordered;
  }

  private static int place(List<String> all, String name) {
    int place = all.indexOf(name);
    return place < 0 ? all.size() : place;
  }

  // ---- marks -----------------------------------------------------------------------------------

  void pill(Lane lane, String text, Tone tone, Look look) {
    pills.add(new Pill(lane, text, tone, look, tip));
  }

  /** Something that is not there, or not known. */
  void hollow(Lane lane, String text) {
    pill(lane, text, Tone.PLAIN, Look.HOLLOW);
  }

  void plain(Lane lane, String text) {
    pill(lane, text, Tone.PLAIN, Look.LIGHT);
  }

  void flag(Flag flag) {
    flags.add(flag);
  }

  void divider(String text) {
    divider = text;
  }

  // ---- arrows ----------------------------------------------------------------------------------

  /** An arrow within this moment. */
  void level(Lane from, Lane to, String label) {
    arrow(Manner.ARRIVES, Tone.PLAIN, from, to, now(), now(), label, tip);
  }

  void arrow(
      Manner manner,
      Tone tone,
      Lane from,
      Lane to,
      int start,
      int end,
      String label,
      String words) {
    arrows.add(new Arrow(manner, tone, from, to, start, end, label, words));
  }

  List<Arrow> arrows() {
    return arrows;
  }

  List<Moment> moments() {
    return moments;
  }

  // ---- absences --------------------------------------------------------------------------------

  void goes(Lane lane, Absence absence) {
    stretches.add(new Stretch(lane, absence, now(), Sketch.NOWHERE));
  }

  void returns(Lane lane, Absence absence) {
    for (int i = 0; i < stretches.size(); i++) {
      Stretch open = stretches.get(i);
      if (open.end() == Sketch.NOWHERE && open.lane().equals(lane) && open.absence() == absence) {
        stretches.set(i, new Stretch(lane, absence, open.start(), now()));
      }
    }
  }

  /** Whether nobody has left this lane for good. */
  boolean isThere(Lane lane) {
    return stretches.stream().noneMatch(it -> it.end() == Sketch.NOWHERE && it.lane().equals(lane));
  }

  List<Stretch> stretches() {
    return stretches;
  }
}
