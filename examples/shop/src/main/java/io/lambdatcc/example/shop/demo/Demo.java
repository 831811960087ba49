package io.lambdatcc.example.shop.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells every story, and sums up which ended as it must. */
public final class Demo {
  private final Stage stage;
  private final PrintStream out;
  private final int pieces;

  /**
   * A demo on this stage.
   *
   * @param pieces what the crowds compete for, ten orders for each
   */
  public Demo(Stage stage, PrintStream out, int pieces) {
    this.stage = stage;
    this.out = out;
    this.pieces = pieces;
  }

  private record Ending(String title, int claims, List<String> broken, Duration took) {
    boolean ok() {
      return broken.isEmpty();
    }
  }

  /** Returns whether every story ended as it must. */
  public boolean run() {
    Figures figures = new Figures();
    List<Ending> endings = new ArrayList<>();
    for (Story story : stories(figures)) {
      endings.add(tell(endings.size() + 1, story));
    }
    summary(endings, figures);
    return endings.stream().allMatch(Ending::ok);
  }

  private List<Story> stories(Figures figures) {
    List<Story> stories =
        new ArrayList<>(
            List.of(
                new ConfirmedStory(),
                new RefusedStory(),
                new UnwellParticipantStory(),
                new ParallelStory(),
                new TwiceAtOnceStory(),
                new CrossedStory(),
                new KilledAfterDecisionStory(),
                new KilledDuringTryStory()));
    if (stage.triesBesideBegin()) {
      stories.add(new NeverBegunStory());
    }
    stories.add(figures);
    stories.add(new CrowdStory(10 * pieces, 10 * pieces, pieces));
    stories.add(new CrowdStory(10 * pieces, 63 * pieces / 10, pieces));
    return stories;
  }

  private Ending tell(int number, Story story) {
    out.printf("%n%d. %s%n", number, story.title());
    Narrator narrator = new Narrator(out);
    try {
      Ledger.Totals before = stage.ledger().totals();
      Customer customer = stage.customer();
      long piecesBefore = customer.piecesPutIn();
      long moneyBefore = customer.moneyPutIn();
      story.tell(stage, narrator);
      Ledger.Totals after = stage.ledger().totals();
      narrator.claim("nothing is left reserved anywhere", before.reserved(), after.reserved());
      narrator.claim(
          "every piece put in is there, reserved or sold",
          customer.piecesPutIn() - piecesBefore,
          after.pieces() - before.pieces());
      narrator.claim(
          "all money put in is there, reserved or spent",
          customer.moneyPutIn() - moneyBefore,
          after.money() - before.money());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      narrator.broke(e);
    } catch (Exception e) {
      narrator.broke(e);
    } finally {
      stage.wiretap().heal();
    }
    return new Ending(story.title(), narrator.claims(), narrator.broken(), narrator.elapsed());
  }

  private void summary(List<Ending> endings, Figures figures) {
    out.println();
    out.println("What happened:");
    for (Ending ending : endings) {
      out.printf(
          Locale.ROOT,
          "  %s  %2d claims  %6.1f s  %s%n",
          ending.ok() ? "ok    " : "BROKEN",
          ending.claims(),
          ending.took().toMillis() / 1000.0,
          ending.title());
      ending.broken().forEach(broken -> out.println("            ✗ " + broken));
    }
    out.println();
    out.println("What a confirmed transaction costs (counted, not computed):");
    figures.print(out);
    out.println();
    out.printf(
        "demo: %d stories, %d ok%n", endings.size(), endings.stream().filter(Ending::ok).count());
  }
}
