package dev.headgate.internal.dispatch;

import dev.headgate.state.GiveUpReason;
import dev.headgate.state.RetryReason;
import java.util.Map;
import java.util.Optional;

/** What the workers' side tells about itself: how busy it is, and what it has counted so far. Any thread; no call blocks. */
public interface WorkerStats {
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
