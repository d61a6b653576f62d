package dev.headgate.redrive;

import dev.headgate.TestKafka;
import dev.headgate.TopicReader;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.SourceContext;
import dev.headgate.sink.kafka.KafkaDeadLetterSink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Dead letters as the engine's sink writes them, and what is in a topic. */
public final class Letters {
    private Letters() {}

    /** Writes letters 0 to {@code count - 1} of this topic, letter i of partition {@code i % partitions} with the value i. */
    public static void write(String to, String of, int partitions, int count, IntFunction<Throwable> reasons) {
        write(to, of, partitions, count, reasons, new RecordHeaders());
    }

    static void write(
            String to, String of, int partitions, int count, IntFunction<Throwable> reasons, Headers headers) {
        try (Sink<DeadLetter> sink = KafkaDeadLetterSink.to(to)
                .kafka(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))
                .open()) {
            for (int i = 0; i < count; i++) {
                ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                        of,
                        i % partitions,
                        1_000 + i,
                        1_700_000_000_000L,
                        TimestampType.CREATE_TIME,
                        1,
                        1,
                        TestKafka.bytes("key-" + i % 7),
                        TestKafka.bytes(Integer.toString(i)),
                        new RecordHeaders(headers.toArray()),
                        Optional.empty());
                var _ = sink.deliver(new DeadLetter(record, reasons.apply(i), 5), SourceContext.at(i));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that is in the topic and committed. */
    public static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return TopicReader.all(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "isolation.level", "read_committed"), topic);
    }

    /** The values in the topic. */
    public static List<String> values(String topic) {
        return read(topic).stream()
                .map(record -> TestKafka.text(record.value()))
                .toList();
    }
}
