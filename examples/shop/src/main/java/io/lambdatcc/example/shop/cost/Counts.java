package io.lambdatcc.example.shop.cost;

/**
 * What one confirmed transaction takes, in things that are paid for. The same over both transports.
 *
 * @param branches of the transaction
 * @param logWrites write units of the coordinator's table and its index
 * @param logReads read units of the coordinator's table
 * @param participantWrites write units of all participants' tables together
 * @param participantReads read units of all participants' tables together
 * @param calls to participants, each an invocation
 * @param items that are remembered afterwards: the transaction and a fence for each branch
 * @param bytes of these items, to the nearest hundred
 */
record Counts(
    int branches,
    double logWrites,
    double logReads,
    double participantWrites,
    double participantReads,
    long calls,
    long items,
    long bytes) {

  double writes() {
    return logWrites + participantWrites;
  }

  double reads() {
    return logReads + participantReads;
  }
}
