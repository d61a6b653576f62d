package dev.headgate.benchmarks.work;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes the records of a topic, as fast as they go or at a rate. Not thread-safe. */
public final class TopicWriter implements AutoCloseable {
    private static final int MOST_BATCH_BYTES = 256 * 1024;

    /** Of the producer's buffer of 32 MB. */
    private static final int BATCHES_BYTES = 24 * 1024 * 1024;

    private final String topic;
    private final Content content;
    private final KafkaProducer<byte[], byte[]> producer;
    private final IntUnaryOperator keys;
    private final int[] sequences;
    private final byte[] filling;
    private int written;

    private TopicWriter(String topic, Content content, Map<String, Object> properties) {
        this.topic = topic;
        this.content = content;
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.keys = content.keys().draw(1);
        this.sequences =
                new int[content.keys() == KeyShape.DISTINCT ? 0 : content.keys().keys()];
        this.filling = new byte[content.valueBytes()];
        new SplittableRandom(2).nextBytes(filling);
    }

    /**
     * Writes as fast as it goes. All partitions have a batch in the producer's buffer at once, and batches are full before
     * they go: with more bytes a batch than the buffer has for each partition, or a short linger, those of a thousand
     * partitions would hold a few records each.
     */
    public static TopicWriter fast(String bootstrapServers, String topic, Content content) {
        int batchBytes = Math.min(MOST_BATCH_BYTES, BATCHES_BYTES / content.partitions());
        return new TopicWriter(
                topic,
                content,
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "linger.ms",
                        1000,
                        "batch.size",
                        batchBytes,
                        "max.request.size",
                        4 * MOST_BATCH_BYTES));
    }

    /**
     * Writes each record when it is due, with the client's defaults ({@code linger.ms} 5 since KIP-1030). A request for each
     * record would load a small machine by itself, and what is measured then is who waits for a processor.
     */
    public static TopicWriter prompt(String bootstrapServers, String topic, Content content) {
        return new TopicWriter(topic, content, Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Writes all records of the content. */
    public void writeAll() {
        for (int i = 0; i < content.records(); i++) {
            write(0);
        }
        producer.flush();
    }

    /** Writes at a rate until the thread is interrupted or the content is written. */
    public void writeAtRate(double perSecond) {
        long start = System.nanoTime();
        for (int i = 0; i < content.records() && !Thread.currentThread().isInterrupted(); i++) {
            long due = start + (long) (i * 1e9 / perSecond);
            for (long left; (left = due - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(left);
            }
            write(due);
        }
        producer.flush();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // flush and close wait for all; a broker beside it takes them
    private void write(long dueNanos) {
        int key = keys.applyAsInt(written++);
        byte[] value = filling.clone();
        Payload.write(value, key, key < 0 || key >= sequences.length ? 0 : sequences[key]++, dueNanos);
        producer.send(new ProducerRecord<>(topic, keyBytes(key), value));
    }

    private static byte @Nullable [] keyBytes(int key) {
        return key < 0 ? null : ("key-" + key).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        producer.close();
    }
}
