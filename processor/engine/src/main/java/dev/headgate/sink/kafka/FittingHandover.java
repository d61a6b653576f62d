package dev.headgate.sink.kafka;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hands over what the topic takes, and refuses the rest. Thread-safe. */
final class FittingHandover implements Handover {
    private final Handover handover;
    private final TopicLimit limit;

    private FittingHandover(Handover handover, TopicLimit limit) {
        this.handover = handover;
        this.limit = limit;
    }

    /** @param properties of the producer */
    static Handover of(Handover handover, String topic, Map<String, Object> properties) {
        Object codec = properties.getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        return "none".equals(String.valueOf(codec))
                ? new FittingHandover(
                        handover, new TopicLimit(() -> Producers.mostBytes(properties, topic), System::nanoTime))
                : handover;
    }

    @Override
    public CompletionStage<Ack> send(ProducerRecord<byte[], byte[]> outgoing, RecordContext source) throws Exception {
        limit.requireFit(outgoing);
        return handover.send(outgoing, source);
    }

    @Override
    public void close() {
        handover.close();
    }
}
