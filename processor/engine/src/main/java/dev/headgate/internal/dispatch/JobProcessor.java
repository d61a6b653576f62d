package dev.headgate.internal.dispatch;

import dev.headgate.api.Ordering;
import dev.headgate.state.GiveUpReason;
import dev.headgate.state.RetryReason;
import java.util.Map;
import java.util.Optional;

/**
 * Everything behind the lanes, as the poll thread sees it: jobs go in here and come back through the
 * {@link CompletionQueue}. Thread-safe, and no call blocks.
 */
public interface JobProcessor {
    /** The lanes in which jobs wait before {@link #submit}. Called once, before it. */
    default Lanes lanes(Ordering ordering) {
        return new Lanes(ordering);
    }

    /** Takes in a job that owns its lane. */
    void submit(Job job);

    /** Takes in the first jobs of an array, each of which owns its lane. Nobody may come for them before {@link #wake}. */
    default void submit(Job[] jobs, int count) {
        for (int i = 0; i < count; i++) {
            submit(jobs[i]);
        }
    }

    /** Sees to it that somebody comes for the jobs of all arrays so far. */
    default void wake() {}

    /** Ends the wait for more of what is held back for a batch, here and in the sinks. */
    void flush();

    /** Interrupts every attempt under way. Called once a deadline has passed. */
    void cancel();

    /**
     * Partitions are being revoked, or have gone: ends the waits of their records, and interrupts the attempts at records of
     * partitions that have gone. Called by the poll thread after it has moved the ownership.
     */
    default void ownershipEnded() {}

    /** Whether the circuit keeps deliveries from the sink. */
    boolean isSinkUnavailable();

    /** Whether to take in nothing more, since nothing could be delivered. */
    default boolean wantsNoMore() {
        return isSinkUnavailable();
    }

    /** Whether nothing is under way, and all that is in flight waits for a circuit that lets nothing through before this moment. */
    default boolean onlyWaitsUntil(long nanos) {
        return false;
    }

    /** Workers with a record in hand. */
    int activeWorkers();

    /** The bound on {@link #activeWorkers()}. */
    int maxWorkers();

    /** How many active workers there may be just now: the bound, or less by an operator's word or the downstream's latency. */
    default int workersLimit() {
        return maxWorkers();
    }

    /** How many records the handler starts per second at most; 0 for no limit. */
    default double handlerRate() {
        return 0;
    }

    /** Records that the handlers have in hand: more than active workers where one call takes several. */
    default int inHand() {
        return activeWorkers();
    }

    /** Deliveries that the sink has taken and not acknowledged yet. */
    int delivering();

    /** Attempts after a first one, so far. */
    long retries();

    /** How often something was tried again or put off so far, by reason. */
    default Map<RetryReason, Long> retriesBy() {
        return Map.of(RetryReason.FAILED, retries());
    }

    /** Attempts, batches and deliveries of dead letters that failed, so far. */
    default long failures() {
        return retries();
    }

    /** Records given up on so far, by the class of what they failed with. */
    default Map<String, Long> givenUpBy() {
        return Map.of();
    }

    /** The same by reason. */
    default Map<GiveUpReason, Long> givenUp() {
        return Map.of();
    }

    /** How often the circuit to the sink has opened. */
    long circuitOpened();

    /** The last failure in one line; empty if there was none. */
    Optional<String> lastError();
}
