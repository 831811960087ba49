------------------------------- MODULE TccSeen -------------------------------
(***************************************************************************)
(* That Tcc can do what it is about. An invariant says nothing of states   *)
(* that are never reached; so each of these has to be.                     *)
(*                                                                         *)
(* Prints <<"seen", situation>> when it is first met; needs one worker.    *)
(***************************************************************************)
EXTENDS Tcc, TLC

\* A write that can land no more, of a coordinator that does not know it yet.
HasLost(c) == Waits(c) /\ log.version > mem[c].writing.over /\ log # mem[c].writing

Situations ==
  << <<"confirmed everywhere", log.phase = "CONFIRMED">>,
     <<"cancelled everywhere", log.phase = "CANCELLED">>,
     <<"cancelled though every Try had succeeded",
       Cancels(log.phase) /\ Heard("TRIED") = Branches>>,
     <<"confirmed by recovery", log.phase = "CONFIRMED" /\ log.by \in Sweepers>>,
     <<"cancelled by recovery while being tried",
       log.phase = "CANCELLING" /\ log.by \in Sweepers>>,
     <<"decided without its coordinator knowing",
       log.phase = "CONFIRMING" /\ log.by = Beginner /\ Waits(Beginner)>>,
     <<"the decision to confirm has lost against recovery",
       HasLost(Beginner) /\ mem[Beginner].writing.phase = "CONFIRMING">>,
     <<"recovery has lost against the decision to confirm",
       \E r \in Sweepers : HasLost(r) /\ log.phase = "CONFIRMING">>,
     <<"the coordinator still tries what is cancelled",
       mem[Beginner].phase = "TRYING" /\ log.phase = "CANCELLED">>,
     <<"a branch was cancelled that was never tried",
       \E b \in Branches : fence[b] = "CANCELLED" /\ effects[b].reserved = 0>>,
     <<"a branch was cancelled that had refused",
       \E b \in Branches : fence[b] = "REFUSED" /\ <<"CANCELLED", b>> \in replies>>,
     <<"a Try is still under way after the Cancel",
       \E b \in Branches : {<<"TRY", b>>, <<"CANCEL", b>>} \subseteq sent
                             /\ fence[b] = "CANCELLED" /\ effects[b].reserved = 0>>,
     <<"a failed round was written", log.version = 3 /\ log.phase \in PhaseTwo>>,
     <<"recovery goes on from a failed round",
       \E r \in Sweepers : mem[r].settled # {} /\ mem[r].settled # Branches>>,
     <<"everything is reserved before the begin",
       log.phase = "NONE" /\ \A b \in Branches : fence[b] = "TRIED">>,
     <<"who asked has kept it from beginning",
       log.phase = "CANCELLED" /\ IsForestalled(log) /\ Waits(Beginner)>>,
     <<"what was tried is given up, and cancelled in its place",
       log.phase = "CANCELLING" /\ IsForestalled(log)>>,
     <<"the begin has landed before it could be forestalled",
       \E r \in Sweepers : HasLost(r) /\ log.version = 1 /\ mem[r].writing.over = 0>>,
     <<"a participant has undone what it held without being called",
       \E b \in Branches : fence[b] = "CANCELLED" /\ effects[b].freed = 1 /\ <<"CANCEL", b>> \notin sent>>,
     <<"a participant was told that it will be confirmed",
       \E b \in Branches : <<"CONFIRMED", b>> \in informed>> >>

\* Registers of TLC: at least one per situation.
ASSUME \A n \in 1 .. 30 : TLCSet(n, FALSE)

Note ==
  \A n \in DOMAIN Situations :
    Situations[n][2] /\ ~TLCGet(n) => TLCSet(n, TRUE) /\ PrintT(<<"seen", Situations[n][1]>>)

\* A constraint: goes on until all were seen.
NotAllSeen ==
  /\ Note
  /\ \E n \in DOMAIN Situations : ~TLCGet(n)
=============================================================================
