package dev.headgate.faults;

import dev.headgate.internal.offset.OffsetMapCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What a group had committed at which moment, as asked several times a second. Thread-safe. */
final class CommitHistory implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(250);

    private final NavigableMap<Long, Map<Integer, OffsetAndMetadata>> samples = new ConcurrentSkipListMap<>();
    private final Admin admin;
    private final String group;
    private final Thread thread;

    /** @param group also the name of its topic */
    CommitHistory(String bootstrap, String group) {
        this.group = group;
        admin = Admin.create(
                Map.of("bootstrap.servers", bootstrap, "request.timeout.ms", 2_000, "default.api.timeout.ms", 4_000));
        thread = Thread.ofVirtual().start(this::sample);
    }

    private void sample() {
        try {
            while (true) {
                Map<Integer, OffsetAndMetadata> offsets = new HashMap<>();
                try {
                    Map<TopicPartition, @Nullable OffsetAndMetadata> committed =
                            new HashMap<>(admin.listConsumerGroupOffsets(group)
                                    .partitionsToOffsetAndMetadata()
                                    .get());
                    committed.forEach((partition, offset) -> {
                        if (offset != null) {
                            offsets.put(partition.partition(), offset);
                        }
                    });
                    // The moment of the answer: what it says was committed before.
                    samples.put(System.currentTimeMillis(), offsets);
                } catch (ExecutionException | KafkaException e) {
                    // The brokers are away; what was committed last still is.
                }
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int size() {
        return samples.size();
    }

    /**
     * Whether an ownership that began at this moment had nothing to do with a record, since it was committed by then, or
     * marked as done beyond what was committed (I3, I4). The sample is of that moment or earlier, and what is done stays
     * done: so nothing is called settled that wasn't.
     */
    boolean settled(int partition, long offset, long begin) {
        Map.Entry<Long, Map<Integer, OffsetAndMetadata>> sample = samples.floorEntry(begin);
        OffsetAndMetadata committed = sample == null ? null : sample.getValue().get(partition);
        if (committed == null) {
            return false;
        }
        return offset < committed.offset()
                || OffsetMapCodec.decode(committed.metadata(), new TopicPartition(group, partition), committed.offset())
                        .done()
                        .contains(offset);
    }

    /** Samples in which a partition's committed offset is below that of an earlier one. */
    List<String> setBack() {
        Map<Integer, Long> highest = new TreeMap<>();
        List<String> back = new ArrayList<>();
        samples.forEach((at, offsets) -> offsets.forEach((partition, offset) -> {
            long before = highest.merge(partition, offset.offset(), Math::max);
            if (offset.offset() < before) {
                back.add(group + "-" + partition + " from " + before + " to " + offset.offset());
            }
        }));
        return back;
    }

    @Override
    public void close() {
        thread.interrupt();
        admin.close();
    }
}
