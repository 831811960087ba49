package io.lambdatcc.testkit.oracle;

import io.lambdatcc.testkit.history.Happening;

/** Sorts of happenings, as far as oracles tell them apart. */
enum Sort {
  SENT,
  ARRIVED,
  REPLIED,
  HEARD,
  FENCE_CHANGED,
  HOLDS,
  WRITING,
  LANDED,
  WRITE_ANSWERED,
  READ,
  FORGOTTEN,
  INFORMED,
  STORED_BY_OTHER,
  EXTRAS_KEPT,
  ASKED,
  TOLD,
  UNANSWERED,
  STARTED,
  STRUCK,
  ACCUSED,
  ENDED,
  /** What no oracle looks at. */
  OTHER;

  /** Of which sort this is; the frequent ones come first. */
  static Sort of(Happening happening) {
    if (happening instanceof Happening.Stepped) {
      return OTHER;
    }
    if (happening instanceof Happening.Sent) {
      return SENT;
    }
    if (happening instanceof Happening.Arrived) {
      return ARRIVED;
    }
    if (happening instanceof Happening.Replied) {
      return REPLIED;
    }
    if (happening instanceof Happening.Heard) {
      return HEARD;
    }
    if (happening instanceof Happening.FenceChanged) {
      return FENCE_CHANGED;
    }
    if (happening instanceof Happening.Holds) {
      return HOLDS;
    }
    if (happening instanceof Happening.Writing) {
      return WRITING;
    }
    if (happening instanceof Happening.Landed) {
      return LANDED;
    }
    if (happening instanceof Happening.WriteAnswered) {
      return WRITE_ANSWERED;
    }
    if (happening instanceof Happening.Read) {
      return READ;
    }
    if (happening instanceof Happening.Asked) {
      return ASKED;
    }
    if (happening instanceof Happening.Told) {
      return TOLD;
    }
    if (happening instanceof Happening.Struck) {
      return STRUCK;
    }
    return rare(happening);
  }

  private static Sort rare(Happening happening) {
    if (happening instanceof Happening.Started) {
      return STARTED;
    }
    if (happening instanceof Happening.Unanswered) {
      return UNANSWERED;
    }
    if (happening instanceof Happening.Forgotten) {
      return FORGOTTEN;
    }
    if (happening instanceof Happening.Informed) {
      return INFORMED;
    }
    if (happening instanceof Happening.StoredByOther) {
      return STORED_BY_OTHER;
    }
    if (happening instanceof Happening.ExtrasKept) {
      return EXTRAS_KEPT;
    }
    if (happening instanceof Happening.Accused) {
      return ACCUSED;
    }
    return happening instanceof Happening.Ended ? ENDED : OTHER;
  }
}
