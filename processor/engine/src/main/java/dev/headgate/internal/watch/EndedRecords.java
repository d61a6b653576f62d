package dev.headgate.internal.watch;

import dev.headgate.state.EndedRecord;
import dev.headgate.state.Outcome;
import dev.headgate.state.RecordFilter;
import dev.headgate.state.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where records go by once they have ended. Without anybody who watches it costs one look at an empty list for each.
 * Thread-safe.
 */
public final class EndedRecords {
    private final List<RecordSubscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Starts to watch, from now on. Any thread. To be closed. */
    public Subscription subscribe(RecordFilter filter) {
        RecordSubscription made = new RecordSubscription(this, filter);
        subscriptions.add(made);
        return made;
    }

    void remove(RecordSubscription gone) {
        subscriptions.remove(gone);
    }

    /** Whether anybody watches. */
    public boolean isWatched() {
        return !subscriptions.isEmpty();
    }

    /**
     * A record has ended. Called by the poll thread, where somebody watches; never blocks.
     *
     * @param nanos from its poll to its end, in ns
     */
    public void ended(ConsumerRecord<byte[], byte[]> record, Outcome outcome, long nanos) {
        EndedRecord ended = new EndedRecord(record, outcome, nanos);
        subscriptions.forEach(subscription -> subscription.offer(ended));
    }
}
