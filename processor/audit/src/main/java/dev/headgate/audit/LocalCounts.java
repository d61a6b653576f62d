package dev.headgate.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * Interactive queries against the partitions that this instance is active for. Any thread. While a partition moves or is
 * being restored, they fail with {@link org.apache.kafka.streams.errors.InvalidStateStoreException}.
 */
final class LocalCounts {
    private final KafkaStreams streams;

    LocalCounts(KafkaStreams streams) {
        this.streams = streams;
    }

    /** The partitions of the matching that this instance is active for. */
    List<Integer> partitions() {
        TreeSet<Integer> partitions = new TreeSet<>();
        streams.metadataForLocalThreads()
                .forEach(thread -> thread.activeTasks().stream()
                        .flatMap(task -> task.topicPartitions().stream())
                        .filter(partition -> isMatching(partition.topic()))
                        .forEach(partition -> partitions.add(partition.partition())));
        return List.copyOf(partitions);
    }

    static boolean isMatching(String topic) {
        return topic.endsWith("-" + AuditTopology.OBSERVATIONS + "-repartition");
    }

    /** All counts, with the buckets that start then or later. */
    List<PartCounts> read(long bucketsFromMs) {
        return partitions().stream()
                .map(partition -> new PartCounts(partition, totals(partition), buckets(partition, bucketsFromMs)))
                .toList();
    }

    private List<PartCounts.Entry> totals(int partition) {
        Map<String, PartCounts.Entry> byRun = new TreeMap<>();
        ReadOnlyKeyValueStore<byte[], byte[]> store =
                store(Stores.TOTALS, QueryableStoreTypes.keyValueStore(), partition);
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            all.forEachRemaining(each -> {
                PartCounts.Entry entry = byRun.computeIfAbsent(Stores.runOf(each.key), run -> entry(run, 0));
                if (Stores.isLatency(each.key)) {
                    entry.latencies().put(Stores.microsOf(each.key), Stores.number(each.value));
                } else {
                    fill(entry, each.value);
                }
            });
        }
        return List.copyOf(byRun.values());
    }

    private List<PartCounts.Entry> buckets(int partition, long fromMs) {
        record Place(long bucketMs, String run) {}
        Map<Place, PartCounts.Entry> entries = new HashMap<>();
        windows(Stores.BUCKETS, partition, fromMs, (key, value) -> {
            Place place = new Place(key.window().start(), Stores.run(key.key()));
            fill(entries.computeIfAbsent(place, at -> entry(at.run(), at.bucketMs())), value);
        });
        windows(Stores.LATENCIES, partition, fromMs, (key, value) -> {
            Place place = new Place(key.window().start(), Stores.runOf(key.key()));
            entries.computeIfAbsent(place, at -> entry(at.run(), at.bucketMs()))
                    .latencies()
                    .put(Stores.microsOf(key.key()), Stores.number(value));
        });
        return List.copyOf(entries.values());
    }

    private void windows(String name, int partition, long fromMs, BiConsumer<Windowed<byte[]>, byte[]> use) {
        ReadOnlyWindowStore<byte[], byte[]> store = store(name, QueryableStoreTypes.windowStore(), partition);
        Instant from = Instant.ofEpochMilli(Math.max(0, fromMs));
        try (KeyValueIterator<Windowed<byte[]>, byte[]> all =
                store.fetchAll(from, Instant.ofEpochMilli(Long.MAX_VALUE))) {
            while (all.hasNext()) {
                KeyValue<Windowed<byte[]>, byte[]> each = all.next();
                use.accept(each.key, each.value);
            }
        }
    }

    private static PartCounts.Entry entry(String run, long bucketMs) {
        return new PartCounts.Entry(run, bucketMs, new EnumMap<>(Count.class), new TreeMap<>());
    }

    private static void fill(PartCounts.Entry entry, byte[] stored) {
        RunCounts tally = RunCounts.decode(stored);
        for (Count count : Count.values()) {
            entry.counts().put(count, tally.get(count));
        }
    }

    /** Records that something is wrong with, the most of each kind and partition. Reads all blocks. */
    List<Example> examples(Optional<String> run, int most) {
        List<Example> examples = new ArrayList<>();
        for (int partition : partitions()) {
            Map<Count, Integer> left = new EnumMap<>(Count.class);
            windows(Stores.BLOCKS, partition, 0, (key, value) -> {
                MatchKey place = MatchKey.decode(key.key());
                if (run.isEmpty() || run.get().equals(place.run())) {
                    Block block = Block.decode(value);
                    for (int slot = 0; slot < Block.SIZE; slot++) {
                        collect(place, slot, block.get(slot), left, most, examples);
                    }
                }
            });
        }
        return examples;
    }

    /** What is known of one record. */
    RecordState state(MatchKey key, int slot, int partition) {
        RecordState[] found = {RecordState.UNKNOWN};
        ReadOnlyWindowStore<byte[], byte[]> store = store(Stores.BLOCKS, QueryableStoreTypes.windowStore(), partition);
        try (WindowStoreIterator<byte[]> all =
                store.fetch(key.encode(), Instant.EPOCH, Instant.ofEpochMilli(Long.MAX_VALUE))) {
            all.forEachRemaining(each -> found[0] = Block.decode(each.value).get(slot));
        }
        return found[0];
    }

    private static void collect(
            MatchKey place, int slot, RecordState state, Map<Count, Integer> found, int most, List<Example> into) {
        if (state.equals(RecordState.UNKNOWN)) {
            return;
        }
        RunCounts wrong = state.contribution();
        for (Count kind :
                new Count[] {Count.MISSING, Count.DUPLICATED, Count.REORDERED, Count.CORRUPTED, Count.UNSENT}) {
            if (wrong.get(kind) > 0 && found.merge(kind, 1, Integer::sum) <= most) {
                into.add(new Example(kind, place.run(), place.producer(), place.sequence(slot)));
            }
        }
    }

    private <T> T store(String name, QueryableStoreType<T> type, int partition) {
        return streams.store(StoreQueryParameters.fromNameAndType(name, type).withPartition(partition));
    }
}
