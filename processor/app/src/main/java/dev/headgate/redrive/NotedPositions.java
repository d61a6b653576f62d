package dev.headgate.redrive;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** What the latest {@link RedriveNote} of each partition says, where the group has no offset any more. Owned by one thread. */
final class NotedPositions {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();

    /** What the group had committed; empty if no note tells. */
    Optional<OffsetAndMetadata> of(TopicPartition partition) {
        return Optional.ofNullable(found.get(partition));
    }

    /**
     * Reads these partitions from their beginning to their ends, for notes. The consumer has no partitions afterwards.
     *
     * @param starts where to begin, by partition
     * @param ends before which offset to end
     * @param isStopped ends it early; then not all notes may be found
     * @throws RedriveException if nothing has come for two minutes though there is something
     */
    void read(
            Consumer<byte[], byte[]> consumer,
            String group,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            BooleanSupplier isStopped)
            throws RedriveException {
        Set<TopicPartition> unread = new HashSet<>(starts.keySet());
        consumer.assign(unread);
        starts.forEach(consumer::seek);
        long progressNanos = System.nanoTime();
        while (!unread.isEmpty() && !isStopped.getAsBoolean()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.forEach(record -> note(record, group));
            boolean any = unread.removeIf(partition -> isRead(consumer, partition, ends.getOrDefault(partition, 0L)));
            if (any || !records.isEmpty()) {
                progressNanos = System.nanoTime();
            } else if (System.nanoTime() - progressNanos > PATIENCE_NANOS) {
                throw new RedriveException("nothing has come of " + unread + " for "
                        + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS)
                        + " s while it was searched for what earlier re-drives have noted; look at its brokers, and"
                        + " run it again");
            }
        }
        consumer.unsubscribe();
    }

    private void note(ConsumerRecord<byte[], byte[]> record, String group) {
        RedriveNote.read(record, group)
                .ifPresent(position -> found.put(new TopicPartition(record.topic(), record.partition()), position));
    }

    private static boolean isRead(Consumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
        try {
            return consumer.position(partition, AT_ONCE) >= end;
        } catch (TimeoutException _) {
            return false;
        }
    }
}
