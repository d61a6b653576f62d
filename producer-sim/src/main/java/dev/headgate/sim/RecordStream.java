package dev.headgate.sim;

import dev.headgate.sim.random.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The records of one producer of one run, one after another. All but the due time depends on options, producer id and
 * position alone. Not thread-safe.
 */
final class RecordStream {

    private static final Header DUPLICATE = Contents.mark(StampHeaders.DUPLICATE);
    private static final Header ABORTED = Contents.mark(StampHeaders.ABORTED);

    private final String topic;
    private final Stamper stamper;
    private final Contents contents;
    private final Repeats repeats;
    private final Optional<TransactionPlan> transactions;
    private final SeededRandom aborts;
    private long position;

    /** For the producer of that id; the number of partitions matters only with a skew. */
    RecordStream(SimOptions options, String producerId, int partitions) {
        long own = new SeededRandom(options.seed(), producerId).nextLong();
        this.topic = options.topic();
        this.stamper = new Stamper(options.runId(), producerId);
        this.contents = new Contents(options, producerId, partitions);
        this.repeats = new Repeats(options.faults().duplicates(), new SeededRandom(own, "duplicate"));
        this.transactions = options.producers().transactions();
        this.aborts = new SeededRandom(own, "abort");
    }

    /** The next record, stamped. The producer may keep it: nobody writes into it later. */
    Outgoing next(long intendedEpochNanos) {
        long number = position++;
        boolean aborted = transactions.isPresent() && transactions.get().abortsAt(number, aborts);
        Optional<Content> repeated = repeats.at(number);
        Content content = repeated.isPresent() ? repeated.get() : contents.next();
        if (repeated.isEmpty() && !aborted) {
            repeats.consider(content, number);
        }
        ProducerRecord<byte[], byte[]> record = record(content, intendedEpochNanos, repeated.isPresent(), aborted);
        return new Outgoing(record, content, number, repeated.isPresent(), aborted);
    }

    private ProducerRecord<byte[], byte[]> record(Content content, long due, boolean duplicate, boolean aborted) {
        Header stamp = stamper.stamp(content.sequence(), content.keySequence(), due, content.checksum());
        Long timestamp = content.lateMillis() == 0
                ? null
                : Math.max(0, TimeUnit.NANOSECONDS.toMillis(due) - content.lateMillis());
        return new ProducerRecord<>(
                topic,
                content.partition(),
                timestamp,
                content.key(),
                content.value(),
                headers(stamp, content, duplicate, aborted));
    }

    private static List<Header> headers(Header stamp, Content content, boolean duplicate, boolean aborted) {
        if (content.headers().isEmpty() && !duplicate && !aborted) {
            return List.of(stamp);
        }
        List<Header> headers = new ArrayList<>(3 + content.headers().size());
        headers.add(stamp);
        headers.addAll(content.headers());
        if (duplicate) {
            headers.add(DUPLICATE);
        }
        if (aborted) {
            headers.add(ABORTED);
        }
        return headers;
    }
}
