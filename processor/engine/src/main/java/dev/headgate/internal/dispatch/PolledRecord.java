package dev.headgate.internal.dispatch;

import dev.headgate.api.RecordContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as Kafka delivered it, whatever user code does to what it is handed. A class of its own, and no object of its own:
 * one more for each record would cost more than a small handler.
 */
abstract class PolledRecord implements RecordContext {
    private final ConsumerRecord<byte[], byte[]> record;

    /**
     * As they were polled: user code may change those of the record that it was given. Taken from the record before it is
     * handed out, and by the worker, since the poll thread has less time.
     */
    private Header @Nullable [] headers;

    PolledRecord(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
    }

    /** The record that was polled. User code has had it, so of its headers nothing is certain. */
    public final ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    /**
     * The record for one more attempt, whose headers nobody else has: the one that was polled for the first, and for each
     * further one another as it was delivered. Called by the job's owner.
     */
    public final ConsumerRecord<byte[], byte[]> forAttempt() {
        if (headers != null) {
            return asDelivered();
        }
        headers = record.headers().toArray(); // a constant where there are none
        return record;
    }

    /** The record as Kafka delivered it, with headers of its own. Any thread that the job was handed to. */
    public final ConsumerRecord<byte[], byte[]> asDelivered() {
        return RecordCopy.of(record, record.key(), record.value(), headers());
    }

    @Override
    public final String topic() {
        return record.topic();
    }

    @Override
    public final int partition() {
        return record.partition();
    }

    @Override
    public final long offset() {
        return record.offset();
    }

    @Override
    public final long timestamp() {
        return record.timestamp();
    }

    @Override
    public final Headers headers() {
        return new RecordHeaders(headers == null ? record.headers().toArray() : headers);
    }
}
