package dev.headgate.internal.worker;

import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.flow.AdaptiveLimit;
import dev.headgate.internal.flow.Circuit;
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
 * @param blame says whose fault it is that nobody answers
 * @param room where its records wait until it is back
 * @param notice tells in the log that it is away, and that it is back
 */
record Downstream(
        Circuit circuit,
        Optional<AdaptiveLimit> adaptive,
        boolean timeoutsOpen,
        FailureReader reader,
        Blame blame,
        WaitingRoom room,
        OutageNotice notice) {
    /** Marks an attempt that must not be used as a latency sample: it covers only part of a call, or several calls. */
    static final long NOT_TIMED = Long.MIN_VALUE;

    /** Whether it may be asked now. */
    boolean tryPass(long nowNanos) {
        return circuit.tryPass(nowNanos);
    }

    /**
     * It answered, whatever it answered.
     *
     * @param beganNanos when the attempt began, or {@link #NOT_TIMED}
     */
    void answered(long beganNanos) {
        if (circuit.succeeded(beganNanos)) {
            room.circuitClosed();
            notice.closed();
        }
    }

    /** The sink has answered this delivery. Looks into the job only where something has failed before. */
    void delivered(Job job) {
        if (circuit.hasFailures()) {
            answered(job.handledNanos());
        }
    }

    /** An attempt has ended without a word of it, since its partition has gone. */
    void abandoned(long nowNanos) {
        circuit.abandoned(nowNanos);
        room.circuitMoved();
    }

    /** Records the latency of one attempt, in ns. */
    void took(long beganNanos, long endedNanos) {
        if (adaptive.isPresent() && beganNanos != NOT_TIMED) {
            adaptive.get().sample(beganNanos, endedNanos);
        }
    }

    /**
     * An attempt at a record failed, and this was thrown. Returns what to hold against the record, in the engine's words: that
     * nobody answers is the downstream's fault, unless {@link Blame} says that it is the record's.
     */
    Throwable failed(Job job, Throwable thrown, long nowNanos) {
        Throwable failure = reader.read(thrown);
        return switch (failure) {
            case DownstreamUnavailableException unavailable -> {
                boolean isRecords = unavailable.getCause() != null && blame.isRecords(job, nowNanos);
                noteAway(unavailable, unavailable.retryAfter().toNanos(), nowNanos);
                yield isRecords ? new BlamedException(unavailable) : unavailable;
            }
            case AttemptTimeoutException timeout
            when timeoutsOpen || isAway() -> {
                boolean isRecords = blame.isRecords(job, nowNanos);
                noteAway(timeout, 0, nowNanos);
                yield isRecords
                        ? new BlamedException(timeout)
                        : new DownstreamUnavailableException(String.valueOf(timeout.getMessage()), timeout);
            }
            case AttemptTimeoutException timeout -> {
                adaptive.ifPresent(AdaptiveLimit::dropped);
                yield timeout;
            }
            default -> {
                answered(NOT_TIMED);
                yield failure;
            }
        };
    }

    /** It takes nothing just now. {@code retryAfterNanos} is 0 where it didn't say for how long. */
    private void noteAway(Throwable reason, long retryAfterNanos, long nowNanos) {
        adaptive.ifPresent(AdaptiveLimit::dropped);
        if (circuit.failed(nowNanos, retryAfterNanos)) {
            notice.opened(reason, nowNanos, circuit.nanosToProbe(nowNanos));
        }
        room.circuitMoved();
    }

    /** Whether the circuit keeps records from it. */
    boolean isAway() {
        return circuit.state() != Circuit.State.CLOSED;
    }

    /**
     * Whether none of its records is left to be the next probe but those that have been in vain: others have to come. They may
     * wait behind one of these in its lane, so each probe that fails lets one poll more of them in, and no more.
     *
     * @param inFlight records in flight, wherever they are
     * @param pollRecords the most records of one poll
     */
    boolean lacksProbes(boolean isIdle, long nowNanos, int inFlight, int pollRecords) {
        return !room.hasUntried()
                && (circuit.nanosToProbe(nowNanos) == 0 || (isIdle && !room.isEmpty()))
                && inFlight - room.records() <= (long) circuit.failedProbes() * pollRecords;
    }
}
