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
public final class KafkaSink implements Sink<Output>, TopicSink {
    /** Which timestamp a written record has. */
    public enum Timestamps {
        /** That of the record it was made from. */
        SOURCE,
        /** The time of writing. */
        NOW
    }

    private final Handover handover;
    private final String topic;
    private final Timestamps timestamps;
    private final Optional<TopicTarget> target;

    /** @param producer an idempotent one with an unlimited delivery timeout, which this sink closes */
    KafkaSink(Producer<byte[], byte[]> producer, String topic, Timestamps timestamps) {
        this(new IdempotentHandover(producer), topic, timestamps, Optional.empty());
    }

    KafkaSink(Handover handover, TopicTarget target, Timestamps timestamps) {
        this(handover, target.topic(), timestamps, Optional.of(target));
    }

    private KafkaSink(Handover handover, String topic, Timestamps timestamps, Optional<TopicTarget> target) {
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
        boolean keepTimestamp = timestamps == Timestamps.SOURCE && context.timestamp() >= 0;
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
