package dev.headgate.internal.consumer;

import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobProcessor;
import dev.headgate.internal.offset.CommitPolicy;
import dev.headgate.internal.offset.OffsetLedger;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What the parts of one poll loop share. Owned by the poll thread, as are all that are built with it.
 *
 * @param ledger the assigned partitions and what is in flight of each
 * @param waiting how the poll thread waits within a step
 */
record LoopContext(
        EngineOptions options, LoopPorts ports, OffsetLedger<Job> ledger, EngineCounts counts, Waiting waiting) {
    Consumer<byte[], byte[]> consumer() {
        return ports.consumer();
    }

    JobProcessor processor() {
        return ports.processor();
    }

    CompletionQueue completions() {
        return ports.completions();
    }

    JobListener listener() {
        return ports.listener();
    }

    LongSupplier clock() {
        return ports.clock();
    }

    /** When to commit: this often, or after as many records as the options say. */
    CommitPolicy commitEvery(long intervalNanos) {
        return new CommitPolicy(intervalNanos, options.commit().records(), clock().getAsLong());
    }
}
