-------------------------------- MODULE Tcc --------------------------------
(***************************************************************************)
(* One transaction: its record in the log, its coordinators, and the       *)
(* fences of its participants, by the rules of docs/protocol.md.           *)
(*                                                                         *)
(* What is assumed of the world:                                           *)
(*  - A message once sent may arrive at any time, any number of times, in  *)
(*    any order, or never; so may a reply be heard and a write land. Loss, *)
(*    repetition, delay and overtaking need no actions of their own.       *)
(*  - A coordinator may stand still for ever (it has died) or for a while  *)
(*    (it was frozen), and then goes on from what it remembers: nobody but *)
(*    the sweep is assumed to get anywhere. A sweep may die and forget.    *)
(*  - Participants that ask about what they hold may be tried before the   *)
(*    transaction is known to have begun.                                  *)
(*  - Who waits for the log repeats the very same write until it answers.  *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
  Branches,    \* a branch stands for its participant, too
  Beginner,    \* the coordinator that is asked to begin; it alone has the payloads
  Sweepers,    \* the coordinators that recover, or that other clients and participants ask
  Inquiring,   \* the branches whose participants ask about what they hold past the deadline
  MaxRounds,   \* how many failed rounds of phase two are written at most
  Broken       \* the rules that are broken: none, except to see that it is noticed

VARIABLES
  log,         \* the record
  writes,      \* writes on their way that may still land
  mem,         \* what each coordinator remembers
  sent,        \* calls that may arrive: <<operation, branch>>
  replies,     \* replies that may be heard: <<outcome, branch>>
  fence,       \* what each participant durably remembers of its branch
  informed,    \* what participants that asked may be told: <<outcome, branch>>
  effects,     \* how often each business effect has happened
  late         \* whether the deadline has passed; a client's wish to cancel is an early one

vars == <<log, writes, mem, sent, replies, fence, informed, effects, late>>

-----------------------------------------------------------------------------
(*                                 Words                                   *)

Coordinators == {Beginner} \union Sweepers

PhaseTwo   == {"CONFIRMING", "CANCELLING"}
Finished   == {"CONFIRMED", "CANCELLED"}
Decided    == PhaseTwo \union Finished
Phases     == {"NONE", "TRYING"} \union Decided
Operations == {"TRY", "CONFIRM", "CANCEL"}
Outcomes   == {"TRIED", "REFUSED", "CONFIRMED", "CANCELLED", "VIOLATED"}
Fences     == {"NONE", "TRIED", "CONFIRMED", "CANCELLED", "REFUSED"}

Confirms(phase) == phase \in {"CONFIRMING", "CONFIRMED"}
Cancels(phase)  == phase \in {"CANCELLING", "CANCELLED"}
\* What phase two calls, and what phase it ends in.
CallOf(phase)   == IF Confirms(phase) THEN "CONFIRM" ELSE "CANCEL"
EndOf(phase)    == IF Confirms(phase) THEN "CONFIRMED" ELSE "CANCELLED"

\* How far along its only way a transaction is.
Rank(phase) == CASE phase = "NONE"       -> 0
                 [] phase = "TRYING"     -> 1
                 [] phase \in PhaseTwo   -> 2
                 [] phase \in Finished   -> 3

Breaks(mutant) == mutant \in Broken

\* A version of the record: `over` is the version that it lands upon; `settled` are the branches
\* known to have answered phase two; `by`, with the rest of it, is what a coordinator recognises
\* its own write by.
Version(version, phase, settled, by) ==
  [version |-> version, over |-> IF version = 0 THEN 0 ELSE version - 1,
   phase |-> phase, settled |-> settled, by |-> by]

\* The second version of what is not known to have begun: lands where nothing is, and then the
\* first never does.
Forestalling(phase, by) == [Version(2, phase, {}, by) EXCEPT !.over = 0]

IsForestalled(record) == record.version = 2 /\ record.over = 0

NoRecord     == Version(0, "NONE", {}, Beginner)
NoWrite      == NoRecord
FirstVersion == Version(1, "TRYING", {}, Beginner)

\* A coordinator remembers the version it builds upon, and the write whose fate it waits to hear.
\* What it has heard since that version need not be remembered: replies stay hearable, so that
\* hearing them when they are needed is as good as having heard them before.
Memory(version, writing) ==
  [version |-> version.version, phase |-> version.phase, settled |-> version.settled,
   writing |-> writing]

Blank == Memory(NoRecord, NoWrite)

Waits(c) == mem[c].writing # NoWrite

\* How many reservations a branch holds.
Held(b) == effects[b].reserved - effects[b].spent - effects[b].freed

-----------------------------------------------------------------------------
Init ==
  /\ log = NoRecord
  /\ writes = {FirstVersion}
  /\ mem = [c \in Coordinators |->
              IF c = Beginner THEN Memory(NoRecord, FirstVersion) ELSE Blank]
  /\ sent = {}
  /\ replies = {}
  /\ fence = [b \in Branches |-> "NONE"]
  /\ informed = {}
  /\ effects = [b \in Branches |-> [reserved |-> 0, spent |-> 0, freed |-> 0]]
  /\ late = FALSE

-----------------------------------------------------------------------------
(*                                The log                                  *)

\* A write lands upon the version that it was built upon and upon no other.
CanLand(write, record) ==
  \/ write.version > 0 /\ write.over = record.version
  \/ /\ Breaks("UnconditionalDecision")
     /\ write.phase \in PhaseTwo
     /\ write.version = record.version
     /\ write.phase # record.phase

Land(write) ==
  /\ CanLand(write, log)
  /\ log' = write
  \* once it is decided, the deadline means nothing any more: that it has passed is as good
  /\ late' = (late \/ write.phase \in Decided)
  /\ writes' = {w \in writes : CanLand(w, write)}
  /\ UNCHANGED <<mem, sent, replies, fence, informed, effects>>

-----------------------------------------------------------------------------
(*                              Coordinators                               *)

\* Builds upon `known` and waits for the log to say what became of it.
Send(c, known, write) ==
  /\ mem' = [mem EXCEPT ![c] = Memory(known, write)]
  /\ writes' = IF CanLand(write, log) THEN writes \union {write} ELSE writes

Write(c, known, phase, settled) ==
  Send(c, known, Version(known.version + 1, phase, settled, c))

\* The calls that a version asks for; no Try leaves after the deadline. That they leave all at once
\* is no loss: each may arrive at any time or never, and so in any order, one by one, or as if its
\* coordinator had died before it was sent.
CallsOf(c, version) ==
  CASE version.phase = "TRYING"   -> IF c = Beginner /\ ~late THEN {"TRY"} \X Branches ELSE {}
    [] version.phase \in PhaseTwo -> {CallOf(version.phase)} \X (Branches \ version.settled)
    \* somebody asked, and it can begin no more: the others need not ask
    [] version.phase = "CANCELLED" /\ IsForestalled(version) /\ c = Beginner ->
         {"CANCEL"} \X Inquiring
    [] OTHER                      -> {}

\* Builds upon this version from now on. It is durable, so its calls may leave: here, and
\* nowhere else.
GoOnFrom(c, version) ==
  /\ mem' = [mem EXCEPT ![c] = Memory(version, NoWrite)]
  /\ sent' = sent \union CallsOf(c, version)

\* The log says: it has landed; or: this has come first.
HearLog(c) ==
  /\ Waits(c)
  /\ log.version > mem[c].writing.over
  /\ IF /\ Breaks("OwnWriteIsConflict")
        /\ log = mem[c].writing
        /\ log.phase = "CONFIRMING"
     THEN GoOnFrom(c, [log EXCEPT !.phase = "CANCELLING"])
     ELSE GoOnFrom(c, log)
  /\ UNCHANGED <<log, writes, replies, fence, informed, effects, late>>

\* The log says nothing: nothing is concluded from that. (The mutant concludes something.)
HearNothing(c) ==
  /\ Breaks("DecisionTimeoutIsFailure")
  /\ mem[c].writing.phase = "CONFIRMING"
  /\ GoOnFrom(c, [mem[c].writing EXCEPT !.phase = "CANCELLING"])
  /\ UNCHANGED <<log, writes, replies, fence, informed, effects, late>>

-----------------------------------------------------------------------------
(*                             Phase one: Try                              *)

Trying(c) == c = Beginner /\ mem[c].phase = "TRYING" /\ ~Waits(c)

\* No Try leaves before the transaction is known to have begun, but for those whose participants
\* ask. (The mutant does not wait for anybody.)
TryEarly(c) ==
  LET early == {"TRY"} \X (IF Breaks("TryBeforeBegin") THEN Branches ELSE Inquiring)
  IN /\ c = Beginner /\ mem[c].phase = "NONE"
     /\ ~late
     /\ ~ early \subseteq sent
     /\ sent' = sent \union early
     /\ UNCHANGED <<log, writes, mem, replies, fence, informed, effects, late>>

\* The begin is given up, whether or not it has landed, or will: what is undone is undone once
\* something else stands in its place. (The mutant does not wait for that.)
Forgo(c) ==
  /\ Inquiring # {}
  /\ c = Beginner /\ mem[c].phase = "NONE" /\ mem[c].writing = FirstVersion
  /\ \/ late /\ Send(c, NoRecord, Forestalling("CANCELLING", c)) /\ UNCHANGED sent
     \/ /\ Breaks("UndoneBeforeItsEnd")
        /\ GoOnFrom(c, Forestalling("CANCELLING", c))
        /\ UNCHANGED writes
  /\ UNCHANGED <<log, replies, fence, informed, effects, late>>

Heard(outcome) == {b \in Branches : <<outcome, b>> \in replies}

\* Every branch has said yes.
DecideToConfirm(c) ==
  /\ Trying(c)
  /\ Heard("TRIED") = Branches
  /\ Write(c, mem[c], "CONFIRMING", {})
  /\ UNCHANGED <<log, sent, replies, fence, informed, effects, late>>

\* Branches to which no Cancel goes: none, whatever is known of their Tries. `tried` are those
\* whose yes has been heard.
Skipped(tried) ==
  CASE Breaks("NoCancelForUnknownTry")   -> Branches \ tried
    [] Breaks("CancelSkippedForRefused") -> Heard("REFUSED")
    [] OTHER                             -> {}

\* For a refusal, the deadline, contention, a Try that was not accepted, at a client's wish: in
\* short, at any time.
DecideToCancel(c) ==
  /\ Trying(c)
  /\ \E tried \in SUBSET Heard("TRIED") : Write(c, mem[c], "CANCELLING", Skipped(tried))
  /\ UNCHANGED <<log, sent, replies, fence, informed, effects, late>>

\* What a Try answers after the decision changes nothing. (The mutant thinks again.)
HearTriedLate(c) ==
  /\ Breaks("LateTriedFlipsCancelling")
  /\ mem[c].phase = "CANCELLING" /\ ~Waits(c)
  /\ Heard("TRIED") = Branches
  /\ Write(c, mem[c], "CONFIRMING", {})
  /\ UNCHANGED <<log, sent, replies, fence, informed, effects, late>>

-----------------------------------------------------------------------------
(*                     Phase two: Confirm or Cancel                        *)

Driving(c) == mem[c].phase \in PhaseTwo /\ ~Waits(c)

Done(c) == mem[c].settled \union Heard(EndOf(mem[c].phase))

\* When every branch has answered, and not before, it is finished.
Finish(c) ==
  /\ Driving(c)
  /\ Done(c) = Branches \/ (Breaks("FinishAfterFirstAck") /\ Done(c) # {})
  /\ Write(c, mem[c], EndOf(mem[c].phase), Branches)
  /\ UNCHANGED <<log, sent, replies, fence, informed, effects, late>>

\* Some branch does not answer: what is done is written, and once that is durable the others are
\* called again. How often is bounded here for the sake of a finite model, and nowhere else.
FailRound(c) ==
  LET phase == mem[c].phase
      next  == CASE Breaks("GiveUpAfterRetries")  -> EndOf(phase)
                 [] Breaks("ConfirmErrorCancels") -> "CANCELLING"
                 [] OTHER                         -> phase
  IN /\ Driving(c)
     /\ mem[c].version < 2 + MaxRounds
     /\ \E done \in SUBSET Done(c) :
          /\ mem[c].settled \subseteq done
          /\ done # Branches
          /\ Write(c, mem[c], next, done)
     /\ UNCHANGED <<log, sent, replies, fence, informed, effects, late>>

-----------------------------------------------------------------------------
(*                         Recovery, and clients                           *)

\* A participant that holds something past the deadline asks what has become of it.
Asks(b) == late /\ b \in Inquiring /\ effects[b].reserved > 0

\* A sweep finds the transaction, or a client or a participant asks another coordinator about it.
\* One that is being tried is left alone until its deadline. One that is not in the log is kept
\* from ever getting there before anything is said of it.
Find(r) ==
  /\ mem[r] = Blank \/ (mem[r].phase = "TRYING" /\ ~Waits(r))
  /\ \/ log.phase = "NONE" /\ (\E b \in Branches : Asks(b))
        /\ Send(r, NoRecord, Forestalling("CANCELLED", r))
        /\ UNCHANGED sent
     \/ log.phase = "TRYING" /\ late
        /\ Write(r, log, "CANCELLING", Skipped({}))
        /\ UNCHANGED sent
     \/ log.phase = "CONFIRMING" /\ Breaks("RecoveryOverridesConfirming")
        /\ Write(r, log, "CANCELLING", {})
        /\ UNCHANGED sent
     \/ log.phase \in Decided /\ ~Breaks("RecoveryForgetsDecided")
        /\ GoOnFrom(r, log)
        /\ UNCHANGED writes
  /\ UNCHANGED <<log, replies, fence, informed, effects, late>>

\* It dies, and whatever takes its place knows nothing. Its write may still be on its way.
Crash(r) ==
  /\ mem[r] # Blank
  /\ mem' = [mem EXCEPT ![r] = Blank]
  /\ UNCHANGED <<log, writes, sent, replies, fence, informed, effects, late>>

\* What this coordinator tells a client who asks it now: what it knows to be durable.
Tells(c) ==
  IF Breaks("ReplyBeforeDecision") /\ Waits(c) THEN mem[c].writing.phase ELSE mem[c].phase

\* What a participant that asks is told, unless it is told to ask again. (The mutants tell it
\* before anybody has decided.)
Inform(r, b) ==
  /\ Asks(b) /\ ~Breaks("NothingIsOverdue")
  /\ \/ /\ mem[r].phase \in Decided /\ ~Waits(r)
        /\ informed' = informed \union
             {<<IF Confirms(mem[r].phase) THEN "CONFIRMED" ELSE "CANCELLED", b>>}
     \/ /\ \/ Breaks("AbsentIsCancelled") /\ log.phase = "NONE"
           \/ Breaks("LateIsCancelled") /\ log.phase = "TRYING"
        /\ informed' = informed \union {<<"CANCELLED", b>>}
  /\ UNCHANGED <<log, writes, mem, sent, replies, fence, effects, late>>

PassDeadline ==
  /\ ~late
  /\ late' = TRUE
  /\ UNCHANGED <<log, writes, mem, sent, replies, fence, informed, effects>>

-----------------------------------------------------------------------------
(*                              Participants                               *)

Answer(outcome, b) == replies' = replies \union {<<outcome, b>>}

Keep == UNCHANGED <<fence, effects>>

\* Fence and business data change together or not at all.
Commit(b, state, effect) ==
  /\ fence' = [fence EXCEPT ![b] = state]
  /\ effects' = IF effect = "none" THEN effects ELSE [effects EXCEPT ![b][effect] = @ + 1]

\* "Not now" leaves nothing behind: it is one of the ways in which a Try comes to nothing. Nor is
\* it noted here that a Try was refused for what the fence says already, since a coordinator may
\* stop trying at any time, whatever it has heard.
HandleTry(b) ==
  CASE fence[b] = "NONE" \/ Breaks("TryIgnoresFence") ->
         \/ /\ Commit(b, IF Breaks("TryAndFenceInTwoWrites") THEN "NONE" ELSE "TRIED", "reserved")
            /\ Answer("TRIED", b)
         \/ /\ Commit(b, IF Breaks("RefusalBeforeDurable") THEN "NONE" ELSE "REFUSED", "none")
            /\ Answer("REFUSED", b)
    [] fence[b] \in {"TRIED", "CONFIRMED"} -> Keep /\ Answer("TRIED", b)
    [] fence[b] \in {"CANCELLED", "REFUSED"} -> Keep /\ UNCHANGED replies

HandleConfirm(b) ==
  CASE fence[b] = "TRIED" -> Commit(b, "CONFIRMED", "spent") /\ Answer("CONFIRMED", b)
    [] fence[b] = "CONFIRMED" ->
         /\ IF Breaks("ConfirmNotIdempotent") THEN Commit(b, "CONFIRMED", "spent") ELSE Keep
         /\ Answer("CONFIRMED", b)
    [] OTHER -> Keep /\ Answer("VIOLATED", b)

HandleCancel(b) ==
  CASE fence[b] = "NONE" ->
         /\ Commit(b, IF Breaks("EmptyCancelLeavesNoFence") THEN "NONE" ELSE "CANCELLED", "none")
         /\ Answer("CANCELLED", b)
    [] fence[b] = "TRIED" -> Commit(b, "CANCELLED", "freed") /\ Answer("CANCELLED", b)
    [] fence[b] \in {"CANCELLED", "REFUSED"} -> Keep /\ Answer("CANCELLED", b)
    [] OTHER -> Keep /\ Answer("VIOLATED", b)

Handle(operation, b) ==
  /\ CASE operation = "TRY"     -> HandleTry(b)
       [] operation = "CONFIRM" -> HandleConfirm(b)
       [] operation = "CANCEL"  -> HandleCancel(b)
  /\ UNCHANGED <<log, writes, mem, sent, informed, late>>

\* Who was told that it is cancelled cancels it by the same rules, without being called. (The
\* mutants do not wait for the answer, or leave the fence as it is.)
Release(b) ==
  /\ \/ <<"CANCELLED", b>> \in informed
     \/ Breaks("AskedIsReleased") /\ Asks(b)
  /\ IF Breaks("ReleasedBesideItsFence") /\ fence[b] = "TRIED"
     THEN Commit(b, "TRIED", "freed") /\ UNCHANGED replies
     ELSE HandleCancel(b)
  /\ UNCHANGED <<log, writes, mem, sent, informed, late>>

-----------------------------------------------------------------------------
(*                             The behaviours                              *)

Coordinate(c) ==
  \/ HearLog(c) \/ HearNothing(c)
  \/ TryEarly(c) \/ Forgo(c) \/ DecideToConfirm(c) \/ DecideToCancel(c) \/ HearTriedLate(c)
  \/ Finish(c) \/ FailRound(c)

Recover(r) == Find(r) \/ Crash(r)

Next ==
  \/ \E write \in writes : Land(write)
  \/ \E c \in Coordinators : Coordinate(c)
  \/ \E r \in Sweepers : Recover(r)
  \/ \E r \in Sweepers, b \in Inquiring : Inform(r, b)
  \/ \E call \in sent : Handle(call[1], call[2])
  \/ \E b \in Inquiring : Release(b)
  \/ PassDeadline

\* Time passes; sweeps come by, what they write lands in the end, what they call answers in the
\* end. Nothing of the kind is assumed of who began, nor of any Try.
CallOfSweepArrives(r, b) ==
  Driving(r) /\ b \notin Done(r) /\ Handle(CallOf(mem[r].phase), b)

Fairness ==
  /\ WF_vars(PassDeadline)
  /\ \A r \in Sweepers :
       /\ WF_vars(Find(r))
       /\ WF_vars(Land(mem[r].writing))
       /\ WF_vars(HearLog(r))
       /\ \A b \in Branches : WF_vars(CallOfSweepArrives(r, b))
       /\ WF_vars(Finish(r))
       /\ \A b \in Inquiring : WF_vars(Inform(r, b))
  /\ \A b \in Inquiring : WF_vars(Release(b))

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(*                                 Safety                                  *)

Versions ==
  [version : 0 .. 3 + MaxRounds, over : 0 .. 2 + MaxRounds, phase : Phases, settled : SUBSET Branches, by : Coordinators]

TypeOK ==
  /\ log \in Versions
  /\ \A write \in writes : write \in Versions
  /\ \A c \in Coordinators :
       /\ mem[c].version \in 0 .. 3 + MaxRounds
       /\ mem[c].phase \in Phases
       /\ mem[c].settled \subseteq Branches
       /\ mem[c].writing \in Versions
  /\ sent \subseteq Operations \X Branches
  /\ replies \subseteq Outcomes \X Branches
  /\ fence \in [Branches -> Fences]
  /\ informed \subseteq {"CONFIRMED", "CANCELLED"} \X Inquiring
  /\ \A b \in Branches : effects[b] \in [reserved : Nat, spent : Nat, freed : Nat]
  /\ late \in BOOLEAN

I1_Atomicity ==
  \A a, b \in Branches : ~(fence[a] = "CONFIRMED" /\ fence[b] \in {"CANCELLED", "REFUSED"})

I2_NothingBeforeTheDecision ==
  \A call \in sent :
    /\ call[1] = "CONFIRM" => Confirms(log.phase)
    /\ call[1] = "CANCEL" => Cancels(log.phase)

I2_OneDecision ==
  [][log.phase \in Decided => Confirms(log'.phase) = Confirms(log.phase)]_log

I3_AtMostOnce ==
  \A b \in Branches : \A effect \in DOMAIN effects[b] : effects[b][effect] <= 1

I4_NoHangingTry ==
  [][\A b \in Branches : <<"CANCELLED", b>> \in replies
       => effects'[b].reserved = effects[b].reserved]_effects

I5_EmptyCancelLeavesAFence ==
  \A b \in Branches : <<"CANCELLED", b>> \in replies => fence[b] \in {"CANCELLED", "REFUSED"}

I6_Conservation ==
  \A b \in Branches : Held(b) = (IF fence[b] = "TRIED" THEN 1 ELSE 0)

\* No coordinator tells what is not so. As it remains so (I2, I8), whoever was told anything was
\* told the truth for ever.
I7_TheTruth ==
  \A c \in Coordinators : Tells(c) \in Decided =>
    Rank(Tells(c)) <= Rank(log.phase) /\ Confirms(Tells(c)) = Confirms(log.phase)

\* Nor is a participant told what is not so.
I7_TheTruthForParticipants ==
  \A told \in informed :
    /\ told[1] = "CONFIRMED" => Confirms(log.phase)
    /\ told[1] = "CANCELLED" => Cancels(log.phase)

I8_NoStepBack ==
  [][Rank(log'.phase) >= Rank(log.phase)]_log

\* As long as a reservation lives, recovery will look, or its participant asks.
I9_NothingLost ==
  \A b \in Branches :
    Held(b) > 0 => log.phase \in {"TRYING"} \union PhaseTwo \/ b \in Inquiring

\* Finished means that every branch has answered; nobody will look again. But for what never
\* began, of which the log knows who has asked.
I9_FinishedEverywhere ==
  log.phase \in Finished /\ ~IsForestalled(log) => Heard(log.phase) = Branches

I11_NoStaleHand ==
  [][log'.version = log.version + 1 \/ (log.version = 0 /\ IsForestalled(log'))]_log

\* After a no there is never a yes.
RefusedForEver ==
  [][\A b \in Branches : <<"REFUSED", b>> \in replies
       => effects'[b].reserved = effects[b].reserved]_effects

\* No Confirm or Cancel meets a fence that contradicts it.
NobodyIsContradicted ==
  \A b \in Branches : <<"VIOLATED", b>> \notin replies

-----------------------------------------------------------------------------
(*                                Liveness                                 *)

Ended == log.phase \in Finished /\ \A b \in Branches : Held(b) = 0

\* When sweeps no longer die, what has begun comes to its end, and what never began leaves nothing
\* behind.
Calm == <>[][\A r \in Sweepers : mem[r] # Blank => mem'[r] # Blank]_vars

SomethingIsHeld == \E b \in Branches : Held(b) > 0

I10_Termination == Calm => (log.phase # "NONE" ~> Ended) /\ (SomethingIsHeld ~> ~SomethingIsHeld)

-----------------------------------------------------------------------------
\* It makes no difference which branch or which sweep it is: for runs that check safety only.
Symmetry == Permutations(Branches) \union Permutations(Sweepers)
=============================================================================
