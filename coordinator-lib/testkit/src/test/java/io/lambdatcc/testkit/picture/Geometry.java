package io.lambdatcc.testkit.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** What holds for every picture, whatever it shows. */
final class Geometry {
  private static final double ROUNDING = 0.001;

  private Geometry() {}

  /** Something that has to be legible. */
  private record Legible(String what, Box box) {}

  static void isSound(Picture picture) {
    List<Legible> all = legible(picture);
    Box page = new Box(0, 0, picture.width(), picture.height());
    for (Legible one : all) {
      assertThat(contains(page, one.box())).as("%s is on the page of %s", one, page).isTrue();
      assertThat(one.box().width()).as("%s is there", one).isPositive();
    }
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        assertThat(overlap(all.get(i).box(), all.get(j).box()))
            .as("%s hides %s", all.get(i), all.get(j))
            .isFalse();
      }
    }
    for (Picture.PlacedArrow arrow : picture.arrows()) {
      assertThat(contains(page, new Box(arrow.x1(), arrow.y1(), 0, 0))).isTrue();
      assertThat(contains(page, new Box(arrow.x2(), arrow.y2(), 0, 0))).isTrue();
      assertThat(arrow.y2())
          .as("time runs downwards: %s", arrow)
          .isGreaterThanOrEqualTo(arrow.y1());
    }
  }

  private static List<Legible> legible(Picture picture) {
    List<Legible> all = new ArrayList<>();
    picture.heading().forEach(it -> all.add(new Legible("heading " + it.shown(), it.box())));
    picture.badges().forEach(it -> all.add(new Legible("badge " + it.number(), it.box())));
    picture.heads().forEach(it -> all.add(new Legible("head " + it.shown(), it.above())));
    picture.heads().forEach(it -> all.add(new Legible("foot " + it.shown(), it.below())));
    picture.times().forEach(it -> all.add(new Legible("time " + it.shown(), it.box())));
    picture.pills().forEach(it -> all.add(new Legible("pill " + it.shown(), it.box())));
    picture.flags().forEach(it -> all.add(new Legible("flag " + it.shown(), it.box())));
    picture.dividers().forEach(it -> all.add(new Legible("divider " + it.shown(), it.box())));
    for (Picture.PlacedArrow arrow : picture.arrows()) {
      if (arrow.label() != null) {
        all.add(new Legible("label " + arrow.shown(), arrow.label()));
      }
      if (arrow.late() != null) {
        all.add(new Legible("late " + arrow.lateShown(), arrow.late()));
      }
    }
    if (picture.band() != null) {
      picture.band().lines().forEach(it -> all.add(new Legible("band " + it.shown(), it.box())));
    }
    picture.legend().forEach(it -> all.add(new Legible("legend " + it.shown(), it.box())));
    return all;
  }

  static boolean contains(Box outer, Box inner) {
    return outer.x() <= inner.x()
        && outer.y() <= inner.y()
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom();
  }

  private static boolean overlap(Box one, Box other) {
    return one.overlaps(
        new Box(
            other.x() + ROUNDING,
            other.y() + ROUNDING,
            other.width() - 2 * ROUNDING,
            other.height() - 2 * ROUNDING));
  }
}
