package io.lambdatcc.testkit.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks the specification whether it allows what was observed.
 *
 * <p>What cannot be observed, such as what coordinators remember and which messages are under way,
 * TLC looks for. So a trace is refused only where no behaviour of the specification shows it.
 */
final class TraceCheck {
  private static final String MODULE = "TccTrace";
  private static final Pattern FOLLOWED = Pattern.compile("<<\"followed\", ([0-9]+), ([0-9]+)>>");

  private TraceCheck() {}

  /**
   * A trace that is not a behaviour of the specification.
   *
   * @param index of the trace
   * @param allowed what of it is allowed still
   * @param refused what can never be observed after that
   */
  record Refusal(int index, List<Observed> allowed, Observed refused) {
    Refusal {
      allowed = List.copyOf(allowed);
    }
  }

  /**
   * Checks any number of traces in one go.
   *
   * @param traces each from the very beginning; of transactions with equally many branches
   * @return those that are not behaviours of the specification
   */
  static List<Refusal> check(List<List<Observed>> traces) {
    return check(traces, false);
  }

  /**
   * The same.
   *
   * @param inquiring whether participants ask about what they hold, so that they may be tried
   *     before the begin
   */
  static List<Refusal> check(List<List<Observed>> traces, boolean inquiring) {
    int branches = branches(traces);
    Specification specification =
        Specification.ofProtocol()
            .with(MODULE, "Branches", numbers(branches))
            .with(MODULE, "Inquiring", inquiring ? numbers(branches) : "{}")
            .with("Traces.tla", module(traces));
    int[] followed = new int[traces.size()];
    for (String printed : Tlc.check(specification, MODULE, MODULE).printed()) {
      MatchResult step =
          FOLLOWED
              .matcher(printed)
              .results()
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("TLC printed " + printed));
      int trace = Integer.parseInt(step.group(1)) - 1;
      followed[trace] = Math.max(followed[trace], Integer.parseInt(step.group(2)));
    }
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < followed.length; i++) {
      List<Observed> trace = distinctSteps(traces.get(i));
      if (followed[i] < trace.size()) {
        refusals.add(new Refusal(i, trace.subList(0, followed[i]), trace.get(followed[i])));
      }
    }
    return refusals;
  }

  private static int branches(List<List<Observed>> traces) {
    List<Integer> numbers =
        traces.stream()
            .flatMap(List::stream)
            .map(observed -> observed.fences().size())
            .distinct()
            .toList();
    if (numbers.size() != 1) {
      throw new IllegalArgumentException(
          "traces of equally many branches are checked together, these have " + numbers);
    }
    return numbers.get(0);
  }

  private static String numbers(int upTo) {
    return IntStream.rangeClosed(1, upTo)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String module(List<List<Observed>> traces) {
    return traces.stream()
        .map(
            trace ->
                distinctSteps(trace).stream()
                    .map(Observed::toTla)
                    .collect(Collectors.joining(",\n     ", "  << ", " >>")))
        .collect(
            Collectors.joining(
                ",\n",
                """
                ---- MODULE Traces ----
                Seen(phase, fences, told) == [phase |-> phase, fences |-> fences, told |-> told]
                Traces == <<
                """,
                " >>\n====\n"));
  }

  /** Where nothing observable has changed, the specification may have taken any number of steps. */
  private static List<Observed> distinctSteps(List<Observed> trace) {
    List<Observed> steps = new ArrayList<>();
    for (Observed observed : trace) {
      if (steps.isEmpty() || !steps.get(steps.size() - 1).equals(observed)) {
        steps.add(observed);
      }
    }
    return steps;
  }
}
