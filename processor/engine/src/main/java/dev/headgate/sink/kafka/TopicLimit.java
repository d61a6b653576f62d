package dev.headgate.sink.kafka;

import dev.headgate.api.RejectedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a record that its topic doesn't take, before the producer has it. Once it has it, a record of a few bytes may join its
 * batch: the producer reckons a record a little larger than it is, and leaves that much room behind it. The broker refuses the two,
 * the producer splits them, the small one fits behind the large one again, and so on without a pause and without an end.
 *
 * <p>For producers that don't compress; of the others nobody knows how large a record will be, and they leave no such room. Thread-safe.
 */
final class TopicLimit {
    /** What says how large a topic's batches may be. */
    @FunctionalInterface
    interface Question {
        /** Returns the topic's {@code max.message.bytes} as it is now; {@link Integer#MAX_VALUE} if nobody tells. */
        int ask() throws InterruptedException;
    }

    /** What a batch has on top of its records. */
    private static final int BATCH_OVERHEAD = 61;

    /** Attributes, and what one byte each says of timestamp and offset. */
    private static final int FIXED = 3;

    private static final int NOT_KNOWN = Integer.MAX_VALUE;

    /** No topic's limit is below it. */
    private static final int ALWAYS_FITS = 1_024;

    /** A limit that was raised holds from then on, at the latest. */
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Question question;
    private final LongSupplier clock;
    private final ReentrantLock asking = new ReentrantLock();
    private boolean asked;
    private long askedNanos;
    private volatile int most = NOT_KNOWN;
    private volatile int fits = ALWAYS_FITS;

    TopicLimit(Question question, LongSupplier clock) {
        this.question = question;
        this.clock = clock;
    }

    /**
     * Key and value of most records are so small that nothing else is looked at.
     *
     * @throws RejectedRecordException if the topic doesn't take the record
     */
    void requireFit(ProducerRecord<byte[], byte[]> outgoing) throws RejectedRecordException, InterruptedException {
        if ((long) length(outgoing.key()) + length(outgoing.value()) > fits) {
            requireExactly(outgoing);
        }
    }

    private void requireExactly(ProducerRecord<byte[], byte[]> outgoing)
            throws RejectedRecordException, InterruptedException {
        long bytes = bytesAlone(outgoing);
        if (fits != ALWAYS_FITS && bytes <= most) {
            return;
        }
        int limit = present();
        if (bytes > limit) {
            throw new RejectedRecordException("topic '" + outgoing.topic() + "' can't take the record: it has " + bytes
                    + " bytes, and the topic's max.message.bytes is " + limit);
        }
    }

    /** The limit of now, give or take some seconds. */
    private int present() throws InterruptedException {
        asking.lockInterruptibly();
        try {
            if (!asked || clock.getAsLong() - askedNanos >= ASK_AGAIN_NANOS) {
                int told = question.ask();
                most = told == NOT_KNOWN ? most : told;
                fits = Math.max(most / 2, ALWAYS_FITS + 1); // headers have the other half
                askedNanos = clock.getAsLong();
                asked = true;
            }
            return most;
        } finally {
            asking.unlock();
        }
    }

    /** How large a batch of this one record is. */
    static long bytesAlone(ProducerRecord<byte[], byte[]> record) {
        long bytes = FIXED;
        bytes += field(record.key());
        bytes += field(record.value());
        int headers = 0;
        for (Header header : record.headers()) {
            int name = header.key().getBytes(StandardCharsets.UTF_8).length;
            bytes += varint(name);
            bytes += name;
            bytes += field(header.value());
            headers++;
        }
        bytes += varint(headers);
        return BATCH_OVERHEAD + varint(bytes) + bytes;
    }

    private static long field(byte @Nullable [] bytes) {
        return bytes == null ? 1 : (long) varint(bytes.length) + bytes.length;
    }

    /** Kafka's variable-length numbers have seven bits in a byte, and one of them for the sign. */
    private static int varint(long number) {
        return 1 + (63 - Long.numberOfLeadingZeros(number << 1 | 1)) / 7;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
