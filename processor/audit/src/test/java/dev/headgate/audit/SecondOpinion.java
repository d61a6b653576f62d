package dev.headgate.audit;

import dev.headgate.TestKafka;
import dev.headgate.TopicReader;
import dev.headgate.sim.RecordChecksum;
import dev.headgate.sim.Stamp;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The plain way: reads all topics with a consumer, one after the other, into memory, and compares sets. It shares no code
 * with the audit.
 */
final class SecondOpinion {
    private final Map<String, Integer> sent = new HashMap<>();
    private final Map<String, Integer> ended = new HashMap<>();
    private final Map<Count, Set<String>> found = new EnumMap<>(Count.class);
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);

    SecondOpinion(String input, String output, String deadLetters) {
        read(input).forEach(record -> {
            count(Count.SENT);
            sent.merge(identity(record), 1, Integer::sum);
        });
        Map<String, Long> latest = new HashMap<>();
        Set<String> seen = new HashSet<>();
        read(output).forEach(record -> {
            count(Count.DELIVERED);
            end(record);
            Stamp stamp = Stamp.read(record.headers()).orElseThrow();
            String lane = record.partition() + stamp.producerId() + TestKafka.text(record.key());
            long before = latest.getOrDefault(lane, -1L);
            if (seen.add(identity(record)) && stamp.keySequence() < before) {
                find(Count.REORDERED, identity(record));
            }
            latest.put(lane, Math.max(before, stamp.keySequence()));
        });
        read(deadLetters).forEach(record -> {
            count(Count.DEAD_LETTERED);
            end(record);
        });
        compare();
    }

    private void end(ConsumerRecord<byte[], byte[]> record) {
        ended.merge(identity(record), 1, Integer::sum);
        if (!RecordChecksum.matches(record.headers(), record.key(), record.value())) {
            find(Count.CORRUPTED, identity(record));
        }
    }

    private void compare() {
        Set<String> missing = new HashSet<>(sent.keySet());
        missing.removeAll(ended.keySet());
        missing.forEach(each -> find(Count.MISSING, each));
        Set<String> unsent = new HashSet<>(ended.keySet());
        unsent.removeAll(sent.keySet());
        unsent.forEach(each -> find(Count.UNSENT, each));
        ended.forEach((each, times) -> {
            if (times > 1) {
                found(Count.DUPLICATED).add(each);
                counts.merge(Count.DUPLICATED, times - 1L, Long::sum);
            }
        });
    }

    private void find(Count kind, String identity) {
        if (found(kind).add(identity)) {
            count(kind);
        }
    }

    private void count(Count kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    Set<String> found(Count kind) {
        return found.computeIfAbsent(kind, _ -> new TreeSet<>());
    }

    long count(Count kind, long otherwise) {
        return counts.getOrDefault(kind, otherwise);
    }

    private static String identity(ConsumerRecord<byte[], byte[]> record) {
        Stamp stamp = Stamp.read(record.headers()).orElseThrow();
        return stamp.runId() + "/" + stamp.producerId() + "/" + stamp.sequence();
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return TopicReader.all(Map.of("bootstrap.servers", TestKafka.bootstrapServers()), topic);
    }
}
