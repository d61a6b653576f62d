package dev.headgate.benchmarks.system;

import java.util.Optional;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes results to the output topic, if there is one, and knows when all of them have arrived. Thread-safe. */
final class Results implements AutoCloseable {
    private final Optional<Producer<byte[], byte[]>> producer;
    private final String topic;
    private final FirstFailure failure = new FirstFailure();
    private final Callback callback = (_, problem) -> {
        if (problem != null) {
            failure.report(problem);
        }
    };

    private Results(Optional<Producer<byte[], byte[]>> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    static Results of(SystemSetup setup) {
        return new Results(
                setup.outputTopic().map(_ -> new KafkaProducer<>(Consumers.producer(setup))),
                setup.outputTopic().orElse(""));
    }

    /** Hands over one result. Blocks while the producer's buffer is full. */
    void send(byte @Nullable [] key, byte[] result) {
        if (producer.isPresent()) {
            var _ = producer.get().send(new ProducerRecord<>(topic, key, result), callback);
        }
    }

    /**
     * Waits until all that has been sent has been acknowledged.
     *
     * @throws IllegalStateException if any of it never will be
     */
    void flush() {
        producer.ifPresent(Producer::flush);
        failure.throwIfAny();
    }

    @Override
    public void close() {
        producer.ifPresent(each -> each.close(PollThreads.STOP_WITHIN));
    }
}
