package dev.headgate.internal.consumer;

import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.Failures;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobProcessor;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.state.EngineState;
import dev.headgate.state.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the engine comes to its end: in order, after a drain; by a record under the policy to halt; or by a failure. Knows the
 * state, and at the end lets go of what is still in flight. Owned by the poll thread.
 */
final class EngineLife {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLife.class);
    private static final int MOST_NAMED = 5;
    private static final long CANCEL_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final EngineOptions options;
    private final OffsetLedger<Job> ledger;
    private final InFlight inFlight;
    private final JobProcessor processor;
    private final AssignmentListener assignment;
    private EngineState state = EngineState.NEW;
    private Optional<String> failure = Optional.empty();
    private volatile Optional<Throwable> cause = Optional.empty();
    private long drainDeadline;

    EngineLife(LoopContext loop, InFlight inFlight, AssignmentListener assignment) {
        this.options = loop.options();
        this.ledger = loop.ledger();
        this.inFlight = inFlight;
        this.processor = loop.processor();
        this.assignment = assignment;
    }

    EngineState state() {
        return state;
    }

    /** What it failed of, in one line. */
    Optional<String> failure() {
        return failure;
    }

    /** What was thrown. Any thread. */
    Optional<Throwable> cause() {
        return cause;
    }

    boolean isDraining() {
        return state == EngineState.DRAINING;
    }

    void subscribed() {
        move(EngineState.STARTING);
    }

    /** There was an assignment, the first or a later one. */
    void assigned() {
        if (state == EngineState.STARTING) {
            move(EngineState.RUNNING);
        }
    }

    /** Admits nothing more from here on. Called once. */
    void drain(long nowNanos) {
        LOG.info(
                "draining {} records in flight, for at most {} s",
                inFlight.records(),
                options.drainTimeout().toSeconds());
        drainDeadline = nowNanos + options.drainTimeout().toNanos();
        processor.flush();
        move(EngineState.DRAINING);
    }

    /** Whether nothing is in flight any more, or the time for it is over, or nothing more can end in that time. */
    boolean isDrained(long nowNanos) {
        return isDraining()
                && (inFlight.records() == 0
                        || nowNanos - drainDeadline >= 0
                        || processor.onlyWaitsUntil(drainDeadline));
    }

    /** A record failed under the policy to halt: what else runs may end, and is committed with what was before. */
    void halt(Outcome.Halted halted) {
        failure = Optional.of(halted.message());
        cause = Optional.of(halted.cause());
        tell(halted.message(), halted.cause());
        assignment.release(
                List.copyOf(ledger.assigned()), options.revokeTimeout().toNanos());
    }

    /** What user code has thrown may throw in its turn when its message is asked for; the halt goes on all the same. */
    private static void tell(String message, Throwable cause) {
        try {
            LOG.error("{}", message, cause);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "{} (its stack trace can't be logged: {})",
                    message,
                    e.getClass().getName());
        }
    }

    void fail(Throwable e) {
        if (cause.isPresent()) {
            failedAgain(cause.get(), e);
            return;
        }
        String said = Failures.messageOf(e);
        String message = said.isEmpty() ? e.getClass().getSimpleName() : said;
        failure =
                Optional.of(e instanceof EngineFailure ? message : e.getClass().getSimpleName() + ": " + message);
        cause = Optional.of(e);
        if (e instanceof EngineFailure) {
            LOG.error("the poll thread failed: {}", message);
            LOG.debug("the poll thread failed", e);
        } else {
            LOG.error("the poll thread failed: {}", failure.get(), e);
        }
    }

    /** What the engine failed of first is the reason; the rest may be its consequence. */
    private static void failedAgain(Throwable first, Throwable e) {
        LOG.error("while it ended, the poll thread failed again: {}", e.toString());
        if (!e.equals(first)) {
            first.addSuppressed(e);
        }
    }

    /**
     * Commits what can be committed and drops the rest, within the commit timeout and a grace for cancelled attempts. Returns
     * whether nothing was dropped.
     */
    boolean letGo() {
        boolean nothingInFlight = inFlight.records() == 0;
        boolean released = false;
        try {
            ledger.assigned().forEach(offsets -> offsets.source().revoke());
            if (inFlight.records() > 0) {
                warnOfCut();
                processor.cancel();
            }
            if (failure.isEmpty() || inFlight.halted().isEmpty()) {
                released = assignment.release(List.copyOf(ledger.assigned()), CANCEL_GRACE_NANOS);
            }
        } catch (Throwable e) { // what comes after it, the leaving and the end, has to come all the same
            fail(e);
        } finally {
            ledger.assigned().forEach(offsets -> offsets.source().lose()); // what still runs delivers nothing more
        }
        return nothingInFlight && released;
    }

    private void warnOfCut() {
        if (failure.isEmpty()) {
            LOG.warn(
                    "the drain timeout of {} s has passed with {} records in flight, which come again after a restart,"
                            + " the oldest of each partition: {}; {}",
                    options.drainTimeout().toSeconds(),
                    inFlight.records(),
                    ledger.assigned().stream()
                            .flatMap(offsets -> offsets.oldest().stream())
                            .limit(MOST_NAMED)
                            .toList(),
                    processor.isDownstreamUnavailable()
                            ? "the downstream takes nothing just now"
                            : "they wait for a rate, a slow handler, brokers that are away, or the engine's own end");
        }
    }

    /** @param clean whether everything that was in flight is acknowledged and committed */
    void ended(boolean clean) {
        if (failure.isPresent()) {
            state = EngineState.FAILED;
        } else {
            state = clean ? EngineState.CLOSED : EngineState.CUT;
        }
    }

    private void move(EngineState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("the engine can't go from " + state + " to " + next);
        }
        state = next;
    }
}
