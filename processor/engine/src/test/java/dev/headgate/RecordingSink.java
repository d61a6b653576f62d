package dev.headgate;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A downstream that remembers what arrived: how often, and in which order for each key. */
public final class RecordingSink implements Sink<ConsumerRecord<byte[], byte[]>> {
    public final Map<String, AtomicInteger> deliveries = new ConcurrentHashMap<>();
    public final Map<String, List<Long>> offsetsByKey = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Ack> deliver(ConsumerRecord<byte[], byte[]> record, RecordContext context) {
        deliveries
                .computeIfAbsent(TestKafka.text(record.value()), _ -> new AtomicInteger())
                .incrementAndGet();
        offsetsByKey
                .computeIfAbsent(
                        record.partition() + "/" + TestKafka.text(record.key()), _ -> new CopyOnWriteArrayList<>())
                .add(record.offset());
        return Ack.now();
    }

    public int distinct() {
        return deliveries.size();
    }

    public int duplicates() {
        return deliveries.values().stream().mapToInt(count -> count.get() - 1).sum();
    }
}
