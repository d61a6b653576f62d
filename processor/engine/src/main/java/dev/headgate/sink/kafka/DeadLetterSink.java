package dev.headgate.sink.kafka;

import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.TopicSink;
import dev.headgate.internal.dispatch.TopicTarget;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes dead letters to a topic: key and value with the bytes they came with, the record's headers, and
 * {@link DeadLetterHeaders}. The timestamp is the time of writing, so that the topic's retention counts from there.
 * Thread-safe.
 *
 * <p>A dead letter that the topic can't take is reported as {@link RejectedRecordException}, which halts the engine before
 * the record's offset is committed: nowhere else would the record still exist.
 */
final class DeadLetterSink implements Sink<DeadLetter>, TopicSink {
    private final Handover handover;
    private final String topic;
    private final Optional<TopicTarget> target;

    /** @param producer an idempotent one with an unlimited delivery timeout, which this sink closes */
    DeadLetterSink(Producer<byte[], byte[]> producer, String topic) {
        this(new IdempotentHandover(producer), topic, Optional.empty());
    }

    DeadLetterSink(Handover handover, TopicTarget target) {
        this(handover, target.topic(), Optional.of(target));
    }

    private DeadLetterSink(Handover handover, String topic, Optional<TopicTarget> target) {
        this.handover = handover;
        this.topic = topic;
        this.target = target;
    }

    @Override
    public Optional<TopicTarget> target() {
        return target;
    }

    @Override
    public CompletionStage<Ack> deliver(DeadLetter letter, RecordContext context) throws Exception {
        ConsumerRecord<byte[], byte[]> original = letter.record();
        ProducerRecord<byte[], byte[]> outgoing =
                new ProducerRecord<>(topic, null, null, original.key(), original.value(), DeadLetterHeaders.of(letter));
        try {
            return handover.send(outgoing, context)
                    .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                            failure instanceof RejectedRecordException refusal ? explain(refusal, original) : failure));
        } catch (RejectedRecordException e) {
            throw explain(e, original);
        }
    }

    private RejectedRecordException explain(RejectedRecordException refusal, ConsumerRecord<byte[], byte[]> original) {
        String message = "the dead-letter topic '" + topic + "' can't take " + original.topic() + "-"
                + original.partition() + "@" + original.offset() + " (key " + size(original.serializedKeySize())
                + ", value " + size(original.serializedValueSize())
                + "), so it stays where it is; let the topic's max.message.bytes and the producer's max.request.size"
                + " have room for it: " + refusal.getMessage();
        return new RejectedRecordException(message, refusal);
    }

    private static String size(int bytes) {
        return Math.max(bytes, 0) + " bytes";
    }

    @Override
    public boolean boundsDelivery() {
        return true;
    }

    @Override
    public void close() {
        handover.close();
    }
}
