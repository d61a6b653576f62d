package dev.headgate.sim;

import java.time.Duration;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka producers without a broker. */
final class Producers {

    private Producers() {}

    /** Acknowledges each record within send. */
    static MockProducer<byte[], byte[]> acking() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Acknowledges a record when told to. */
    static MockProducer<byte[], byte[]> waiting() {
        return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Blocks the send of one record for some time, as a Kafka producer does whose buffer is full. */
    static final class BlockingOnce extends MockProducer<byte[], byte[]> {

        private final ManualClock clock;
        private final int record;
        private final Duration time;

        BlockingOnce(ManualClock clock, int record, Duration time) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.clock = clock;
            this.record = record;
            this.time = time;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> sent, Callback callback) {
            if (history().size() == record) {
                clock.advance(time);
            }
            return super.send(sent, callback);
        }
    }
}
