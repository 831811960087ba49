package io.lambdatcc.participant.fence;

import io.lambdatcc.wire.InquiryReply;
import io.lambdatcc.wire.InquiryRequest;

/**
 * How a participant asks the coordinator; where that is, its own configuration says, and nothing
 * that a message brought.
 */
@FunctionalInterface
public interface Inquiries {

  /**
   * What has become of a branch. Throws, whatever it likes, where that cannot be found out now.
   *
   * @param transactionId as it came with the Try
   * @param branchId as it came with the Try
   * @param request who asks, and the deadline of the Try
   */
  InquiryReply.Outcome inquire(String transactionId, String branchId, InquiryRequest request);
}
