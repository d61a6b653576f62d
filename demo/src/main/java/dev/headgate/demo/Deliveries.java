package dev.headgate.demo;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.sim.Stamp;
import java.util.BitSet;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The end of the line: notes by its stamp which record arrived, and how often. Called by all workers. */
final class Deliveries implements Sink<ConsumerRecord<byte[], byte[]>> {
    private final BitSet seen = new BitSet();
    private long distinct;
    private long duplicates;

    @Override
    public CompletionStage<Ack> deliver(ConsumerRecord<byte[], byte[]> record, RecordContext context) {
        Stamp stamp = Stamp.read(record.headers())
                .orElseThrow(() -> new IllegalStateException("a record without a stamp: is this the demo's topic?"));
        note(Math.toIntExact(stamp.sequence()));
        return Ack.now();
    }

    private synchronized void note(int sequence) {
        if (seen.get(sequence)) {
            duplicates++;
        } else {
            seen.set(sequence);
            distinct++;
        }
    }

    /** How many different records have arrived. */
    synchronized long distinct() {
        return distinct;
    }

    /** How often a record arrived that had arrived before. */
    synchronized long duplicates() {
        return duplicates;
    }
}
