package dev.headgate.sim;

import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;

/** Begins and ends the transactions of one Kafka producer; does nothing if there are none. Owned by the sending thread. */
final class TransactionScope {

    private final Optional<TransactionPlan> plan;
    private final Producer<byte[], byte[]> producer;
    private boolean open;

    TransactionScope(Optional<TransactionPlan> plan, Producer<byte[], byte[]> producer) {
        this.plan = plan;
        this.producer = producer;
    }

    /** Once, before the first record; blocks until the brokers have answered. */
    void start() {
        if (plan.isPresent()) {
            producer.initTransactions();
        }
    }

    void beforeSend() {
        if (plan.isPresent() && !open) {
            producer.beginTransaction();
            open = true;
        }
    }

    /** Commits or aborts if the record was the last of its transaction; blocks until that is done. */
    void afterSend(Outgoing sent) {
        if (plan.isPresent() && plan.get().endsAt(sent.position())) {
            end(sent.aborted());
        }
    }

    /** Ends what is open after the last record. */
    void finish(boolean aborts) {
        if (open) {
            end(aborts);
        }
    }

    private void end(boolean aborts) {
        if (aborts) {
            // Otherwise the records would not reach the log, and there would be nothing for readers to leave out.
            producer.flush();
            producer.abortTransaction();
        } else {
            producer.commitTransaction();
        }
        open = false;
    }
}
