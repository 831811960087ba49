package io.lambdatcc.example.shop.cost;

import io.lambdatcc.api.WaitFor;

/**
 * What confirmed transactions of one kind cost.
 *
 * @param branches of each
 * @param transport by which participants are called, {@code https} or {@code lambda}
 * @param waitFor what its client waits for
 * @param logWriteUnits of one transaction
 * @param participantWriteUnits of one transaction, of all participants together
 * @param readUnits of one transaction
 * @param calls to participants in one transaction
 * @param gigabyteSeconds for a million of them
 * @param dollars for a million of them
 */
public record Cost(
    int branches,
    String transport,
    WaitFor waitFor,
    double logWriteUnits,
    double participantWriteUnits,
    double readUnits,
    long calls,
    double gigabyteSeconds,
    double dollars) {}
