package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.Transactions;

/**
 * What the guarantee decides: how offsets are committed, and how what earlier owners have done is learned.
 *
 * @param commits how offsets are committed
 * @param starts where partitions begin
 */
record Committing(Commits commits, Starts starts) {
    /** Offsets alone, after the deliveries: at-least-once. */
    static Committing afterDeliveries(LoopContext loop) {
        return new Committing(new OffsetCommitter(loop), new CommittedMaps(loop));
    }

    /** Offsets with the outputs, in transactions: exactly-once. */
    static Committing withOutputs(LoopContext loop, Transactions transactions, InFlight inFlight, PartitionGate gate) {
        ExactStarts starts = new ExactStarts(loop, inFlight);
        inFlight.admitBy(starts);
        gate.keepMapsWhole();
        TransactionHolding holding = new TransactionHolding(loop, transactions.gate(), inFlight);
        Restart restart = tried -> restartAll(starts, gate, tried);
        return new Committing(new TransactionCycle(loop, transactions, holding, restart), starts);
    }

    private static boolean restartAll(ExactStarts starts, PartitionGate gate, CommitPoints tried) {
        boolean done = starts.restartAll(tried);
        gate.assignmentChanged();
        return done;
    }
}
