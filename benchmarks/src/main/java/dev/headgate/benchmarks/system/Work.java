package dev.headgate.benchmarks.system;

/**
 * What is done with each record, the same for every system. Thread-safe: a system calls it from its own threads, as many
 * at once as it has been told to use.
 */
public interface Work {
    /**
     * Handles one record, and returns what to send to the output topic if there is one. Counts the record as done when it
     * returns.
     *
     * @throws InterruptedException if the system cancels it
     */
    byte[] handle(byte[] value, int partition, long offset) throws InterruptedException;
}
