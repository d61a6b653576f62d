package dev.headgate.internal.consumer;

import dev.headgate.api.CommitOptions;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Transactions;
import dev.headgate.internal.offset.CommitPolicy;
import dev.headgate.internal.offset.OffsetLedger;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What the guarantee decides: how offsets are committed, and how what earlier owners have done is learned.
 *
 * @param commits how offsets are committed
 * @param starts where partitions begin
 */
record Committing(Commits commits, Starts starts) {
    /**
     * What both ways need of the engine.
     *
     * @param clock as {@link System#nanoTime()}
     */
    record Engine(
            EngineOptions options,
            Consumer<byte[], byte[]> consumer,
            OffsetLedger<Job> ledger,
            InFlight inFlight,
            PartitionGate gate,
            CompletionQueue completions,
            Waiting waiting,
            Tally tally,
            JobListener listener,
            LongSupplier clock) {
        private CommitPolicy every(long intervalNanos) {
            return new CommitPolicy(intervalNanos, options.commit().records(), clock.getAsLong());
        }
    }

    /** Offsets alone, after the deliveries: at-least-once. */
    static Committing afterDeliveries(Engine engine) {
        CommitOptions commit = engine.options.commit();
        int mapBytes = engine.options.mapBytes();
        return new Committing(
                new OffsetCommitter(
                        engine.consumer,
                        engine.ledger,
                        engine.every(commit.interval().toNanos()),
                        commit.timeout(),
                        mapBytes,
                        engine.options.ordering(),
                        engine.waiting,
                        engine.tally,
                        engine.listener,
                        engine.clock),
                new CommittedMaps(engine.consumer, commit.timeout(), mapBytes > 0));
    }

    /** Offsets with the outputs, in transactions: exactly-once. */
    static Committing withOutputs(Engine engine, Transactions transactions) {
        EngineOptions options = engine.options;
        ExactStarts starts =
                new ExactStarts(engine.consumer, engine.ledger, engine.inFlight, options.partitionWindow());
        engine.inFlight.admitBy(starts);
        engine.gate.keepMapsWhole();
        TransactionHolding holding = new TransactionHolding(
                transactions.gate(),
                engine.completions,
                engine.inFlight,
                engine.ledger,
                options.mapBytes(),
                options.ordering());
        TransactionCycle cycle = new TransactionCycle(
                transactions,
                holding,
                engine.consumer,
                engine.ledger,
                engine.waiting,
                tried -> restartAll(starts, engine.gate, tried),
                engine.every(transactions.intervalNanos()),
                options.commit().timeout(),
                engine.tally,
                engine.listener,
                engine.clock);
        return new Committing(cycle, starts);
    }

    private static boolean restartAll(ExactStarts starts, PartitionGate gate, CommitPoints tried) {
        boolean done = starts.restartAll(tried);
        gate.assignmentChanged();
        return done;
    }
}
