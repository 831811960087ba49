package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.picture.Row.Part;
import io.lambdatcc.testkit.picture.Sketch.Arrow;
import io.lambdatcc.testkit.picture.Sketch.Flag;
import io.lambdatcc.testkit.picture.Sketch.Moment;
import io.lambdatcc.testkit.picture.Sketch.Pill;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts moments into rows: what happens at the same time shares one as far as there is room. */
final class Packing {
  private static final double GAP = 8;
  private static final double APPROACH = 0.35;
  private static final double PATH = 0.6;
  private static final double APPROACH_WIDEST = 60;
  private static final double BREAK = 18;
  private static final int MOST_ATTEMPTS = 12;

  private final Sketch sketch;
  private final Measures measures;
  private final Grid grid;
  private final List<List<Arrow>> starting = new ArrayList<>();
  private final List<List<Arrow>> ending = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final int[] rowOf;

  Packing(Sketch sketch, Measures measures, Grid grid) {
    this.sketch = sketch;
    this.measures = measures;
    this.grid = grid;
    this.rowOf = new int[sketch.moments().size()];
    for (int i = 0; i < rowOf.length; i++) {
      starting.add(new ArrayList<>());
      ending.add(new ArrayList<>());
    }
    for (Arrow arrow : sketch.arrows()) {
      starting.get(arrow.start()).add(arrow);
      if (arrow.end() != Sketch.NOWHERE && arrow.end() != arrow.start()) {
        ending.get(arrow.end()).add(arrow);
      }
    }
    for (int moment = 0; moment < rowOf.length; moment++) {
      pack(moment);
    }
  }

  List<Row> rows() {
    return rows;
  }

  Row row(int moment) {
    return rows.get(rowOf[moment]);
  }

  private void pack(int number) {
    Moment moment = sketch.moments().get(number);
    if (isSilent(number) && !rows.isEmpty()) {
      rowOf[number] = rows.size() - 1;
      return;
    }
    boolean alone = moment.broken() || !moment.divider().isEmpty();
    Row last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
    if (last == null
        || alone
        || last.alone()
        || last.at() != moment.at()
        || collides(number)
        || !fits(last, number)) {
      Row fresh = new Row(moment.at(), number, alone);
      rows.add(fresh);
      if (!fits(fresh, number)) {
        throw new IllegalStateException("a row of its own has no room for " + moment);
      }
    }
    rowOf[number] = rows.size() - 1;
  }

  private boolean isSilent(int number) {
    Moment moment = sketch.moments().get(number);
    return !moment.broken()
        && moment.pills().isEmpty()
        && moment.flags().isEmpty()
        && moment.divider().isEmpty()
        && starting.get(number).isEmpty()
        && ending.get(number).isEmpty();
  }

