package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.Transactions;

/**
 * What the guarantee decides: how offsets are committed, and how what earlier owners have done is learned.
 *
 * @param committer how offsets are committed
 * @param starts where partitions begin
 */
record DeliveryGuarantee(Committer committer, StartOffsets starts) {
    /** Offsets alone, after the deliveries: at-least-once. */
    static DeliveryGuarantee afterDeliveries(LoopContext loop) {
        return new DeliveryGuarantee(new AtLeastOnceCommitter(loop), new AtLeastOnceStart(loop));
    }

    /** Offsets with the outputs, in transactions: exactly-once. */
    static DeliveryGuarantee withOutputs(
            LoopContext loop, Transactions transactions, InFlight inFlight, PartitionGate gate) {
        ExactlyOnceStart starts = new ExactlyOnceStart(loop, inFlight);
        inFlight.admitBy(starts);
        gate.keepMapsWhole();
        TransactionContents holding = new TransactionContents(loop, transactions.gate(), inFlight);
        Restart restart = tried -> restartAll(starts, gate, tried);
        return new DeliveryGuarantee(new TransactionalCommitter(loop, transactions, holding, restart), starts);
    }

    private static boolean restartAll(ExactlyOnceStart starts, PartitionGate gate, CommitPoints tried) {
        boolean done = starts.restartAll(tried);
        gate.assignmentChanged();
        return done;
    }
}
