package io.lambdatcc.testkit.world;

import io.lambdatcc.protocol.Answer;
import io.lambdatcc.wire.ParticipantReply;

/** What a participant's reply on the wire means to the engine. */
final class Answers {
  private Answers() {}

  static Answer of(ParticipantReply reply) {
    if (reply instanceof ParticipantReply.Done done) {
      return new Answer.Done(done.result() == null ? null : done.result().text());
    }
    if (reply instanceof ParticipantReply.Refused no) {
      return new Answer.Refused(no.code(), no.reason());
    }
    if (reply instanceof ParticipantReply.NotNow later) {
      return new Answer.NotNow(later.retryAfter());
    }
    if (reply instanceof ParticipantReply.Violated no) {
      return new Answer.Violated(no.reason());
    }
    if (reply instanceof ParticipantReply.Rejected no) {
      return new Answer.Rejected(no.code(), no.reason());
    }
    return new Answer.Unknown(((ParticipantReply.Unknown) reply).reason());
  }
}
