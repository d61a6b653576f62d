package dev.headgate.demo;

import dev.headgate.api.Ack;
import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.sim.Stamp;
import java.util.BitSet;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The end of the line: hands each record on, and notes by its stamp which one has arrived, and how often. Called by all
 * workers.
 */
final class Deliveries implements Sink<ConsumerRecord<byte[], byte[]>> {
    private final Sink<Output> next;
    private final BitSet seen = new BitSet();
    private long distinct;
    private long duplicates;

    /** @param next what keeps the records; closed with this */
    Deliveries(Sink<Output> next) {
        this.next = next;
    }

    @Override
    public CompletionStage<Ack> deliver(ConsumerRecord<byte[], byte[]> record, RecordContext context) throws Exception {
        Stamp stamp = Stamp.read(record.headers())
                .orElseThrow(() -> new IllegalStateException("a record without a stamp: is this the demo's topic?"));
        return next.deliver(Output.of(record), context).thenApply(ack -> {
            note(Math.toIntExact(stamp.sequence()));
            return ack;
        });
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

    @Override
    public boolean keepsOrder() {
        return next.keepsOrder();
    }

    @Override
    public boolean boundsDelivery() {
        return next.boundsDelivery();
    }

    @Override
    public void flush() {
        next.flush();
    }

    @Override
    public void close() {
        next.close();
    }
}
