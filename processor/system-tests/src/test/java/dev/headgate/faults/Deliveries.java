package dev.headgate.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What arrived downstream. Thread-safe. */
final class Deliveries {
    private final Map<String, Integer> times = new HashMap<>();
    private final Map<String, Long> lastOfKey = new HashMap<>();
    private final List<String> overtaken = new ArrayList<>();

    /** Where a record stands and what it says: equal for the same record only. */
    static String id(ConsumerRecord<byte[], byte[]> record) {
        return record.partition() + "/" + record.offset() + "/" + Arrays.hashCode(record.value()) + "/"
                + record.headers().toArray().length;
    }

    synchronized void add(ConsumerRecord<byte[], byte[]> record) {
        boolean first = times.merge(id(record), 1, Integer::sum) == 1;
        if (first && record.key() != null) {
            String key = record.partition() + "/" + Arrays.toString(record.key());
            Long before = lastOfKey.put(key, record.offset());
            if (before != null && before > record.offset()) {
                overtaken.add(before + " came before " + record.offset() + " of " + key);
            }
        }
    }

    synchronized Set<String> ids() {
        return new HashSet<>(times.keySet());
    }

    synchronized int distinct() {
        return times.size();
    }

    synchronized int repeated() {
        return times.values().stream().mapToInt(each -> each - 1).sum();
    }

    synchronized List<String> overtaken() {
        return List.copyOf(overtaken);
    }
}