  /**
   * Whether an arrow that ends now started in the last row, though it has to go down; or would hide
   * another one there that went the same way.
   */
  private boolean collides(int number) {
    int last = rows.size() - 1;
    for (Arrow arrow : ending.get(number)) {
      if (rowOf[arrow.start()] == last) {
        return true;
      }
      for (int other = number - 1; other >= 0 && rowOf[other] == last; other--) {
        if (ending.get(other).stream().anyMatch(before -> hides(arrow, before))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean hides(Arrow one, Arrow other) {
    return one.from().equals(other.from())
        && one.to().equals(other.to())
        && rowOf[one.start()] == rowOf[other.start()];
  }

  /**
   * Puts everything of a moment into a row if there is room, as there always is in an empty one.
   */
  private boolean fits(Row row, int number) {
    Row trial = row.copy();
    boolean anyway = row.isEmpty();
    Moment moment = sketch.moments().get(number);
    for (Pill pill : moment.pills()) {
      double breadth = measures.width(pill);
      double left = grid.x(pill.lane()) - breadth / 2;
      if (!put(trial, new Part(Part.Kind.PILL, left, breadth, pill), anyway)) {
        return false;
      }
    }
    for (Arrow arrow : ending.get(number)) {
      if (!putEnd(trial, arrow, anyway)) {
        return false;
      }
    }
    for (Flag flag : moment.flags()) {
      double side = Grid.side(flag);
      double lane = grid.x(flag.lane());
      double breadth = measures.width(flag);
      if (!putBeside(trial, Part.Kind.FLAG, lane, side, breadth, flag, anyway)) {
        return false;
      }
    }
    for (Arrow arrow : starting.get(number)) {
      if (!putStart(trial, arrow, anyway)) {
        return false;
      }
    }
    row.become(trial);
    return true;
  }

  private boolean putEnd(Row row, Arrow arrow, boolean anyway) {
    double lane = grid.x(arrow.to());
    double side = grid.direction(arrow);
    double half = row.halfPillAt(lane);
    double way = Math.abs(lane - grid.x(arrow.from())) - half;
    double approach = Math.min(APPROACH_WIDEST, APPROACH * way);
    Part part = Part.beside(Part.Kind.APPROACH, lane, -side, half + GAP, approach, arrow);
    if (!put(row, part, anyway)) {
      return false;
    }
    return !measures.hasLateLabel(arrow)
        || putBeside(row, Part.Kind.LATE, lane, side, measures.lateWidth(arrow), arrow, anyway);
  }

  private boolean putStart(Row row, Arrow arrow, boolean anyway) {
    if (arrow.end() == Sketch.NOWHERE) {
      double left = grid.breakOf(arrow) - BREAK / 2;
      if (!put(row, new Part(Part.Kind.BREAK, left, BREAK, arrow), anyway)) {
        return false;
      }
    }
    Part line = arrow.end() == arrow.start() ? level(row, arrow) : path(row, arrow);
    if (!put(row, line, anyway)) {
      return false;
    }
    return !measures.hasLabel(arrow)
        || putBeside(
            row,
            Part.Kind.LABEL,
            grid.x(arrow.from()),
            grid.direction(arrow),
            measures.labelWidth(arrow),
            arrow,
            anyway);
  }

  /** The line of a level arrow, from pill to pill. */
  private Part level(Row row, Arrow arrow) {
    double one = grid.x(arrow.from());
    double other = grid.x(arrow.to());
    double from = Math.min(one, other) + row.halfPillAt(Math.min(one, other)) + 4;
    double to = Math.max(one, other) - row.halfPillAt(Math.max(one, other)) - 4;
    return new Part(Part.Kind.LEVEL, from, to - from, arrow);
  }

  /** The beginning of an arrow, as far as it is not yet below its row. */
  private Part path(Row row, Arrow arrow) {
    double lane = grid.x(arrow.from());
    double half = row.halfPillAt(lane);
    double way = Math.abs(grid.x(arrow.to()) - lane) - half - GAP;
    return Part.beside(Part.Kind.PATH, lane, grid.direction(arrow), half + GAP, PATH * way, arrow);
  }

  private static boolean put(Row row, Part part, boolean anyway) {
    boolean free = row.inTheWayOf(part) == null;
    if (free || anyway) {
      row.add(part);
    }
    return free || anyway;
  }

  /**
   * Puts a text beside its lane: upon the label of a message that leaves there together with it, or
   * further away where something else is in its way.
   */
  private boolean putBeside(
      Row row,
      Part.Kind kind,
      double lane,
      double side,
      double breadth,
      Object what,
      boolean anyway) {
    Part part = Part.beside(kind, lane, side, GAP, breadth, what);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      @Nullable Part inTheWay = row.inTheWayOf(part);
      if (inTheWay == null) {
        row.add(part);
        return true;
      }
      if (leaveTogether(row, part, inTheWay)) {
        part = part.raised();
      } else if (anyway || inTheWay.kind() == Part.Kind.PILL) {
        double distance = side > 0 ? inTheWay.right() - lane : lane - inTheWay.left();
        part = Part.beside(kind, lane, side, distance + GAP, breadth, what);
      } else {
        return false;
      }
    }
    return false;
  }

  /** Where a rule strikes it has to be plain which message it struck. */
  private boolean leaveTogether(Row row, Part one, Part other) {
    return row.parts(Part.Kind.FLAG).isEmpty()
        && one.kind() == Part.Kind.LABEL
        && other.kind() == Part.Kind.LABEL
        && one.what() instanceof Arrow arrow
        && other.what() instanceof Arrow before
        && arrow.from().kind() == Lane.Kind.COORDINATOR
        && arrow.from().equals(before.from())
        && grid.direction(arrow) == grid.direction(before);
  }

  /** What reaches too far to the left pushes everything to the right. */
  void shiftTo(double left) {
    double missing = left - rows.stream().mapToDouble(Row::left).min().orElse(left);
    if (missing > 0) {
      grid.shift(missing);
      rows.forEach(row -> row.shift(missing));
    }
  }
}
