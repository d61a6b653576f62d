package dev.headgate.internal.dispatch;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The transactions that deliveries go into, one after the other. Called by the poll thread, which waits for one call to end
 * before it makes the next, except for {@link #abort()}. No call blocks: a thread of the implementation's own does what
 * blocks. Each call fails with a {@link TransactionFailedException} and no other exception.
 */
public interface Transactions {
    /** What deliveries pass. */
    DeliveryGate gate();

    /** The longest time for which a transaction is open while there is something to commit, in ns. */
    long intervalNanos();

    /** Ends what a predecessor of the same transactional id has left open, and begins the first transaction. */
    CompletableFuture<Void> begin();

    /** Ends when nobody is in the gate any more. Called with the gate closed. */
    CompletableFuture<Void> flush();

    /**
     * Commits the transaction with these offsets in it, and begins the next one. Called with the gate closed and empty.
     *
     * @param group the membership that owns the partitions; a later generation of the group has the commit refused (KIP-447)
     */
    CompletableFuture<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group);

    /** Aborts the transaction, waits until nobody is in the gate, and begins the next one. Called with the gate closed. */
    CompletableFuture<Void> abort();
}
