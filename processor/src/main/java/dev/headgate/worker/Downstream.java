package dev.headgate.worker;

import dev.headgate.api.SinkUnavailableException;
import dev.headgate.flow.AdaptiveLimit;
import dev.headgate.flow.SinkCircuit;
import java.util.Optional;

/**
 * What a stage's handler calls, or the sink: whether it is there, and how long it takes. Shared by all workers and sink
 * callbacks; thread-safe.
 *
 * @param circuit lets nothing through while it takes nothing
 * @param adaptive learns from its latency, where the limit follows that
 * @param timeoutsOpen whether one that is silent counts as one that takes nothing: so for the sink. Of a handler the record
 *     may be the reason, so its timeout counts only where it was the probe of an open circuit
 * @param reader says what a failure means
 */
record Downstream(SinkCircuit circuit, Optional<AdaptiveLimit> adaptive, boolean timeoutsOpen, FailureReader reader) {
    /** Of an attempt whose time says nothing about it: that is only a part of one, or of several. */
    static final long NOT_TIMED = Long.MIN_VALUE;

    /** Whether it may be asked now. */
    boolean tryPass(long nowNanos) {
        return circuit.tryPass(nowNanos);
    }

    /** It answered, whatever it answered. */
    void answered() {
        circuit.succeeded();
    }

    /** An attempt has ended without a word of it, since its partition has gone. */
    void abandoned(long nowNanos) {
        circuit.abandoned(nowNanos);
    }

    /** So long a record took, from its attempt's begin to its end. */
    void took(long beganNanos, long endedNanos) {
        if (adaptive.isPresent() && beganNanos != NOT_TIMED) {
            adaptive.get().sample(beganNanos, endedNanos);
        }
    }

    /**
     * An attempt failed, and this was thrown. Answers what to hold against the record, in the engine's words: that nobody
     * answers a probe is the downstream's fault.
     */
    Throwable failed(Throwable thrown, long nowNanos) {
        Throwable failure = reader.read(thrown);
        switch (failure) {
            case SinkUnavailableException unavailable -> {
                adaptive.ifPresent(AdaptiveLimit::dropped);
                circuit.failed(nowNanos, unavailable.retryAfter().toNanos());
            }
            case AttemptTimeoutException timeout -> {
                adaptive.ifPresent(AdaptiveLimit::dropped);
                if (timeoutsOpen || isAway()) {
                    circuit.failed(nowNanos, 0);
                }
                if (isAway()) {
                    return new SinkUnavailableException("no answer in time", timeout);
                }
            }
            default -> circuit.succeeded();
        }
        return failure;
    }

    /** Whether the circuit keeps records from it. */
    boolean isAway() {
        return circuit.state() != SinkCircuit.State.CLOSED;
    }

    /** How long whoever was not let through should wait before it asks again, in ns. */
    long nanosToWait(long nowNanos) {
        return circuit.nanosToWait(nowNanos);
    }
}
