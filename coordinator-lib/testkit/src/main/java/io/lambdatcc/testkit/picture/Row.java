package io.lambdatcc.testkit.picture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is drawn side by side at one time. */
final class Row {
  private final long at;
  private final int first;
  private final boolean alone;
  private List<Part> parts = new ArrayList<>();
  private double y;

  /**
   * An empty row.
   *
   * @param first the first moment in it
   * @param alone whether no other moment may share it
   */
  Row(long at, int first, boolean alone) {
    this.at = at;
    this.first = first;
    this.alone = alone;
  }

  /**
   * Something in a row, from left to right.
   *
   * @param what it is the place of
   * @param storey labels of messages that leave together lie upon each other
   */
  record Part(Kind kind, double left, double breadth, Object what, int storey) {
    Part(Kind kind, double left, double breadth, Object what) {
      this(kind, left, breadth, what, 0);
    }

    /** Of what kind. */
    enum Kind {
      PILL,
      FLAG,
      /** What is written at an arrow's beginning. */
      LABEL,
      /** What is written at an arrow's end. */
      LATE,
      /** Where an arrow comes in; nothing is written there. */
      APPROACH,
      /** Where an arrow breaks off. */
      BREAK,
      /** Where an arrow leaves; no pills are put there. */
      PATH,
      /** An arrow that starts and ends in this row. */
      LEVEL
    }

    static Part beside(
        Kind kind, double lane, double side, double distance, double breadth, Object what) {
      double left = side > 0 ? lane + distance : lane - distance - breadth;
      return new Part(kind, left, breadth, what);
    }

    double right() {
      return left + breadth;
    }

    Part shifted(double by) {
      return new Part(kind, left + by, breadth, what, storey);
    }

    Part raised() {
      return new Part(kind, left, breadth, what, storey + 1);
    }

    /** Whether the two would be drawn over each other. */
    boolean disturbs(Part other) {
      return left < other.right() + 3
          && other.left < right() + 3
          && (storey == other.storey || kind == Kind.APPROACH || other.kind == Kind.APPROACH)
          && !(tolerates(kind, other.kind) || tolerates(other.kind, kind));
    }

    private static boolean tolerates(Kind one, Kind other) {
      return switch (one) {
        case PILL -> other == Kind.APPROACH;
        case FLAG -> other == Kind.APPROACH || other == Kind.PATH;
        case LABEL -> other == Kind.BREAK || other == Kind.LEVEL || other == Kind.PATH;
        case LATE -> other == Kind.BREAK || other == Kind.PATH;
        case APPROACH -> other != Kind.LABEL && other != Kind.LATE;
        case BREAK -> other == Kind.PATH;
        case PATH -> other == Kind.PATH || other == Kind.LEVEL;
        case LEVEL -> other == Kind.BREAK;
      };
    }
  }

  long at() {
    return at;
  }

  int first() {
    return first;
  }

  boolean alone() {
    return alone;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  double y() {
    return y;
  }

  void place(double newY) {
    y = newY;
  }

  Row copy() {
    Row copy = new Row(at, first, alone);
    copy.parts.addAll(parts);
    return copy;
  }

  void become(Row other) {
    parts = other.parts;
  }

  void add(Part part) {
    parts.add(part);
  }

  @Nullable Part inTheWayOf(Part part) {
    for (Part other : parts) {
      if (other.disturbs(part)) {
        return other;
      }
    }
    return null;
  }

  List<Part> parts(Part.Kind kind) {
    return parts.stream().filter(part -> part.kind() == kind).toList();
  }

  /** Half the breadth of the pill that sits there; zero where none does. */
  double halfPillAt(double lane) {
    for (Part part : parts) {
      if (part.kind() == Part.Kind.PILL && part.left() < lane && lane < part.right()) {
        return part.breadth() / 2;
      }
    }
    return 0;
  }

  /** How many storeys of labels lie upon the first. */
  int storeys() {
    return parts.stream().mapToInt(Part::storey).max().orElse(0);
  }

  double left() {
    return parts.stream().mapToDouble(Part::left).min().orElse(Double.MAX_VALUE);
  }

  double right() {
    return parts.stream().mapToDouble(Part::right).max().orElse(0);
  }

  void shift(double by) {
    parts.replaceAll(part -> part.shifted(by));
  }
}
