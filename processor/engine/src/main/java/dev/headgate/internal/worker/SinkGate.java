package dev.headgate.internal.worker;

import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.DeliveryGate;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionalSink;
import java.util.Optional;

/** The workers' side of the {@link DeliveryGate}: there is none where deliveries go into no transaction. Any thread. */
final class SinkGate {
    private final Optional<DeliveryGate> gate;

    private SinkGate(Optional<DeliveryGate> gate) {
        this.gate = gate;
    }

    static SinkGate of(Sink<?> sink) {
        return new SinkGate(
                sink instanceof TransactionalSink<?> transactional
                        ? Optional.of(transactional.transactions().gate())
                        : Optional.empty());
    }

    boolean isThere() {
        return gate.isPresent();
    }

    /**
     * Waits until the present transaction takes deliveries. The wait is no part of the attempt, whose time begins again
     * afterwards. Called by a worker with an attempt under way. False if the wait was cancelled: the attempt has ended then.
     */
    boolean enter(Job job, AttemptWatch watch, Scheduler scheduler) {
        if (gate.isEmpty() || gate.get().tryEnter()) {
            return true;
        }
        watch.end();
        watch.beginWait(job);
        try {
            gate.get().enter();
        } catch (InterruptedException cancelled) {
            watch.end();
            return false;
        }
        if (watch.end()) {
            gate.get().leave();
            return false;
        }
        watch.begin(scheduler.nanoTime(), job);
        return true;
    }

    void leave() {
        gate.ifPresent(DeliveryGate::leave);
    }

    void fail(TransactionFailedException broken) {
        gate.ifPresent(there -> there.fail(broken));
    }
}
