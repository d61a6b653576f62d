package dev.headgate.sink.kafka;

import dev.headgate.api.RejectedRecordException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;

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

    /** What was told, and when. */
    private record Answer(int most, long askedNanos) {}

    private static final int NOT_KNOWN = Integer.MAX_VALUE;

    /** Smaller than that, a record shares a batch of Kafka's default size, and asks nobody as long as its topic takes such a batch. */
    private static final int SMALL = 16_384;

    /** A limit that was raised holds from then on, at the latest. */
    private static final long RAISED_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** One that was lowered, or that nobody told, is known from then on, at the latest, to all records that aren't small. */
    private static final long LOWERED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Question question;
    private final LongSupplier clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Answer answer;
    private volatile boolean asked;

    TopicLimit(Question question, LongSupplier clock) {
        this.question = question;
        this.clock = clock;
        this.answer = new Answer(NOT_KNOWN, clock.getAsLong() - LOWERED_NANOS);
    }

    /**
     * Looks into most records no further.
     *
     * @param atMost {@link RecordSize#atMost} of the record
     * @throws RejectedRecordException if the topic doesn't take the record
     */
    void requireFit(ProducerRecord<byte[], byte[]> outgoing, long atMost)
            throws RejectedRecordException, InterruptedException {
        if (atMost > SMALL || atMost > answer.most) {
            requireExactly(outgoing, atMost);
        }
    }

    private void requireExactly(ProducerRecord<byte[], byte[]> outgoing, long atMost)
            throws RejectedRecordException, InterruptedException {
        if (atMost <= present(LOWERED_NANOS)) {
            return;
        }
        long bytes = RecordSize.alone(outgoing);
        int limit = answer.most;
        if (bytes > limit) {
            limit = present(RAISED_NANOS);
        }
        if (bytes > limit) {
            throw new RejectedRecordException("topic '" + outgoing.topic() + "' can't take the record: it has " + bytes
                    + " bytes, and the topic's max.message.bytes is " + limit);
        }
    }

    /** The limit, as it was some time ago at most. Where another asks again just now, the last answer holds. */
    private int present(long notOlderNanos) throws InterruptedException {
        if (isFresh(notOlderNanos)) {
            return answer.most;
        }
        if (!asking.tryLock()) {
            if (asked) {
                return answer.most;
            }
            asking.lockInterruptibly();
        }
        try {
            if (!isFresh(notOlderNanos)) {
                int told = question.ask();
                answer = new Answer(told == NOT_KNOWN ? answer.most : told, clock.getAsLong());
                asked = true;
            }
            return answer.most;
        } finally {
            asking.unlock();
        }
    }

    private boolean isFresh(long notOlderNanos) {
        return clock.getAsLong() - answer.askedNanos < notOlderNanos;
    }
}
