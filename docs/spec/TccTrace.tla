------------------------------ MODULE TccTrace ------------------------------
(***************************************************************************)
(* Whether what was observed of transactions is what Tcc allows.           *)
(*                                                                         *)
(* A trace is a sequence of observations, each different from the one      *)
(* before. It is accepted if some behaviour of Tcc shows exactly these     *)
(* observations in this order, whatever it does in between that nobody can *)
(* observe: TLC looks for the rest (memories, messages, writes under way). *)
(*                                                                         *)
(* One run checks any number of traces, with one worker. It prints each    *)
(* step that it could follow for the first time, as <<"followed", trace,   *)
(* step>>, and looks no further into a trace whose end it has reached.     *)
(***************************************************************************)
EXTENDS Tcc, Traces, Sequences, TLC

VARIABLES
  told,   \* the phases that clients were told, which Tcc has no need to remember
  trace,  \* the number of the trace that is followed
  at,     \* how far
  rest    \* what of it is left, beginning with what is observed now

Observed == [phase |-> log.phase, fences |-> fence, told |-> told]

Tell(c) ==
  /\ Tells(c) \in Decided
  /\ told' = told \union {Tells(c)}
  /\ UNCHANGED vars

TraceInit ==
  /\ Init
  /\ told = {}
  /\ trace \in DOMAIN Traces
  /\ at = 1
  /\ rest = Traces[trace]
  /\ Observed = Head(rest)

TraceNext ==
  /\ (Next /\ UNCHANGED told) \/ (\E c \in Coordinators : Tell(c))
  /\ UNCHANGED trace
  /\ \/ Observed' = Observed /\ UNCHANGED <<at, rest>>
     \/ Len(rest) > 1 /\ rest' = Tail(rest) /\ at' = at + 1 /\ Observed' = Head(rest')

\* Register n of TLC holds how far trace n was followed.
ASSUME \A n \in DOMAIN Traces : TLCSet(n, 0)

Note ==
  TLCGet(trace) < at => TLCSet(trace, at) /\ PrintT(<<"followed", trace, at>>)

\* A constraint: nothing is looked for after the end of a trace.
Unfinished ==
  /\ Note
  /\ TLCGet(trace) < at + Len(rest) - 1
=============================================================================
