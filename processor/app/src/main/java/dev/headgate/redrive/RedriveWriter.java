package dev.headgate.redrive;

import dev.headgate.sink.kafka.TransactionFailures;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records and then the offsets of the dead letters they were, either one after the other or in one transaction. Owned by
 * the thread that re-drives.
 */
final class RedriveWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedriveWriter.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> consumer;
    private final boolean transactional;
    private List<ProducerRecord<byte[], byte[]>> inTransaction = List.of();
    private boolean takesNotes = true;

    /**
     * @param producer one with a transactional id, if it is to be in transactions; closed with this
     * @param consumer of the dead letters
     * @throws KafkaException if transactions can't begin
     */
    RedriveWriter(Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer, boolean transactional) {
        this.producer = producer;
        this.consumer = consumer;
        this.transactional = transactional;
        if (transactional) {
            producer.initTransactions();
        }
    }

    /** A record that was not written. */
    private record Failed(int index, Exception why) {
        boolean isOfTheRecord() {
            return TransactionFailures.isOfTheRecord(why);
        }

        /** Whether it may only have shared a batch with one at fault: the client says so with nothing but this class. */
        boolean isByTheWay() {
            return why.getClass() == KafkaException.class;
        }
    }

    /**
     * Writes these, and returns once all are acknowledged.
     *
     * @return the numbers of those that their topic will never take; all others are written
     * @throws RedriveException if one could not be written for another reason; others may be
     */
    Set<Integer> write(List<ProducerRecord<byte[], byte[]>> records) throws RedriveException {
        Set<Integer> refused = new HashSet<>();
        Set<Integer> pending = all(records);
        while (true) {
            if (transactional) {
                producer.beginTransaction();
            }
            List<Failed> failed = send(records, pending);
            if (failed.isEmpty()) {
                inTransaction = pending.stream().map(records::get).toList();
                return refused;
            }
            if (transactional) {
                producer.abortTransaction();
                // It spoils all that was not sent yet, and they fail with what it failed with: the first in time is at
                // fault.
                refuse(records, failed.subList(0, 1), refused);
                pending.removeAll(refused);
            } else {
                refuse(records, failed, refused);
                pending.clear();
                failed.stream().filter(Failed::isByTheWay).forEach(each -> pending.add(each.index()));
                if (pending.isEmpty()) {
                    return refused;
                }
            }
        }
    }

    private static void refuse(List<ProducerRecord<byte[], byte[]>> records, List<Failed> failed, Set<Integer> refused)
            throws RedriveException {
        boolean anyAtFault = failed.stream().anyMatch(Failed::isOfTheRecord);
        for (Failed each : failed) {
            if (each.isOfTheRecord()) {
                refused.add(each.index());
            } else if (!anyAtFault || !each.isByTheWay()) {
                String why = each.why().getClass().getSimpleName() + ": "
                        + each.why().getMessage();
                throw new RedriveException(
                        "topic '" + records.get(each.index()).topic() + "' can't be written: " + why
                                + "; run it again to go on from here",
                        each.why());
            }
        }
    }

    /** Returns what failed, in that order. */
    private List<Failed> send(List<ProducerRecord<byte[], byte[]>> records, Set<Integer> which) {
        Queue<Failed> failed = new ConcurrentLinkedQueue<>();
        for (int index : which) {
            try {
                var _ = producer.send(records.get(index), (_, failure) -> {
                    if (failure != null) {
                        failed.add(new Failed(index, failure));
                    }
                });
            } catch (KafkaException e) {
                failed.add(new Failed(index, e));
            }
        }
        producer.flush();
        return List.copyOf(failed);
    }

    /**
     * Commits these offsets, and with them the transaction. Notes are in the transaction, or behind the commit.
     *
     * @return whether they are committed; if not, the group is changing, and they have to be offered again
     * @throws KafkaException if they can't be committed, or not be noted
     */
    boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets, List<ProducerRecord<byte[], byte[]>> notes) {
        if (transactional) {
            if (!note(notes)) {
                producer.abortTransaction();
                producer.beginTransaction();
                requireAll(send(inTransaction, all(inTransaction)));
            }
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            producer.commitTransaction();
            return true;
        }
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets);
            }
        } catch (RebalanceInProgressException _) {
            return false;
        }
        var _ = note(notes);
        return true;
    }

    /** Answers false if the topic takes no records without a key, being compacted. Then none is offered any more. */
    private boolean note(List<ProducerRecord<byte[], byte[]>> notes) {
        if (!takesNotes || notes.isEmpty()) {
            return true;
        }
        List<Failed> failed = send(notes, all(notes));
        if (failed.stream().noneMatch(Failed::isOfTheRecord)) {
            requireAll(failed);
            return true;
        }
        takesNotes = false;
        LOG.warn(
                "topic {} takes no notes of what is put back ({}): once the brokers have forgotten the group's"
                        + " offsets, as they do after offsets.retention.minutes without a re-drive, another puts all of it"
                        + " back again; set its cleanup.policy to delete",
                notes.getFirst().topic(),
                failed.getFirst().why().getMessage());
        return false;
    }

    private static void requireAll(List<Failed> failed) {
        if (!failed.isEmpty()) {
            Exception why = failed.getFirst().why();
            throw new KafkaException("what was put back can't be noted: " + why.getMessage(), why);
        }
    }

    private static Set<Integer> all(List<?> records) {
        return IntStream.range(0, records.size()).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
