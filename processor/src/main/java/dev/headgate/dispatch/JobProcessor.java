package dev.headgate.dispatch;

import java.util.Optional;

/**
 * Everything behind the lanes, as the poll thread sees it: jobs go in here and come back through the
 * {@link CompletionQueue}. Thread-safe, and no call blocks.
 */
public interface JobProcessor {
    /** Takes in a job that owns its lane. */
    void submit(Job job);

    /** Asks the sinks to send what they hold back for a batch. */
    void flush();

    /** Interrupts every attempt under way. Called once a deadline has passed. */
    void cancel();

    /** Whether the circuit keeps deliveries from the sink. */
    boolean isSinkUnavailable();

    /** Workers with a record in hand. */
    int activeWorkers();

    /** The bound on {@link #activeWorkers()}. */
    int maxWorkers();

    /** Deliveries that the sink has taken and not acknowledged yet. */
    int delivering();

    /** Attempts after a first one, so far. */
    long retries();

    /** How often the circuit to the sink has opened. */
    long circuitOpened();

    /** The last failure in one line; empty if there was none. */
    Optional<String> lastError();
}
