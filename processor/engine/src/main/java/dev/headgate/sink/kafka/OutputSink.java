package dev.headgate.sink.kafka;

import dev.headgate.api.Ack;
import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.TopicSink;
import dev.headgate.internal.dispatch.TopicTarget;
import dev.headgate.internal.sink.Results;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes to a Kafka topic through one idempotent producer: key, value and headers as they are, acknowledged by all in-sync
 * replicas. Thread-safe.
 *
 * <p>While brokers are away the producer keeps what it has and sends it again by itself; new records wait for room at most
 * {@code max.block.ms}, and then the sink is unavailable.
 *
 * <p>{@link #flush} does nothing: the producer holds a record back for {@code linger.ms} at most, and its own flush blocks.
 */
final class OutputSink implements Sink<Output>, TopicSink {
    private final Handover handover;
    private final String topic;
    private final KafkaSink.Timestamps timestamps;
    private final Optional<TopicTarget> target;

    /** @param producer an idempotent one with an unlimited delivery timeout, which this sink closes */
    OutputSink(Producer<byte[], byte[]> producer, String topic, KafkaSink.Timestamps timestamps) {
        this(new IdempotentHandover(producer), topic, timestamps, Optional.empty());
    }

    OutputSink(Handover handover, TopicTarget target, KafkaSink.Timestamps timestamps) {
        this(handover, target.topic(), timestamps, Optional.of(target));
    }

    private OutputSink(Handover handover, String topic, KafkaSink.Timestamps timestamps, Optional<TopicTarget> target) {
        this.handover = handover;
        this.topic = topic;
        this.timestamps = timestamps;
        this.target = target;
    }

    @Override
    public Optional<TopicTarget> target() {
        return target;
    }

    @Override
    public CompletionStage<Ack> deliver(Output output, RecordContext context) throws Exception {
        Output result = Results.required(output, "kafka");
        boolean keepTimestamp = timestamps == KafkaSink.Timestamps.SOURCE && context.timestamp() >= 0;
        return handover.send(
                new ProducerRecord<>(
                        topic,
                        null,
                        keepTimestamp ? context.timestamp() : null,
                        result.key(),
                        result.value(),
                        result.headers()),
                context);
    }

    /** True: the idempotent producer writes what it was given in that order, even if it sends a batch again. */
    @Override
    public boolean keepsOrder() {
        return true;
    }

    /**
     * True: the producer's own delivery timeout stands at its maximum. A shorter one of the engine would have a record sent
     * again that the producer still holds, after later ones of its key.
     */
    @Override
    public boolean boundsDelivery() {
        return true;
    }

    @Override
    public void close() {
        handover.close();
    }
}
