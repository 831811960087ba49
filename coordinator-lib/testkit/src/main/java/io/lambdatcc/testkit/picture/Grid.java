package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.picture.Sketch.Arrow;
import io.lambdatcc.testkit.picture.Sketch.Flag;
import io.lambdatcc.testkit.picture.Sketch.Moment;
import io.lambdatcc.testkit.picture.Sketch.Pill;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where lanes run: as far apart as what is written between them asks for, within limits. */
final class Grid {
  private static final double LEAST_PITCH = 110;
  private static final double MOST_PITCH = 264;
  private static final double EDGE_PITCH = 60;
  private static final double BESIDE_PILL = 32;
  private static final double BESIDE_FLAG = 16;
  private static final double BESIDE_LABEL = 24;
  private static final double BETWEEN_HEADS = 12;

  /** A label between the arrow that comes and the one that goes back keeps away from its tip. */
  private static final double BETWEEN_ARROWS = 1.6;

  private final Map<Lane, Double> x = new LinkedHashMap<>();

  /**
   * Places the lanes of a sketch.
   *
   * @param left where the first may begin
   */
  Grid(Sketch sketch, Measures measures, double left) {
    List<Lane> lanes = sketch.lanes();
    double[] pitch = pitch(sketch, measures);
    double at = left;
    for (int i = 0; i < lanes.size(); i++) {
      double half = measures.width(lanes.get(i)) / 2;
      double before = i == 0 ? half : measures.width(lanes.get(i - 1)) / 2 + BETWEEN_HEADS + half;
      at += Math.max(before, pitch[i]);
      x.put(lanes.get(i), at);
    }
  }

  /** How far each lane is to be from the one before it; the last is the edge. */
  private static double[] pitch(Sketch sketch, Measures measures) {
    List<Lane> lanes = sketch.lanes();
    double[] pitch = new double[lanes.size() + 1];
    Arrays.fill(pitch, LEAST_PITCH);
    pitch[0] = EDGE_PITCH;
    pitch[lanes.size()] = EDGE_PITCH;
    for (Moment moment : sketch.moments()) {
      for (Pill pill : moment.pills()) {
        int lane = lanes.indexOf(pill.lane());
        double half = measures.width(pill) / 2 + BESIDE_PILL;
        widen(pitch, lane, half);
        widen(pitch, lane + 1, half);
      }
      for (Flag flag : moment.flags()) {
        int lane = lanes.indexOf(flag.lane());
        double room = measures.width(flag) + BESIDE_FLAG;
        widen(pitch, side(flag) < 0 ? lane : lane + 1, room);
      }
    }
    for (Arrow arrow : sketch.arrows()) {
      int from = lanes.indexOf(arrow.from());
      int to = lanes.indexOf(arrow.to());
      double beside = halfPill(sketch.moments().get(arrow.start()), arrow.from(), measures);
      double label = measures.labelWidth(arrow) + BESIDE_LABEL;
      double room = beside + (beside > 0 ? label * BETWEEN_ARROWS : label);
      widen(pitch, to > from ? from + 1 : from, room);
      widen(pitch, to > from ? to + 1 : to, measures.lateWidth(arrow) + BESIDE_LABEL);
    }
    return pitch;
  }

  private static double halfPill(Moment moment, Lane lane, Measures measures) {
    return moment.pills().stream()
        .filter(pill -> pill.lane().equals(lane))
        .mapToDouble(pill -> measures.width(pill) / 2)
        .max()
        .orElse(0);
  }

  private static void widen(double[] pitch, int gap, double room) {
    pitch[gap] = Math.max(pitch[gap], Math.min(room, MOST_PITCH));
  }

  double x(Lane lane) {
    Double at = x.get(lane);
    if (at == null) {
      throw new IllegalStateException("nobody has drawn the lane of " + lane);
    }
    return at;
  }

  /** 1 for an arrow to the right, -1 for one to the left. */
  double direction(Arrow arrow) {
    return Math.signum(x(arrow.to()) - x(arrow.from()));
  }

  /** A coordinator's flags are at its clients' side, all others at the far side of their lane. */
  static double side(Flag flag) {
    return flag.lane().kind() == Lane.Kind.COORDINATOR ? -1 : 1;
  }

  /** Where an arrow that does not arrive ends: on its way, and not on another lane. */
  double breakOf(Arrow arrow) {
    double from = x(arrow.from());
    double way = x(arrow.to()) - from;
    double part = 0.5;
    while (part > 0.2 && isOnLane(from + way * part)) {
      part -= 0.06;
    }
    return from + way * part;
  }

  private boolean isOnLane(double at) {
    return x.values().stream().anyMatch(lane -> Math.abs(lane - at) <= 16);
  }

  void shift(double by) {
    x.replaceAll((lane, at) -> at + by);
  }
}
