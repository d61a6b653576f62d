package dev.headgate.redrive;

import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions of the dead-letter topic that this member has, up to where they ended at the start. Owned by one thread. */
final class DeadLetterPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterPartitions.class);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final List<TopicPartition> all = new ArrayList<>();
    private final Map<TopicPartition, Long> ends;
    private final Map<TopicPartition, HandledOffsets> handled = new HashMap<>();
    private final Map<TopicPartition, Long> polledTo = new HashMap<>();
    private final NotedPositions noted = new NotedPositions();
    private long progressNanos = System.nanoTime();

    /** Commits what was done of partitions that go away. */
    interface Committer {
        void commit(List<HandledOffsets> changed);
    }

    /** @throws org.apache.kafka.common.KafkaException if the brokers don't tell where the topic ends */
    DeadLetterPartitions(Consumer<byte[], byte[]> consumer, String topic, int partitions) {
        this.consumer = consumer;
        this.topic = topic;
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(topic, partition));
        }
        this.ends = consumer.endOffsets(all);
    }

    /**
     * Learns from the notes in the topic how far earlier re-drives came in those partitions where the group has no offset any
     * more, or never had. Before anything else.
     *
     * @throws RedriveException if the topic can't be read
     */
    void recall(String group, BooleanSupplier isStopped) throws RedriveException {
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed =
                new HashMap<>(consumer.committed(new HashSet<>(all))); // with null where nothing is
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.beginningOffsets(all));
        starts.entrySet()
                .removeIf(each -> each.getValue() >= end(each.getKey())
                        || usable(each.getKey(), committed.get(each.getKey())).isPresent());
        if (!starts.isEmpty()) {
            noted.read(consumer, group, starts, ends, isStopped);
            starts.keySet().forEach(this::tell);
        }
    }

    private void tell(TopicPartition partition) {
        noted.of(partition)
                .ifPresentOrElse(
                        position -> LOG.info(
                                "{}: the group's offset is gone; what a re-drive has noted there says {}",
                                partition,
                                position.offset()),
                        () -> LOG.info(
                                "{}: no earlier re-drive is known; begins at the oldest dead letter", partition));
    }

    /** The commit, unless it is beyond the end, and so of a topic of that name that was there before. */
    private Optional<OffsetAndMetadata> usable(TopicPartition partition, @Nullable OffsetAndMetadata commit) {
        return Optional.ofNullable(commit).filter(it -> it.offset() <= end(partition));
    }

    /** Reads all of them without joining the group. */
    void assignAll() {
        consumer.assign(all);
        begin(all);
    }

    /** Joins the group, which says which of them to read. */
    void join(Committer committer) {
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                begin(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                List<HandledOffsets> changed = changed();
                if (!changed.isEmpty()) {
                    committer.commit(changed);
                }
                partitions.forEach(handled::remove);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                partitions.forEach(handled::remove);
            }
        });
    }

    private void begin(Collection<TopicPartition> partitions) {
        progressNanos = System.nanoTime();
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed =
                new HashMap<>(consumer.committed(new HashSet<>(partitions))); // with null where nothing is
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long start = starts.getOrDefault(partition, 0L);
            OffsetRanges done = OffsetRanges.EMPTY;
            Optional<OffsetAndMetadata> known =
                    usable(partition, committed.get(partition)).or(() -> noted.of(partition));
            if (known.isPresent()) {
                start = Math.max(start, known.get().offset());
                String map = Objects.requireNonNullElse(known.get().metadata(), "");
                done = OffsetMapCodec.decode(map, partition, known.get().offset())
                        .done();
            }
            handled.put(partition, new HandledOffsets(partition, start, done));
            consumer.seek(partition, start);
        }
    }

    private long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    /** @throws RedriveException if nothing has come for two minutes though there is something */
    ConsumerRecords<byte[], byte[]> poll(Duration timeout) throws RedriveException {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        long now = System.nanoTime();
        if (!records.isEmpty() || handled.isEmpty()) { // without a partition, another member is at work
            progressNanos = now;
        } else if (now - progressNanos > PATIENCE_NANOS) {
            throw new RedriveException("nothing has come from topic '" + topic + "' for "
                    + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS)
                    + " s, though it is not read to its end; look at its brokers, and run it again");
        }
        for (TopicPartition partition : records.partitions()) {
            polledTo.put(partition, afterLastWanted(partition, records.records(partition)));
        }
        return records;
    }

    /** Not counting those that came since: what lies between is no record, and there would be nothing to poll again. */
    private long afterLastWanted(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> polled) {
        return polled.stream()
                .mapToLong(record -> record.offset() + 1)
                .filter(after -> after <= end(partition))
                .max()
                .orElse(0);
    }

    /** Whether the record was there at the start, of a partition that is ours. */
    boolean isWanted(TopicPartition partition, long offset) {
        return handled.containsKey(partition) && offset < end(partition);
    }

    boolean isDone(TopicPartition partition, long offset) {
        return of(partition).isDone(offset);
    }

    void passed(TopicPartition partition, long offset) {
        of(partition).passed(offset);
    }

    void decided(TopicPartition partition, long offset, boolean left) {
        if (left) {
            of(partition).left(offset);
        } else {
            of(partition).done(offset);
        }
    }

    private HandledOffsets of(TopicPartition partition) {
        return Objects.requireNonNull(handled.get(partition));
    }

    /** Polls again what was polled and not decided, and goes past what is no record. */
    void settle() {
        handled.forEach((partition, its) -> {
            if (its.next() < polledTo.getOrDefault(partition, 0L)) {
                consumer.seek(partition, its.next());
            } else {
                its.advanceTo(Math.min(position(partition, its.next()), end(partition)));
            }
            if (its.next() >= end(partition)) {
                consumer.pause(List.of(partition));
            }
        });
        polledTo.clear();
    }

    private long position(TopicPartition partition, long otherwise) {
        try {
            return consumer.position(partition, AT_ONCE);
        } catch (TimeoutException _) {
            return otherwise;
        }
    }

    /** What has changed since it was committed. */
    List<HandledOffsets> changed() {
        return handled.values().stream().filter(HandledOffsets::isChanged).toList();
    }

    /** Whether all that are ours are read. */
    boolean areRead() {
        return !handled.isEmpty() && remaining() == 0;
    }

    long remaining() {
        return handled.entrySet().stream()
                .mapToLong(
                        each -> Math.max(0, end(each.getKey()) - each.getValue().next()))
                .sum();
    }
}
