package io.lambdatcc.testkit.spec;

import java.util.List;
import java.util.Optional;

/**
 * What TLC says of a model.
 *
 * @param violated the first property found violated, if one was
 * @param generated states looked at
 * @param distinct different ones among them
 * @param printed what the modules printed themselves, in order
 * @param output all that TLC said, with the behaviour that leads to the violation
 */
record Verdict(
    Optional<String> violated, long generated, long distinct, List<String> printed, String output) {

  Verdict {
    printed = List.copyOf(printed);
  }
}
