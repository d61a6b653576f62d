package dev.headgate.sink.kafka;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hands over what the topic and the producer take, and refuses the rest. Thread-safe. */
final class FittingHandover implements Handover {
    private final Handover handover;
    private final int maxRequestBytes;
    private final Optional<TopicLimit> limit;

    /**
     * @param maxRequestBytes how large the producer lets a record be
     * @param limit how large the topic does, if that can be told
     */
    FittingHandover(Handover handover, int maxRequestBytes, Optional<TopicLimit> limit) {
        this.handover = handover;
        this.maxRequestBytes = maxRequestBytes;
        this.limit = limit;
    }

    /** @param properties of the producer, which has its own word on what is too large for it */
    static Handover of(IdempotentHandover handover, String topic, Map<String, Object> properties) {
        return new FittingHandover(handover, Integer.MAX_VALUE, limit(topic, properties));
    }

    /** Into transactions, which the producer's own word on a record would spoil. */
    static Handover of(KafkaTransactions transactions, String topic) {
        Map<String, Object> properties = transactions.properties();
        Object maxRequest = properties.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        return new FittingHandover(
                new TransactionalHandover(transactions),
                Integer.parseInt(String.valueOf(maxRequest).trim()),
                limit(topic, properties));
    }

    private static Optional<TopicLimit> limit(String topic, Map<String, Object> properties) {
        Object codec = properties.getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        return "none".equals(String.valueOf(codec))
                ? Optional.of(new TopicLimit(() -> Producers.mostBytes(properties, topic), System::nanoTime))
                : Optional.empty();
    }

    @Override
    public CompletionStage<Ack> send(ProducerRecord<byte[], byte[]> outgoing, RecordContext source) throws Exception {
        long atMost = RecordSize.atMost(outgoing);
        if (atMost > maxRequestBytes) {
            throw new RejectedRecordException("topic '" + outgoing.topic() + "' can't take the record: it has up to "
                    + atMost + " bytes, and the producer's max.request.size is " + maxRequestBytes);
        }
        if (limit.isPresent()) {
            limit.get().requireFit(outgoing, atMost);
        }
        return handover.send(outgoing, source);
    }

    @Override
    public void close() {
        handover.close();
    }
}
