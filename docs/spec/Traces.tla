------------------------------- MODULE Traces -------------------------------
(***************************************************************************)
(* The traces that TccTrace checks. These are an example; tests write      *)
(* their own in its place. The branches are 1 and 2.                       *)
(***************************************************************************)
EXTENDS Naturals

Seen(phase, fences, told) == [phase |-> phase, fences |-> fences, told |-> told]

Traces ==
  << \* A reservation, a refusal: cancelled everywhere.
     << Seen("NONE", <<"NONE", "NONE">>, {}),
        Seen("TRYING", <<"NONE", "NONE">>, {}),
        Seen("TRYING", <<"TRIED", "NONE">>, {}),
        Seen("TRYING", <<"TRIED", "REFUSED">>, {}),
        Seen("CANCELLING", <<"TRIED", "REFUSED">>, {}),
        Seen("CANCELLING", <<"CANCELLED", "REFUSED">>, {}),
        Seen("CANCELLED", <<"CANCELLED", "REFUSED">>, {}),
        Seen("CANCELLED", <<"CANCELLED", "REFUSED">>, {"CANCELLED"}) >>,
     \* Not a behaviour: followed up to its third step, for the fourth is a second decision.
     << Seen("NONE", <<"NONE", "NONE">>, {}),
        Seen("TRYING", <<"NONE", "NONE">>, {}),
        Seen("CANCELLING", <<"NONE", "NONE">>, {}),
        Seen("CONFIRMING", <<"NONE", "NONE">>, {}) >> >>
=============================================================================
