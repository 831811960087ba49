package io.lambdatcc.testkit.plan;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a run where something can go wrong, named by what happens there and never by a step
 * number: taking one rule out of a plan does not give the others another meaning.
 *
 * <p>Written {@code TRY c1 t1/stock #2}: the second time that coordinator {@code c1} sends this
 * Try.
 *
 * @param kind what happens
 * @param actor who does it: a coordinator, a client or a participant
 * @param subject what it is about: {@code transaction/branch}, a transaction's name, or empty
 * @param nth which time the actor does it in this run, from 1; 0 stands for every time
 */
public record Site(SiteKind kind, String actor, String subject, int nth) {
  /** What stands for every time. */
  public static final int EVERY_TIME = 0;

  private static final Pattern TEXT =
      Pattern.compile("([A-Z]+) ([A-Za-z0-9_-]+)(?: ([A-Za-z0-9_/-]+))? #([0-9]{1,6}|\\*)");

  /** Rejects sites that no run can have. */
  public Site {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(subject, "subject");
    if (nth < EVERY_TIME) {
      throw new IllegalArgumentException("nth counts from 1, and 0 is every time; this is " + nth);
    }
  }

  /**
   * The site that is written so.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Site parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a site reads like 'TRY c1 t1/stock #1' or 'SWEEP s1 #*', this is '" + text + "'");
    }
    String subject = parts.group(3);
    return new Site(
        SiteKind.valueOf(parts.group(1)),
        parts.group(2),
        subject == null ? "" : subject,
        parts.group(4).equals("*") ? EVERY_TIME : Integer.parseInt(parts.group(4)));
  }

  /** The same, every time. */
  public Site everyTime() {
    return new Site(kind, actor, subject, EVERY_TIME);
  }

  // enums hash by identity; this hash is the same in every process
  @Override
  public int hashCode() {
    return ((kind.name().hashCode() * 31 + actor.hashCode()) * 31 + subject.hashCode()) * 31 + nth;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Site that
        && kind == that.kind
        && nth == that.nth
        && actor.equals(that.actor)
        && subject.equals(that.subject);
  }

  @Override
  public String toString() {
    return kind
        + " "
        + actor
        + (subject.isEmpty() ? "" : " " + subject)
        + " #"
        + (nth == EVERY_TIME ? "*" : nth);
  }
}
