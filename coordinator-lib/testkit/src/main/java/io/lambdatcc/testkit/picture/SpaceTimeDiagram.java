package io.lambdatcc.testkit.picture;

import io.lambdatcc.testkit.world.Run;

/**
 * A run as a picture: who takes part from left to right, time downwards and not to scale, messages
 * as arrows from when they were sent to when they arrived, what became durable as pills.
 *
 * <p>It shows what happened up to the moment in which an invariant was broken; of more than two
 * transactions those alone that the finding is about; of a long run its beginning and its end.
 */
public final class SpaceTimeDiagram {
  private SpaceTimeDiagram() {}

  /** As SVG that stands alone, with the whole texts as tool tips. */
  public static String svg(Run run) {
    return SvgPainter.paint(Layout.of(Sketcher.of(run)));
  }

  /** As a sequence diagram in Mermaid, in which every message arrives as soon as it is drawn. */
  public static String mermaid(Run run) {
    return MermaidWriter.write(Sketcher.of(run));
  }
}
