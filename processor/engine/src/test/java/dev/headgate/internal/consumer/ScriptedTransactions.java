package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.DeliveryGate;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionFailedException.Kind;
import dev.headgate.internal.dispatch.Transactions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Transactions of which the next commit can be made to fail, before or after the coordinator has it. */
final class ScriptedTransactions implements Transactions {
    /** What becomes of the next commit. */
    enum Next {
        COMES_THROUGH,
        FAILS,
        COMES_THROUGH_AND_IS_REPORTED_FAILED,
        IS_NEVER_ANSWERED
    }

    private final DeliveryGate gate = new DeliveryGate();
    private final RecordingConsumer[] coordinator = new RecordingConsumer[1];
    Next next = Next.COMES_THROUGH;
    int commits;
    int aborts;

    /** Where committed offsets go. */
    void of(RecordingConsumer consumer) {
        coordinator[0] = consumer;
    }

    @Override
    public DeliveryGate gate() {
        return gate;
    }

    @Override
    public long intervalNanos() {
        return Duration.ofSeconds(1).toNanos();
    }

    @Override
    public CompletableFuture<Void> begin() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> flush() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        commits++;
        Next now = next;
        next = Next.COMES_THROUGH;
        if (now == Next.COMES_THROUGH || now == Next.COMES_THROUGH_AND_IS_REPORTED_FAILED) {
            coordinator[0].commitSync(offsets, Duration.ofSeconds(1));
        }
        TransactionFailedException failure =
                new TransactionFailedException(Kind.TRANSIENT, "the coordinator moved", new IllegalStateException());
        return switch (now) {
            case COMES_THROUGH -> CompletableFuture.completedFuture(null);
            case COMES_THROUGH_AND_IS_REPORTED_FAILED -> CompletableFuture.failedFuture(failure.afterTheQuestion());
            case FAILS -> CompletableFuture.failedFuture(failure);
            case IS_NEVER_ANSWERED -> new CompletableFuture<>();
        };
    }

    @Override
    public CompletableFuture<Void> abort() {
        aborts++;
        return CompletableFuture.completedFuture(null);
    }
}
